/**
 * Runs of a benchmark at once: two models and two repairs on a machine with two GPUs. The GPUs are made up, for there is
 * none here, and the device is the CPU; what each worker is told of them is real, and so is the training.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createChildLauncher } from '../../src-main/host/child-launcher.ts';
import { createHost, type Host, type ProgressNews } from '../../src-main/host/create-host.ts';
import type { BenchmarkRequestArgs } from '../../src-shared/rpc/contract.ts';
import { useTensorflow } from '../support/tensorflow.ts';

let folder: string;
let host: Host;
const launched: Record<string, string>[] = [];
let atOnce = 0;
let mostAtOnce = 0;

const REQUEST: BenchmarkRequestArgs = {
  ...{ tables: ['dlp-3'], scale: 'tiny', data: {}, attacks: ['badnets'], defenses: ['plain', 'fp'] },
  ...{ datasets: null, seeds: [1, 2], preset: null, arch: null, device: 'cpu' },
  options: { plain: { epochs: '1' }, fp: { epochs: '1', minUpdates: '0' } },
};

beforeAll(async () => {
  await useTensorflow();
  folder = mkdtempSync(join(tmpdir(), 'assay-bench-sharing-'));
  process.env['ASSAY_CONFIG'] = join(folder, 'config');
  const launch = createChildLauncher();
  host = await createHost({
    workspace: join(folder, 'bench.assay'),
    mode: 'write-or-create',
    programVersion: '0',
    machine: () => ({ cores: 2, memoryBytes: 2 ** 36, gpus: ['GPU-a', 'GPU-b'] }),
    launchWorker(environment = {}) {
      const worker = launch(environment);
      launched.push({ ...environment });
      if (environment['CUDA_VISIBLE_DEVICES'] === undefined) return worker;
      mostAtOnce = Math.max(mostAtOnce, ++atOnce);
      worker.onExit(() => atOnce--);
      return worker;
    },
  });
}, 600_000);

afterAll(async () => {
  await host.close();
  delete process.env['ASSAY_CONFIG'];
  rmSync(folder, { recursive: true, force: true });
});

it('computes on each of two GPUs, and tells how far all of them are', async () => {
  const told: ProgressNews[] = [];
  const notes: string[] = [];
  const benchmark = host.benchmarks.open(REQUEST);
  await benchmark.run(
    { budget: null, parallel: null, retriesFailed: false },
    {
      signal: new AbortController().signal,
      onProgress: (news) => told.push(news),
      onNote: (text) => notes.push(text),
    },
  );
  expect(benchmark.document().counts).toMatchObject({ runs: 4, done: 4, failed: 0 });
  // Whatever trains or plants: four runs and one drill. Before them pictures are drawn and imported, and the speed measured.
  const first = launched.findIndex((environment) => 'CUDA_VISIBLE_DEVICES' in environment);
  const placed = launched.slice(first).map((environment) => environment['CUDA_VISIBLE_DEVICES']);
  expect(placed).toHaveLength(5);
  expect(new Set(placed)).toEqual(new Set(['GPU-a', 'GPU-b']));
  expect(mostAtOnce).toBe(2);
  const shared = told.filter(({ unit }) => unit === '%');
  expect(shared.at(-1)).toMatchObject({ done: 100, total: 100 });
  // Parts of runs count, so that the bar moves between their ends.
  expect(shared.some(({ done }) => done % 25 > 0)).toBe(true);
  expect(notes.filter((text) => text.endsWith('begins.'))).toHaveLength(4);
}, 600_000);
