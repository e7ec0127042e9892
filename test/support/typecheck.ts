/** Type-checks each group of folders against its own tsconfig, so that none sees library types that are not its own. */
import { spawnSync } from 'node:child_process';

const CHECKS: readonly [checker: string, project: string][] = [
  ['tsc', 'src-shared'],
  ['tsc', 'src-main'],
  ['tsc', 'src-main/train'],
  ['tsc', 'src-main/electron'],
  // Knows single-file components, templates too.
  ['vue-tsc', 'src-renderer'],
  ['tsc', 'test'],
  // Code that runs in a page sees what pages have.
  ['tsc', 'test/e2e'],
];

let failed = false;
for (const [checker, project] of CHECKS) {
  const result = spawnSync(checker, ['-p', project], { stdio: 'inherit' });
  if (result.error) throw result.error;
  failed ||= result.status !== 0;
}
process.exit(failed ? 1 : 0);
