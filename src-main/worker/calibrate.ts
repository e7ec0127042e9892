/** Measures how fast this machine trains this network, on a throwaway copy, for the estimate shown before a run. */
import { performance } from 'node:perf_hooks';
import type { ImageShape } from '../../src-shared/domain/dataset.ts';
import { findArchitecture } from '../train/architectures/registry.ts';
import { trainableByName } from '../train/architectures/weights.ts';
import type { InputNormaliser } from '../train/data/input-normaliser.ts';
import { sampleSize } from '../../src-shared/domain/sample-values.ts';
import { descend, trainStep } from '../train/loop/step.ts';
import { Sgd } from '../train/optim/sgd.ts';

const BATCH = 64;
const WARM_UP_STEPS = 1;
const TIMED_STEPS = 3;

/** Seconds to train one image once. */
export async function secondsPerTrainedImage(
  arch: string,
  shape: ImageShape,
  classes: number,
  normaliser: InputNormaliser,
): Promise<number> {
  const architecture = findArchitecture(arch);
  const model = await architecture.build(shape, classes);
  const size = BATCH * sampleSize(shape);
  const learner = { model, normaliser, weights: trainableByName(model) };
  const optimizer = new Sgd({ momentum: 0.9, weightDecay: 0, nesterov: false });
  const batch = {
    values: architecture.modality === 'series' ? new Float32Array(size) : new Uint8Array(size),
    labels: new Int32Array(BATCH),
    weights: new Float32Array(BATCH).fill(1 / BATCH),
  };
  let startedAt = 0;
  for (let step = 0; step < WARM_UP_STEPS + TIMED_STEPS; step++) {
    if (step === WARM_UP_STEPS) startedAt = performance.now();
    trainStep(learner, optimizer, batch, descend, 1e-3);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  optimizer.dispose();
  model.dispose();
  return seconds / (TIMED_STEPS * BATCH);
}
