/** A small workspace made through storage itself: one dataset of 60 random images and an audit with known results. */
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { Rng } from '../../../src-shared/math/rng.ts';
import {
  changeRunState,
  createRun,
  createWorkspace,
  finishImport,
  findVersion,
  openWorkspace,
  startImport,
  storeSampleGroup,
  storeScores,
  storeStage,
  storeSubset,
} from '../../../src-main/storage/index.ts';

export const SHAPE = [8, 8, 3] as const;
const SAMPLE_BYTES = 8 * 8 * 3;
export const TRAIN = 60;
export const TEST = 12;
export const CLASSES = ['cat', 'dog', 'owl'];

const SEED = 5;

/** The first pixel bytes of `toys@1`, for finding them in the file. */
export function firstPixels(count: number): Uint8Array {
  const rng = Rng.fromSeed(SEED);
  return Uint8Array.from({ length: count }, () => rng.below(256));
}

/** `toys@1`, complete. Returns the workspace's path. */
export async function makeWorkspace(folder: string): Promise<string> {
  const path = join(folder, 'small.assay');
  const workspace = createWorkspace(path);
  const rng = Rng.fromSeed(SEED);
  const versionId = startImport(workspace.db, {
    dataset: 'toys',
    source: join(folder, 'nowhere'),
    sourceSha256: createHash('sha256').update('source').digest('hex'),
    options: {},
    modality: 'image',
    shape: SHAPE,
    classes: CLASSES,
    resizeRule: 'kept as they are',
    layout: { importer: 'cifar', notes: {} },
  });
  for (const [split, count, start] of [
    ['train', TRAIN, 0],
    ['test', TEST, TRAIN],
  ] as const) {
    const group = {
      split,
      bytes: Uint8Array.from({ length: count * SAMPLE_BYTES }, () => rng.below(256)),
      labels: Int32Array.from({ length: count }, (_, i) => i % CLASSES.length),
      names: Array.from({ length: count }, (_, i) => `${split}/${i}`),
      sourceSha256: Array.from({ length: count }, (_, i) =>
        createHash('sha256').update(`${split}${i}`).digest('hex'),
      ),
    };
    storeSampleGroup(workspace.db, versionId, group, [], start + count);
  }
  await finishImport(workspace.db, versionId);
  workspace.close();
  return path;
}

/** The options of an audit as the program stores them do not matter to its results. */
const SPEC = {
  defense: 'dlp',
  defenseVersion: 1,
  preset: 'quick',
  arch: 'wrn-16-1',
  seed: 7,
  device: 'cpu',
  options: { scoreRule: 'mean' },
} as const;

/**
 * Stores a finished audit of `dataset` that flagged `flagged`, entropy rising with the index of the sample except that
 * the flagged ones come first. Returns the run's number.
 */
export function addFinishedAudit(path: string, dataset: string, flagged: readonly number[]): number {
  const workspace = openWorkspace(path);
  const { db } = workspace;
  const run = createRun(db, { kind: 'audit', versionId: findVersion(db, dataset).id, spec: SPEC }).id;
  changeRunState(db, run, 'start');
  changeRunState(db, run, 'ready');
  const entropy = Float32Array.from({ length: TRAIN }, (_, i) => {
    const rank = flagged.indexOf(i);
    return rank < 0 ? 1 + i / 100 : rank / 100;
  });
  storeScores(db, run, 'entropy', entropy);
  storeScores(db, run, 'entropyLastEpoch', entropy.toReversed());
  storeScores(db, run, 'predicted', new Float32Array(TRAIN).fill(1));
  storeSubset(db, run, 'poisoned', Int32Array.from(flagged));
  storeSubset(db, run, 'poisonedPaperRule', Int32Array.from([59, 58]));
  storeSubset(db, run, 'clean', Int32Array.from([40, 41, 42]));
  const stage = { epochs: 9.5, updates: 300, robustAccuracy: null, seconds: 2, notes: [] };
  storeStage(db, run, { ...stage, name: 'SL', cleanAccuracy: 0.75, attackSuccess: 1 });
  storeStage(db, run, { ...stage, name: 'AU', cleanAccuracy: 0.5, attackSuccess: 0.25 });
  changeRunState(db, run, 'completed', { result: {} });
  workspace.close();
  return run;
}
