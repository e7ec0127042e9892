/** Measures how fast this machine trains this network, on a throwaway copy, for the estimate shown before a run. */
import { performance } from 'node:perf_hooks';
import type { ImageShape } from '../../src-shared/domain/dataset.ts';
import type { Execution } from '../../src-shared/domain/run.ts';
import { newStepRunner } from '../compute/capture/execution.ts';
import { findArchitecture } from '../train/architectures/registry.ts';
import { trainableByName } from '../train/architectures/weights.ts';
import type { InputNormaliser } from '../train/data/input-normaliser.ts';
import { sampleSize } from '../../src-shared/domain/sample-values.ts';
import { descend, trainStep, type StepRunner } from '../train/loop/step.ts';
import { Sgd } from '../train/optim/sgd.ts';

const BATCH = 64;
/** The first makes the optimiser's slots; a graph is made in the second and used from the third on. */
const WARM_UP_STEPS = { written: 1, graph: 3 } as const;
const TIMED_STEPS = 3;
/** Of a run that is worth the seconds that making a graph takes, only to know how fast it will be. */
const WORTH_A_GRAPH_SECONDS = 60;

/** What is trained: network, shape of a sample, number of classes. */
export type Trained = [arch: string, shape: ImageShape, classes: number, normaliser: InputNormaliser];

/** Seconds to train one image once in a run of so many, whose steps are run as `execution` says. */
export async function forecastSecondsPerImage(
  execution: Execution,
  images: number,
  trained: Trained,
): Promise<number> {
  const written = await secondsPerTrainedImage(trained);
  if (execution === 'eager' || images * written < WORTH_A_GRAPH_SECONDS) return written;
  return secondsPerTrainedImage(trained, newStepRunner('auto', images / BATCH));
}

/** Seconds to train one image once; with `runner` as one graph where that can be, and disposes of it. */
export async function secondsPerTrainedImage(
  [arch, shape, classes, normaliser]: Trained,
  runner?: StepRunner,
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
  const warmUp = runner === undefined ? WARM_UP_STEPS.written : WARM_UP_STEPS.graph;
  let startedAt = 0;
  for (let step = 0; step < warmUp + TIMED_STEPS; step++) {
    if (step === warmUp) startedAt = performance.now();
    trainStep(learner, optimizer, batch, descend, 1e-3, undefined, runner);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  runner?.dispose();
  optimizer.dispose();
  model.dispose();
  return seconds / (TIMED_STEPS * BATCH);
}
