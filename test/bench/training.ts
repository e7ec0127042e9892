/** Speeds of training and scoring WRN-16-1 on 32x32x3 images, batch 128. */
import { performance } from 'node:perf_hooks';
import { initialiseWeights } from '../../src-main/train/architectures/initialise.ts';
import { findArchitecture } from '../../src-main/train/architectures/registry.ts';
import { trainableByName } from '../../src-main/train/architectures/weights.ts';
import { augmenterFor } from '../../src-main/train/data/augment/augmenter.ts';
import { EpochBatches, gatherLabels, gatherValues } from '../../src-main/train/data/batches.ts';
import { InputNormaliser } from '../../src-main/train/data/input-normaliser.ts';
import { descend, trainStep, type Batch, type Learner } from '../../src-main/train/loop/step.ts';
import { predictLogits } from '../../src-main/train/metrics/predict.ts';
import { Sgd } from '../../src-main/train/optim/sgd.ts';
import { Rng } from '../../src-shared/math/rng.ts';
import { stockCopy, stockStep } from './stock-network.ts';

const SHAPE = [32, 32, 3] as const;
const BATCH = 128;
const STEPS = 20;
const ROUNDS = 3;
const EPOCH_IMAGES = 3000;

function randomBatch(rng: Rng, size: number): Batch & { values: Uint8Array } {
  const values = Uint8Array.from({ length: size * 3072 }, () => rng.below(256));
  const labels = Int32Array.from({ length: size }, () => rng.below(10));
  return { values, labels, weights: new Float32Array(size).fill(1 / size) };
}

function normaliser(): InputNormaliser {
  return new InputNormaliser(SHAPE, { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] });
}

async function newLearner(): Promise<Learner> {
  const model = await findArchitecture('wrn-16-1').build(SHAPE, 10);
  initialiseWeights(model, Rng.fromSeed(1).fork('init'));
  return { model, normaliser: normaliser(), weights: trainableByName(model) };
}

function sgd(): Sgd {
  return new Sgd({ momentum: 0.9, weightDecay: 1e-4, nesterov: false });
}

/** The same 20 steps fused and as tfjs comes, in turn, with the largest difference of their losses. */
export async function benchTrainStep(): Promise<object> {
  const rng = Rng.fromSeed(2);
  const batches = Array.from({ length: STEPS }, () => randomBatch(rng, BATCH));
  const fused: number[] = [];
  const stock: number[] = [];
  let largestLossDifference = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const ours = await newLearner();
    const stockModel = await stockCopy(ours.model);
    const theirs: Learner = { ...ours, model: stockModel, weights: trainableByName(stockModel) };
    const [a, b] = [sgd(), sgd()];
    const fusedSeconds: number[] = [];
    const stockSeconds: number[] = [];
    for (const batch of batches) {
      let startedAt = performance.now();
      const ourLoss = trainStep(ours, a, batch, descend, 0.01).objective;
      fusedSeconds.push((performance.now() - startedAt) / 1000);
      startedAt = performance.now();
      const theirLoss = stockStep(theirs, b, batch, 0.01);
      stockSeconds.push((performance.now() - startedAt) / 1000);
      largestLossDifference = Math.max(largestLossDifference, Math.abs(ourLoss - theirLoss));
    }
    fused.push(BATCH / median(fusedSeconds));
    stock.push(BATCH / median(stockSeconds));
  }
  return {
    bench: 'train-step',
    arch: 'wrn-16-1',
    batch: BATCH,
    imagesPerSecondFused: Math.round(median(fused)),
    imagesPerSecondStock: Math.round(median(stock)),
    ratio: round2(median(fused) / median(stock)),
    rounds: fused.map((speed, i) => round2(speed / (stock[i] as number))),
    steps: STEPS,
    largestLossDifference,
  };
}

export async function benchEpoch(): Promise<object> {
  const learner = await newLearner();
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

export async function benchScore(): Promise<object> {
  const { model, normaliser: toInput } = await newLearner();
  const { values } = randomBatch(Rng.fromSeed(6), EPOCH_IMAGES);
  const signal = new AbortController().signal;
  const valuesOf = (begin: number, end: number): Uint8Array => values.subarray(begin * 3072, end * 3072);
  await predictLogits(model, toInput, 500, valuesOf, signal);
  const startedAt = performance.now();
  await predictLogits(model, toInput, EPOCH_IMAGES, valuesOf, signal);
  const seconds = (performance.now() - startedAt) / 1000;
  return { bench: 'score', arch: 'wrn-16-1', samplesPerSecond: Math.round(EPOCH_IMAGES / seconds) };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
