/** Speeds of training and scoring on 32x32x3 images: WRN-16-1 at batch 128, and two larger networks. */
import { performance } from 'node:perf_hooks';
import { CapturedStep } from '../../src-main/compute/capture/captured-step.ts';
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

async function newLearner(arch = 'wrn-16-1'): Promise<Learner> {
  const model = await findArchitecture(arch).build(SHAPE, 10);
  initialiseWeights(model, Rng.fromSeed(1).fork('init'));
  return { model, normaliser: normaliser(), weights: trainableByName(model) };
}

function sgd(): Sgd {
  return new Sgd({ momentum: 0.9, weightDecay: 1e-4, nesterov: false });
}

interface TrainStepSetting {
  arch: string;
  batch: number;
  steps: number;
  rounds: number;
}

/** Times of the same steps in turn, in seconds, with what the processors did meanwhile. */
interface Timed {
  wall: number[];
  processor: number[];
}

/**
 * The same steps fused, as one graph, and as tfjs comes, in turn, with the largest differences of their losses. Each
 * round begins anew; the first steps, in which the graph is made, are not among those that are timed.
 */
async function benchSteps({ arch, batch: size, steps, rounds }: TrainStepSetting): Promise<object> {
  const rng = Rng.fromSeed(2);
  const batches = Array.from({ length: steps + GRAPH_STEPS }, () => randomBatch(rng, size));
  const medians: Record<'fused' | 'captured' | 'stock', Timed> = {
    fused: { wall: [], processor: [] },
    captured: { wall: [], processor: [] },
    stock: { wall: [], processor: [] },
  };
  const difference = { stock: 0, captured: 0 };
  for (let round = 0; round < rounds; round++) {
    const [ours, graph] = [await newLearner(arch), await newLearner(arch)];
    const stockModel = await stockCopy(ours.model);
    const theirs: Learner = { ...ours, model: stockModel, weights: trainableByName(stockModel) };
    const optimizers = [sgd(), sgd(), sgd()] as const;
    const runner = new CapturedStep();
    const times = { fused: newTimes(), captured: newTimes(), stock: newTimes() };
    batches.forEach((batch, step) => {
      const isTimed = step >= GRAPH_STEPS;
      const fused = time(isTimed ? times.fused : newTimes(), () => {
        return trainStep(ours, optimizers[0], batch, descend, 0.01).objective;
      });
      const captured = time(isTimed ? times.captured : newTimes(), () => {
        return trainStep(graph, optimizers[1], batch, descend, 0.01, undefined, runner).objective;
      });
      const stock = time(isTimed ? times.stock : newTimes(), () => {
        return stockStep(theirs, optimizers[2], batch, 0.01);
      });
      difference.captured = Math.max(difference.captured, Math.abs(fused - captured));
      difference.stock = Math.max(difference.stock, Math.abs(fused - stock));
    });
    if (runner.whyNot !== null) throw new Error(`the step of ${arch} is no graph: ${runner.whyNot}`);
    for (const kind of ['fused', 'captured', 'stock'] as const) {
      medians[kind].wall.push(median(times[kind].wall));
      medians[kind].processor.push(median(times[kind].processor));
    }
    runner.dispose();
    for (const optimizer of optimizers) optimizer.dispose();
    for (const { model } of [ours, graph, theirs]) model.dispose();
  }
  const speed = (kind: keyof typeof medians): number => Math.round(size / median(medians[kind].wall));
  const times = (kind: 'captured' | 'fused', of: 'fused' | 'stock', by: keyof Timed): number[] =>
    medians[of][by].map((seconds, i) => round2(seconds / (medians[kind][by][i] as number)));
  return {
    bench: 'train-step',
    arch,
    batch: size,
    imagesPerSecondFused: speed('fused'),
    imagesPerSecondCaptured: speed('captured'),
    imagesPerSecondStock: speed('stock'),
    capturedToFused: median(times('captured', 'fused', 'wall')),
    capturedToFusedRounds: times('captured', 'fused', 'wall'),
    capturedToFusedByProcessorTime: median(times('captured', 'fused', 'processor')),
    ratio: median(times('fused', 'stock', 'wall')),
    rounds: times('fused', 'stock', 'wall'),
    steps,
    largestLossDifference: difference.stock,
    largestLossDifferenceCaptured: difference.captured,
  };
}

/** Steps until the graph is there: the first makes the slots of the optimiser, the second the graph. */
const GRAPH_STEPS = 3;

export const benchTrainStep = (): Promise<object> =>
  benchSteps({ arch: 'wrn-16-1', batch: BATCH, steps: STEPS, rounds: ROUNDS });

/** These take minutes; asked for by name. */
export const benchTrainStepResNet = (): Promise<object> =>
  benchSteps({ arch: 'resnet-18', batch: 64, steps: 6, rounds: ROUNDS });

export const benchTrainStepMobileNet = (): Promise<object> =>
  benchSteps({ arch: 'mobilenet-v2', batch: 64, steps: 6, rounds: ROUNDS });

function newTimes(): Timed {
  return { wall: [], processor: [] };
}

function time(into: Timed, step: () => number): number {
  const [startedAt, processor] = [performance.now(), process.cpuUsage()];
  const loss = step();
  const { user, system } = process.cpuUsage(processor);
  into.wall.push((performance.now() - startedAt) / 1000);
  into.processor.push((user + system) / 1e6);
  return loss;
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
