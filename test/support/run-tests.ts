/**
 * `npm test`: formatter, linter with type information, strict type check, then every test. Ends with one line,
 * `N passed, N failed, N skipped`, that counts the three checks as tests too.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface TestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numFailedTestSuites: number;
  success: boolean;
}

const CHECKS: readonly [name: string, command: string, args: readonly string[]][] = [
  ['format', 'prettier', ['--check', '--log-level', 'warn', '.']],
  ['lint', 'eslint', ['.']],
  ['types', process.execPath, ['test/support/typecheck.ts']],
];

function run(name: string, command: string, args: readonly string[]): boolean {
  const startedAt = Date.now();
  const result = spawnSync(command, args, { stdio: 'inherit' });
  if (result.error) console.error(result.error.message);
  const isPassed = result.status === 0;
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(`${isPassed ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  return isPassed;
}

const scratch = mkdtempSync(join(tmpdir(), 'assay-test-'));
const reportFile = join(scratch, 'report.json');
let passed = 0;
let failed = 0;
let skipped = 0;

const isFiltered = process.argv.length > 2;
for (const [name, command, args] of isFiltered ? [] : CHECKS) {
  if (run(name, command, args)) passed++;
  else failed++;
}

const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
run('tests', 'vitest', ['run', ...reporters, ...process.argv.slice(2)]);
try {
  const report = JSON.parse(readFileSync(reportFile, 'utf8')) as TestReport;
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  skipped += report.numPendingTests + report.numTodoTests;
  // A file that cannot even be loaded counts no test; it is a failure all the same.
  if (!report.success && report.numFailedTests === 0) failed += Math.max(1, report.numFailedTestSuites);
} catch {
  failed++;
  console.error('The tests left no report.');
}
rmSync(scratch, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);
