/**
 * A trained model measured again, by a real worker: with its own dataset's test samples, and with the trigger of a drill that
 * it never saw, as `assay evaluate --on` does.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChildLauncher } from '../../src-main/host/child-launcher.ts';
import { createHost, type Host, type Work } from '../../src-main/host/create-host.ts';
import { finishImport, openWorkspace, startImport, storeSampleGroup } from '../../src-main/storage/index.ts';
import type { EvaluateDocument } from '../../src-shared/domain/audit.ts';
import { useTensorflow } from '../support/tensorflow.ts';
import { CLASSES, makeDrillWorkspace, runAssay, SHAPE } from './drill.ts';

const WORK: Work = {
  signal: new AbortController().signal,
  onProgress: () => undefined,
  onNote: () => undefined,
};

let folder: string;
let workspace: string;
let host: Host;
let cleanRun: number;
let poisonedRun: number;

async function train(dataset: string): Promise<number> {
  const choice = { preset: 'quick', arch: null, seed: 3, device: 'cpu', useVerdicts: false } as const;
  const options = { batch: 16, minUpdates: 0, epochs: 12, augment: false };
  const run = host.runs.create(host.runs.plan({ dataset, defense: 'plain', ...choice, options }));
  await host.runs.start(run, WORK);
  return run;
}

function evaluate(run: number, on: string | null): Promise<EvaluateDocument> {
  return host.runs.evaluate(host.runs.planEvaluation(run, on), WORK);
}

/** A dataset of one sample, of which only the classes and the shape matter. */
async function addDataset(
  dataset: string,
  shape: readonly [number, number, number],
  classes: readonly string[],
): Promise<void> {
  const opened = openWorkspace(workspace);
  const { db } = opened;
  const sourceSha256 = 'c'.repeat(64);
  const id = startImport(db, {
    ...{ dataset, source: '/made/by/a/test', sourceSha256, options: {}, modality: 'image' },
    ...{ shape, classes, resizeRule: 'kept as they are', layout: { importer: 'npz', notes: {} } },
  });
  const bytes = new Uint8Array(shape[0] * shape[1] * shape[2]);
  const sample = { bytes, labels: Int32Array.of(0), names: ['0'], sourceSha256: [sourceSha256] };
  storeSampleGroup(db, id, { split: 'train', ...sample }, [], 1);
  await finishImport(db, id);
  opened.close();
}

beforeAll(async () => {
  await useTensorflow();
  folder = mkdtempSync(join(tmpdir(), 'assay-evaluate-'));
  workspace = join(folder, 'drill.assay');
  await makeDrillWorkspace(workspace);
  await addDataset('larger', [SHAPE[0] + 4, SHAPE[1] + 4, 3], CLASSES);
  await addDataset('otherwise', SHAPE, CLASSES.toReversed());
  const launchWorker = createChildLauncher();
  host = await createHost({ workspace, mode: 'write', programVersion: '0', launchWorker });
  cleanRun = await train('drill@1');
  poisonedRun = await train('drill@2');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a final model measured again', () => {
  it('with its own dataset: what the run itself measured', async () => {
    const { final } = host.runs.describe(poisonedRun);
    const measured = await evaluate(poisonedRun, null);
    expect(measured).toMatchObject({
      dataset: 'drill',
      version: 2,
      measuredOn: { dataset: 'drill', version: 2 },
    });
    expect(measured.cleanAccuracy).toBe(final.cleanAccuracy);
    expect(measured.attackSuccess).toBe(final.attackSuccess);
    expect(measured.attackSuccess).toBeGreaterThan(0.9);
    expect(await evaluate(poisonedRun, 'drill@2')).toEqual(measured);
  });

  it('with the trigger of a drill it never saw: attack success by nature, which its own dataset cannot tell', async () => {
    const own = await evaluate(cleanRun, null);
    expect(own).toMatchObject({ version: 1, attackSuccess: null, robustAccuracy: null });
    expect(own.cleanAccuracy).toBeGreaterThan(0.9);
    const natural = await evaluate(cleanRun, 'drill');
    // A drill's test samples are those of its source.
    expect(natural).toMatchObject({
      ...{ run: cleanRun, dataset: 'drill', version: 1, measuredOn: { dataset: 'drill', version: 2 } },
      cleanAccuracy: own.cleanAccuracy,
    });
    expect(natural.attackSuccess).toBeLessThan(0.3);
    expect(natural.robustAccuracy).toBeGreaterThan(0.7);
    // The flags are those of the run, whatever it is measured with.
    expect(natural.flags).toEqual(own.flags);
  });
});

describe('refused before anything is set up', () => {
  it.each([
    ['an unknown dataset', 'nowhere', /There is no dataset "nowhere"/],
    ['samples of another shape', 'larger', /reads images of 12x12x3, and larger holds images of 16x16x3/],
    ['other classes', 'otherwise', /otherwise has others or has them in another order/],
  ])('%s', (_title, on, says) => {
    expect(() => host.runs.planEvaluation(cleanRun, on)).toThrow(says);
  });
});

describe('on the command line', () => {
  // One process writes at a time.
  beforeAll(() => host.close());

  it('says what was measured on what', async () => {
    const end = await runAssay('evaluate', workspace, String(cleanRun), '--on', 'drill@2', '--quiet');
    expect(end.stderr).toBe('');
    expect(end.stdout).toContain(`Run ${cleanRun} on drill@1, measured on drill@2:`);
    expect(end.stdout).toMatch(/attack success +\d+\.\d %/);
    expect(end.code).toBe(0);
  });

  it('ends with exit code 2 where the model cannot read the dataset', async () => {
    const end = await runAssay('evaluate', workspace, String(cleanRun), '--on', 'larger', '--quiet');
    expect(end).toMatchObject({ code: 2, stdout: '' });
    expect(end.stderr).toContain('larger holds images of 16x16x3');
  });
});
