/** Speed of an epoch of plain training with its input, and of scoring, on 32x32x3 images. */
import { performance } from 'node:perf_hooks';
import { CapturedStep } from '../../src-main/compute/capture/captured-step.ts';
import { augmenterFor } from '../../src-main/train/data/augment/augmenter.ts';
import { EpochBatches, gatherLabels, gatherValues } from '../../src-main/train/data/batches.ts';
import { descend, trainStep } from '../../src-main/train/loop/step.ts';
import { predictLogits } from '../../src-main/train/metrics/predict.ts';
import { Rng } from '../../src-shared/math/rng.ts';
import { median, ratio } from './ratio.ts';
import { newLearner, randomBatch, sgd, SHAPE } from './learner.ts';

const BATCH = 128;
const EPOCH_IMAGES = 3000;

export async function benchEpoch(): Promise<object> {
  const learner = await newLearner('wrn-16-1');
  const data = { modality: 'image' as const, shape: SHAPE, ...randomBatch(Rng.fromSeed(3), EPOCH_IMAGES) };
  const batches = new EpochBatches(Int32Array.from(data.labels.keys()), BATCH, Rng.fromSeed(4));
  const optimizer = sgd();
  const rng = Rng.fromSeed(5);
  const augmenter = augmenterFor(data, true);
  const startedAt = performance.now();
  for (let step = 0; step < batches.batchesPerEpoch; step++) {
    const indices = batches.at(step);
    const values = augmenter.plain(gatherValues(data, indices), rng);
    const weights = new Float32Array(indices.length).fill(1 / indices.length);
    trainStep(
      learner,
      optimizer,
      { values, labels: gatherLabels(data.labels, indices), weights },
      descend,
      0.01,
    );
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { bench: 'epoch', arch: 'wrn-16-1', imagesPerSecond: Math.round(EPOCH_IMAGES / seconds) };
}

const ROUNDS = 5;

/** A pass over samples, its operations one by one and as one graph, in turn. */
export async function benchScore(): Promise<object> {
  const { model, normaliser: toInput } = await newLearner('wrn-16-1');
  const { values } = randomBatch(Rng.fromSeed(6), EPOCH_IMAGES);
  const signal = new AbortController().signal;
  const valuesOf = (begin: number, end: number): Uint8Array => values.subarray(begin * 3072, end * 3072);
  const captured = new CapturedStep();
  const pass = async (count: number, runner?: CapturedStep): Promise<number> => {
    const startedAt = performance.now();
    await predictLogits(model, toInput, count, valuesOf, signal, runner);
    return (performance.now() - startedAt) / 1000;
  };
  // The first two passes make the graph.
  await pass(1000);
  await pass(1000, captured);
  const single: number[] = [];
  const graph: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    single.push(await pass(EPOCH_IMAGES));
    graph.push(await pass(EPOCH_IMAGES, captured));
  }
  const { whyNot } = captured;
  captured.dispose();
  if (whyNot !== null) throw new Error(`scoring is no graph: ${whyNot}`);
  return {
    bench: 'score',
    arch: 'wrn-16-1',
    samplesPerSecond: Math.round(EPOCH_IMAGES / median(single)),
    samplesPerSecondCaptured: Math.round(EPOCH_IMAGES / median(graph)),
    capturedToSingle: ratio(single, graph),
  };
}
