/**
 * A benchmark as the window asks for it: planned, started, read while it runs, stopped, gone on with, written into a file;
 * and what a repair on one of its datasets can start from. Real training on drawn pictures.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JobSnapshot } from '../../src-shared/domain/job.ts';
import type {
  ArgsOf,
  AnswerOf,
  BenchmarkRequestArgs,
  CallName,
  EventName,
} from '../../src-shared/rpc/contract.ts';
import { ensureRuntime } from '../../src-main/compute/runtime/setup.ts';
import { createApplication, type Application } from '../../src-main/host/application.ts';

let folder: string;
let workspace: string;
let application: Application;
const seen: EventName[] = [];
let jobs: readonly JobSnapshot[] = [];

const REQUEST: BenchmarkRequestArgs = {
  tables: ['dlp-3'],
  scale: 'tiny',
  data: {},
  attacks: ['badnets'],
  defenses: ['plain', 'fp'],
  datasets: null,
  seeds: null,
  preset: null,
  arch: null,
  device: 'cpu',
  options: { plain: { epochs: '1' }, fp: { epochs: '1', minUpdates: '0' } },
};
const LIMITS = { budget: null, parallel: null, retriesFailed: false };

async function call<Name extends CallName>(name: Name, args: ArgsOf<Name>): Promise<AnswerOf<Name>> {
  const handler = application.handlers[name] as (args: unknown, signal: AbortSignal) => unknown;
  return (await handler(args, new AbortController().signal)) as AnswerOf<Name>;
}

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (error: unknown) => (error as { code?: unknown }).code,
  );
}

async function open(): Promise<void> {
  application = await createApplication({
    programVersion: '0',
    abilities: { nativeDialogs: false, roots: [folder] },
  });
  application.onEvent((name, value) => {
    seen.push(name);
    if (name === 'jobs.changed') jobs = value as readonly JobSnapshot[];
  });
  await call('workspace.open', { path: workspace, create: !existsSync(workspace) });
}

async function until(what: () => boolean | Promise<boolean>, seconds = 240): Promise<void> {
  const end = performance.now() + 1000 * seconds;
  while (!(await what())) {
    if (performance.now() > end) throw new Error(`waited in vain for ${seconds} s: ${what.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function jobEnded(jobId: number): Promise<JobSnapshot> {
  const find = (): JobSnapshot | undefined => jobs.find(({ id }) => id === jobId);
  await until(() => ['done', 'failed', 'cancelled'].includes(find()?.state ?? ''));
  return find()!;
}

beforeAll(async () => {
  const signal = new AbortController().signal;
  await ensureRuntime({ device: 'cpu', onProgress: () => undefined, signal });
  folder = mkdtempSync(join(tmpdir(), 'assay-bench-calls-'));
  workspace = join(folder, 'bench.assay');
  process.env['ASSAY_CONFIG'] = join(folder, 'config');
  await open();
}, 600_000);

afterAll(async () => {
  await application.close();
  delete process.env['ASSAY_CONFIG'];
  rmSync(folder, { recursive: true, force: true });
});

it('tells what there is to choose from', async () => {
  const { tables, scales, datasets } = await call('benchmarks.tables', {});
  expect(tables.find(({ id }) => id === 'dlp-3')).toMatchObject({
    kind: 'levels',
    cells: 42,
    datasets: ['cifar10'],
  });
  expect(tables.find(({ id }) => id === 'grid-images')?.attacks).toContain('none');
  expect(scales.map(({ id, drawsData }) => [id, drawsData])).toEqual([
    ['tiny', true],
    ['small', false],
    ['full', false],
  ]);
  expect(datasets.every(({ importedFrom }) => importedFrom === null)).toBe(true);
});

it('plans without running or making anything', async () => {
  const plan = await call('benchmarks.plan', { request: REQUEST, limits: { ...LIMITS, budget: 1800 } });
  expect(plan.counts).toMatchObject({ runs: 2, done: 0, toDo: 2, missingCells: 0 });
  expect(plan.unmeasured).toEqual(['wrn-16-1']);
  expect(plan.remainingSeconds).toBeNull();
  expect(plan.command).toBe(
    `assay bench paper --workspace ${workspace} --table dlp-3 --scale tiny --attacks badnets --defenses plain,fp ` +
      '--device cpu --option plain.epochs=1 --option fp.epochs=1 --option fp.minUpdates=0 --budget 30m',
  );
  const small = await call('benchmarks.plan', { request: { ...REQUEST, scale: 'small' }, limits: LIMITS });
  expect(small.missing.map(({ row, reason }) => [row, reason])).toEqual([
    ['no defense', 'No data was given for CIFAR-10: --data cifar10=FOLDER.'],
    ['FP', 'No data was given for CIFAR-10: --data cifar10=FOLDER.'],
  ]);
  const { versions, runs } = await call('library.read', {});
  expect([versions.length, runs.length]).toEqual([0, 0]);
});

it('refuses what cannot be chosen, and folders that may not be read', async () => {
  const read = (change: object): Promise<unknown> =>
    codeOf(call('benchmarks.read', { request: { ...REQUEST, ...change } }));
  expect(await read({ tables: ['dlp-9'] })).toBe('usage.invalid');
  expect(await read({ defenses: ['magic'] })).toBe('usage.invalid');
  expect(await read({ options: { plain: { epochs: 'many' } } })).toBe('usage.invalid');
  expect(await read({ seeds: [3, 3] })).toBe('usage.invalid');
  expect(await read({ data: { cifar10: '/etc' } })).toBe('usage.invalid');
  // The tables, over the workspace that they are of.
  const over = { request: REQUEST, format: 'csv', path: workspace, replace: true } as const;
  expect(await codeOf(call('benchmarks.render', over))).toBe('usage.invalid');
  const nowhere = { ...REQUEST, data: { cifar10: join(folder, 'nowhere') } };
  expect(await codeOf(call('benchmarks.start', { request: nowhere, limits: LIMITS }))).toBe('not-found');
});

it('is read while it runs, and stopped with what is done kept', async () => {
  const { jobId } = await call('benchmarks.start', { request: REQUEST, limits: LIMITS });
  expect(await codeOf(call('benchmarks.start', { request: REQUEST, limits: LIMITS }))).toBe('conflict');
  await until(async () =>
    (await call('benchmarks.atWork', {})).runs.some(({ progress }) => progress !== null),
  );
  const atWork = await call('benchmarks.atWork', {});
  expect(atWork.jobs).toEqual([{ jobId, request: REQUEST }]);
  const during = await call('benchmarks.read', { request: REQUEST });
  const [plain, fp] = during.tables[0]?.cells ?? [];
  expect(plain?.seeds[0]).toMatchObject({ state: 'running', run: atWork.runs[0]?.run });
  expect(plain?.paper?.cleanAccuracy).toBeGreaterThan(0.8);
  expect(fp?.state).toBe('to-do');
  await until(async () => (await call('benchmarks.atWork', {})).runs.some(({ run }) => run === 2));
  await call('jobs.cancel', { jobId });
  expect((await jobEnded(jobId)).state).toBe('cancelled');
  const after = await call('benchmarks.read', { request: REQUEST });
  expect(after.counts).toMatchObject({ done: 1, running: 0, toDo: 1 });
  expect(await call('benchmarks.atWork', {})).toEqual({ jobs: [], runs: [] });
  // Begun and ended, twice each.
  expect(seen.filter((name) => name === 'benchmark.changed').length).toBeGreaterThanOrEqual(4);
  expect(seen).toContain('run.changed');
}, 300_000);

it('goes on with the same request, trains nothing twice, and has the same figures in a new process', async () => {
  const { jobId } = await call('benchmarks.start', { request: REQUEST, limits: LIMITS });
  expect(await jobEnded(jobId)).toMatchObject({ state: 'done', result: { counts: { runs: 2, done: 2 } } });
  const done = await call('benchmarks.read', { request: REQUEST });
  expect(done.tables[0]?.cells.map(({ state, seeds }) => [state, seeds[0]?.run])).toEqual([
    ['done', 1],
    ['done', 2],
  ]);
  expect((await call('library.read', {})).runs).toHaveLength(2);
  await application.close();
  await open();
  const again = await call('benchmarks.read', { request: REQUEST });
  expect(again.tables).toEqual(done.tables);
}, 300_000);

it('writes the tables where it may, and over nothing unasked', async () => {
  const path = join(folder, 'tables.csv');
  const write = (replace: boolean, to = path): Promise<{ path: string; bytes: number }> =>
    call('benchmarks.render', { request: REQUEST, format: 'csv', path: to, replace });
  const written = await write(false);
  expect(written).toEqual({ path, bytes: readFileSync(path).byteLength });
  const records = parse<Record<string, string>>(readFileSync(path, 'utf8'), { columns: true });
  expect(records.map(({ row, state }) => [row, state])).toEqual([
    ['no defense', 'done'],
    ['FP', 'done'],
  ]);
  expect(await codeOf(write(false))).toBe('conflict');
  expect((await write(true)).bytes).toBe(written.bytes);
  expect(await codeOf(write(false, '/etc/tables.csv'))).toBe('usage.invalid');
});

it('offers a repair the runs whose model it can mend, and says why others do not fit', async () => {
  const { versions } = await call('library.read', {});
  const [clean, drill] = versions;
  const offer = await call('runs.repairs', { versionId: drill!.id });
  expect(offer.latest).toBe(1);
  expect(offer.bases.map(({ run, isRepair, obstacle }) => [run, isRepair, obstacle])).toEqual([
    [2, true, null],
    [1, false, null],
  ]);
  expect(offer.bases[1]?.cleanAccuracy).toBeGreaterThan(0);
  expect(offer).toMatchObject({ judgedClean: 0, needed: 40, knownClean: 900, train: 1000, usualShare: 0.05 });
  const elsewhere = await call('runs.repairs', { versionId: clean!.id });
  expect(elsewhere).toMatchObject({ bases: [], latest: null, knownClean: null });
});

it('plans a repair with the run and the clean samples that were chosen', async () => {
  const [clean, drill] = (await call('library.read', {})).versions;
  const choices = {
    preset: 'quick',
    arch: 'wrn-16-1',
    seed: 1,
    device: 'cpu',
    options: {},
    useVerdicts: true,
  } as const;
  const own = { ...choices, versionId: drill!.id, defense: 'fp' };
  const plan = await call('runs.plan', { ...own, base: 1, trusted: 0.08 });
  expect(plan).toMatchObject({ base: 1, trusted: { source: 'drill', count: 80 } });
  expect(plan.command).toMatch(/--base 1 --trusted 0\.08$/);
  expect(await call('runs.plan', own)).toMatchObject({ base: 1, trusted: { source: 'drill', count: 50 } });
  expect(await codeOf(call('runs.plan', { ...own, trusted: 0.01 }))).toBe('usage.invalid');
  // Without planted poison nobody knows which are clean.
  expect(await codeOf(call('runs.plan', { ...own, versionId: clean!.id }))).toBe('not-found');
  expect(await codeOf(call('runs.plan', { ...own, versionId: clean!.id, base: 1 }))).toBe('usage.invalid');
});
