/** Whole runs with the thread that prepares views: the same weights as without it, and no thread afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { runAuditJob, type AuditResult } from '../../src-main/worker/audit-job.ts';
import { findDefense } from '../../src-main/train/defenses/registry.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { parseOptions } from '../../src-shared/schema/parse.ts';
import type { WorkerFrame } from '../../src-shared/worker/contract.ts';
import { useTensorflow } from '../support/tensorflow.ts';
import { makeDrillWorkspace } from './drill.ts';

let folder: string;
const threads: Worker[] = [];
const remember = (message: unknown): void => void threads.push((message as { worker: Worker }).worker);

beforeAll(async () => {
  await useTensorflow();
  subscribe('worker_threads', remember);
  folder = mkdtempSync(join(tmpdir(), 'assay-views-'));
  await makeDrillWorkspace(join(folder, 'drill.assay'));
});

afterEach(() => {
  delete process.env['ASSAY_VIEWS_AFTER_MS'];
  threads.length = 0;
});

afterAll(() => {
  unsubscribe('worker_threads', remember);
  rmSync(folder, { recursive: true, force: true });
});

/** Runs an audit in this process; `hear` is told what it finds. */
function audit(
  defense: string,
  options: Record<string, number | boolean | string>,
  startAfterMs: string,
  signal: AbortSignal = new AbortController().signal,
  hear: (frame: WorkerFrame) => void = () => undefined,
): Promise<AuditResult> {
  process.env['ASSAY_VIEWS_AFTER_MS'] = startAfterMs;
  const { info } = findDefense(defense);
  return runAuditJob(
    {
      kind: 'audit',
      workspace: join(folder, 'drill.assay'),
      versionId: 2,
      runId: 1,
      spec: {
        ...{
          defense,
          defenseVersion: info.version,
          preset: 'quick',
          arch: 'wrn-16-1',
          seed: 1,
          device: 'cpu',
        },
        options: { ...parseOptions(info.options, options) },
      },
      checkpointId: null,
      scratchFolder: folder,
    },
    {
      signal,
      send(frame) {
        hear(frame);
        return Promise.resolve();
      },
    },
  );
}

const RUNS = [
  [
    'dlp',
    {
      ...{ batch: 16, slEpochs: 1, slMinUpdates: 0, augmentSl: true, isolationFraction: 0.05 },
      ...{ unlearnBounded: false, unlearnEpochs: 1, assftUpdates: 12, assftBatch: 8, assftThreshold: 0.5 },
    },
  ],
  ['e2abl', { batch: 16, epochs: 3, warmUpEpochs: 1, warmUpMinUpdates: 0, minUpdates: 0 }],
  ['plain', { batch: 16, epochs: 2, minUpdates: 0, augment: true }],
] as const;

it.each(RUNS)('%s ends with the same weights, with and without the thread', async (defense, options) => {
  const without = await audit(defense, options, 'Infinity');
  expect(threads).toHaveLength(0);
  const with_ = await audit(defense, options, '0');
  expect(threads.map(({ threadId }) => threadId)).toEqual([-1]);
  expect(with_.modelSha256).toBe(without.modelSha256);
});

it('leaves no thread behind when it is cancelled', async () => {
  const cancel = new AbortController();
  const ended = audit('plain', { ...RUNS[2][1], epochs: 500 }, '0', cancel.signal, (frame) => {
    if (frame.type === 'progress' && frame.done >= 5) {
      expect(threads.map(({ threadId }) => threadId > 0)).toEqual([true]);
      cancel.abort(new AssayError('run.cancelled', 'The work was cancelled.'));
    }
  });
  await expect(ended).rejects.toThrow('The work was cancelled.');
  expect(threads.map(({ threadId }) => threadId)).toEqual([-1]);
});
