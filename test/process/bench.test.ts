/**
 * A benchmark of two cells on drawn pictures, as a person runs it: stopped in its second run, gone on with by the same
 * command, and measured by what was planted.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BenchmarkDocument } from '../../src-shared/domain/benchmark.ts';
import { startCli, type CliResult } from '../cli/support/run-cli.ts';
import { useTensorflow } from '../support/tensorflow.ts';

let folder: string;
let stopped: CliResult;
let finished: CliResult;
let document: BenchmarkDocument;

const CELLS = ['--attacks', 'badnets', '--defenses', 'plain,fp'];
const SHORT = ['plain.epochs=1', 'fp.epochs=1', 'fp.minUpdates=0'].flatMap((text) => ['--option', text]);

function start(...args: string[]): ReturnType<typeof startCli> {
  const own = ['--workspace', join(folder, 'bench.assay')];
  return startCli(['bench', 'paper', ...own, ...args], { ASSAY_CONFIG: join(folder, 'config') });
}

function bench(...args: string[]): ReturnType<typeof startCli> {
  return start(...CELLS, ...SHORT, ...args);
}

beforeAll(async () => {
  await useTensorflow();
  folder = mkdtempSync(join(tmpdir(), 'assay-bench-test-'));
  const first = bench();
  await first.said('2 of 2: practice-images badnets 0.1, fp');
  first.child.kill('SIGINT');
  stopped = await first.result;
  finished = await bench('--json').result;
  document = JSON.parse(finished.stdout) as BenchmarkDocument;
}, 600_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('stops at Ctrl-C, with what is done kept', () => {
  expect(stopped.code).toBe(130);
  expect(stopped.stderr).toContain('The benchmark was stopped: 1 of 2 runs are done.');
  expect(stopped.stderr).toContain('Give the same command again to go on.');
});

it('goes on with the same command: nothing is drawn, planted or trained twice', () => {
  expect(finished.code).toBe(0);
  expect(finished.stderr).not.toMatch(/Drew|Planted|1 of 2: /);
  expect(document.counts).toMatchObject({ runs: 2, done: 2, failed: 0, toDo: 0 });
  expect(document.runs.map(({ run, setting }) => [run, setting.defense])).toEqual([
    [1, 'plain'],
    [2, 'fp'],
  ]);
});

it('has the figures of both cells beside those of the paper', () => {
  const [table] = document.tables;
  expect(table?.rows).toEqual(['no defense', 'FP']);
  for (const { state, paper, ours } of table?.cells ?? []) {
    expect(state).toBe('done');
    expect(paper?.cleanAccuracy).toBeGreaterThan(0.8);
    expect(ours.cleanAccuracy?.mean).toBeGreaterThan(0);
    expect(ours.attackSuccess?.mean).toBeGreaterThanOrEqual(0);
    expect(ours.cleanAccuracy?.deviation).toBeNull();
  }
  // The lowest losses are known by what was planted; a repair judges no sample.
  const [plain, fp] = table?.cells ?? [];
  expect(plain?.ours.isolated?.mean).toBeGreaterThanOrEqual(0);
  expect(plain?.ours.auroc?.mean).toBeGreaterThan(0);
  expect(fp?.ours.isolated).toBeUndefined();
});

it('shows a cell that fails as failed, with its sentence, and leaves it at that', async () => {
  const cells = [
    '--table',
    'e2abl-1-cifar10',
    '--defenses',
    'plain,e2abl',
    '--option',
    'e2abl.secondHeadAfter=9',
    ...['--attacks', 'badnets', '--option', 'plain.epochs=1'],
  ];
  const first = await start('--json', ...cells).result;
  expect(first.code).toBe(0);
  const { counts, tables } = JSON.parse(first.stdout) as BenchmarkDocument;
  // Plain training is the run of the other table.
  expect(counts).toMatchObject({ runs: 2, done: 1, failed: 1 });
  const failed = tables[0]?.cells.find(({ state }) => state === 'failed');
  expect(failed).toMatchObject({ row: 'BadNets', column: 'E2ABL', ours: {} });
  expect(failed?.reason).toMatch(/stage/);
  const again = await start('--json', ...cells).result;
  expect(again.stderr).not.toContain('2 of 2: ');
  expect((JSON.parse(again.stdout) as BenchmarkDocument).counts).toEqual(counts);
}, 300_000);

it('begins nothing that the time would not hold', async () => {
  const output = join(folder, 'bench.csv');
  const args = ['--format', 'csv', '--output', output, '--option', 'plain.epochs=500', '--budget', '2s'];
  const { code, stderr } = await bench(...args).result;
  expect(code).toBe(0);
  expect(stderr).toContain('The time left would not hold practice-images badnets 0.1, plain, seed 1');
  const records = parse<Record<string, string>>(readFileSync(output, 'utf8'), { columns: true });
  expect(records.map(({ state }) => state)).toEqual(['to-do', 'to-do']);
}, 300_000);

it('counts what another workspace measured, and trains again only the model that a repair needs', async () => {
  const results = join(folder, 'results.json');
  const here = await bench('--results', results).result;
  expect(here.stderr).not.toContain('of 2: ');
  const elsewhere = (...args: string[]): Promise<CliResult> =>
    bench('--workspace', join(folder, 'elsewhere.assay'), '--results', results, ...args).result;
  const all = await elsewhere('--json');
  expect(all.stderr).not.toMatch(/of 2: |Planted/);
  const shown = JSON.parse(all.stdout) as BenchmarkDocument;
  expect(shown.counts).toMatchObject({ runs: 2, done: 2 });
  expect(shown.runs.map(({ run }) => run)).toEqual([null, null]);
  expect(shown.tables[0]?.cells.map(({ ours }) => ours)).toEqual(
    document.tables[0]?.cells.map(({ ours }) => ours),
  );

  // Without the line of the repair there is a repair to do, and its model is not in the file.
  const lines = readFileSync(results, 'utf8').split('\n');
  const kept = lines.filter((line) => !line.includes('"fp\\"'));
  expect(kept).toHaveLength(lines.length - 1);
  writeFileSync(results, kept.join('\n').replace(/,\n {2}\]/, '\n  ]'));
  const again = await elsewhere('--json');
  expect(again.stderr).toMatch(/plain, seed 1/);
  expect(again.stderr).toMatch(/fp, seed 1/);
  expect(readFileSync(results, 'utf8').split('\n')).toHaveLength(lines.length);

  // Of other data they do not count, and it says so.
  writeFileSync(results, readFileSync(results, 'utf8').replaceAll(/"data":"\w+"/g, '"data":"another"'));
  const fresh = join(folder, 'fresh.assay');
  const unknown = await bench('--workspace', fresh, '--results', results, '--plan', '--json').result;
  const shownAnyway = JSON.parse(unknown.stdout) as BenchmarkDocument;
  expect(shownAnyway.counts).toMatchObject({ done: 2 });
  expect(shownAnyway.notes.join()).toContain('were not checked against its data');
  const strange = await bench('--results', results, '--plan', '--json', '--option', 'plain.epochs=2').result;
  expect((JSON.parse(strange.stdout) as BenchmarkDocument).counts).toMatchObject({ done: 0, toDo: 2 });
  writeFileSync(results, readFileSync(results, 'utf8').replaceAll('[\\"epochs\\",1]', '[\\"epochs\\",2]'));
  const other = await bench('--results', results, '--plan', '--json', '--option', 'plain.epochs=2').result;
  const { counts, notes } = JSON.parse(other.stdout) as BenchmarkDocument;
  expect(counts).toMatchObject({ done: 0, toDo: 2 });
  expect(notes.join()).toContain('are of other data than this, and do not count');
}, 300_000);
