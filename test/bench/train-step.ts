/**
 * The same training steps in four ways, in turn within one run: fused kernels, one graph a step, tfjs as it comes, and
 * PyTorch where there is one. On a machine that does other things too only the ratios by processor time mean something,
 * and none of PyTorch's, whose threads wait for each other.
 */
import { performance } from 'node:perf_hooks';
import * as tf from '@tensorflow/tfjs-core';
import { CapturedStep } from '../../src-main/compute/capture/captured-step.ts';
import { findArchitecture } from '../../src-main/train/architectures/registry.ts';
import { trainableByName } from '../../src-main/train/architectures/weights.ts';
import { descend, trainStep, type Batch, type Learner } from '../../src-main/train/loop/step.ts';
import type { Sgd } from '../../src-main/train/optim/sgd.ts';
import { Rng } from '../../src-shared/math/rng.ts';
import { newLearner, randomBatch, sgd } from './learner.ts';
import { median, ratio } from './ratio.ts';
import { stockCopy, stockStep } from './stock-network.ts';
import { TorchPeer } from './torch.ts';

interface Setting {
  arch: string;
  batch: number;
  steps: number;
  rounds: number;
}

const RATE = 0.01;
/** Steps until the graph is there: the first makes the slots of the optimiser, the second the graph. */
const GRAPH_STEPS = 3;

const OURS = ['fused', 'captured', 'stock'] as const;
type Ours = (typeof OURS)[number];

/** Median of a round's steps, in seconds, one entry a round. */
interface Medians {
  wall: number[];
  processor: number[];
}

type Step = (batch: Batch) => number;

interface Contestant {
  step: Step;
  end(): void;
}

export const benchTrainStep = (): Promise<object> =>
  compare({ arch: 'wrn-16-1', batch: 128, steps: 20, rounds: 3 });

/** These take minutes; asked for by name. */
export const benchTrainStepResNet = (): Promise<object> =>
  compare({ arch: 'resnet-18', batch: 64, steps: 6, rounds: 3 });

export const benchTrainStepMobileNet = (): Promise<object> =>
  compare({ arch: 'mobilenet-v2', batch: 64, steps: 6, rounds: 3 });

async function compare(setting: Setting): Promise<object> {
  const { arch, batch: size, steps, rounds } = setting;
  const rng = Rng.fromSeed(2);
  const batches = Array.from({ length: steps + GRAPH_STEPS }, () => randomBatch(rng, size));
  const medians: Record<Ours, Medians> = { fused: none(), captured: none(), stock: none() };
  const torch = { contiguous: [] as number[], channels_last: [] as number[] };
  const difference = { captured: 0, stock: 0 };
  const peer = await TorchPeer.start(arch, size, findArchitecture(arch).parameters);
  for (let round = 0; round < rounds; round++) {
    await playRound(setting, batches, medians, difference);
    for (const format of ['contiguous', 'channels_last'] as const) {
      const seconds = await peer?.steps(format, batches.length);
      if (seconds !== undefined) torch[format].push(median(seconds.slice(GRAPH_STEPS)));
    }
  }
  peer?.end();
  const speed = (seconds: readonly number[]): number => Math.round(size / median(seconds));
  const captured = medians.captured.wall;
  const fused = medians.fused;
  return {
    bench: 'train-step',
    arch,
    batch: size,
    steps,
    imagesPerSecondFused: speed(fused.wall),
    imagesPerSecondCaptured: speed(captured),
    imagesPerSecondStock: speed(medians.stock.wall),
    capturedToFused: ratio(fused.wall, captured),
    capturedToFusedByProcessorTime: ratio(fused.processor, medians.captured.processor),
    fusedToStock: ratio(medians.stock.wall, fused.wall),
    largestLossDifference: difference.stock,
    largestLossDifferenceCaptured: difference.captured,
    ...(peer === null
      ? {}
      : {
          torch: peer.about,
          imagesPerSecondTorch: speed(torch.contiguous),
          imagesPerSecondTorchChannelsLast: speed(torch.channels_last),
          capturedToTorch: ratio(torch.contiguous, captured),
          capturedToTorchChannelsLast: ratio(torch.channels_last, captured),
        }),
  };
}

/** The same steps by all of ours, each batch by one after the other; every round begins anew. */
async function playRound(
  { arch }: Setting,
  batches: readonly Batch[],
  medians: Record<Ours, Medians>,
  difference: { captured: number; stock: number },
): Promise<void> {
  const contestants = await contestantsOf(arch);
  const times: Record<Ours, Medians> = { fused: none(), captured: none(), stock: none() };
  batches.forEach((batch, step) => {
    const losses = new Map<Ours, number>();
    for (const kind of OURS) {
      const [startedAt, processor] = [performance.now(), process.cpuUsage()];
      losses.set(kind, contestants[kind].step(batch));
      const { user, system } = process.cpuUsage(processor);
      if (step < GRAPH_STEPS) continue;
      times[kind].wall.push((performance.now() - startedAt) / 1000);
      times[kind].processor.push((user + system) / 1e6);
    }
    for (const kind of ['captured', 'stock'] as const) {
      const apart = Math.abs((losses.get(kind) as number) - (losses.get('fused') as number));
      difference[kind] = Math.max(difference[kind], apart);
    }
  });
  for (const kind of OURS) {
    medians[kind].wall.push(median(times[kind].wall));
    medians[kind].processor.push(median(times[kind].processor));
    contestants[kind].end();
  }
}

async function contestantsOf(arch: string): Promise<Record<Ours, Contestant>> {
  const runner = new CapturedStep();
  const [fused, captured] = [await newLearner(arch), await newLearner(arch)];
  const stockModel = await stockCopy(fused.model);
  const stock: Learner = { ...fused, model: stockModel, weights: trainableByName(stockModel) };
  const [first, second, third] = [sgd(), sgd(), sgd()];
  return {
    fused: {
      step: (batch) => trainStep(fused, first, batch, descend, RATE).objective,
      end: () => release(first, fused),
    },
    captured: {
      step: (batch) => trainStep(captured, second, batch, descend, RATE, undefined, runner).objective,
      end() {
        if (runner.whyNot !== null) throw new Error(`the step of ${arch} is no graph: ${runner.whyNot}`);
        runner.dispose();
        release(second, captured);
      },
    },
    stock: {
      step: (batch) => stockStep(stock, third, batch, RATE),
      end: () => release(third, stock),
    },
  };
}

function release(optimizer: Sgd, { model }: Learner): void {
  optimizer.dispose();
  model.dispose();
}

/** Until then JavaScript's heap finds its size. */
const MEMORY_FROM = 400;
const MEMORY_STEPS = 2000;
const MEMORY_EVERY = 400;
const MEMORY_BATCH = 32;

/** Living tensors, resident memory and JavaScript's heap over 2,000 captured steps, after the first 400. */
export async function benchTrainStepMemory(): Promise<object> {
  const rng = Rng.fromSeed(2);
  const batches = Array.from({ length: 8 }, () => randomBatch(rng, MEMORY_BATCH));
  const learner = await newLearner('wrn-16-1');
  const [optimizer, runner] = [sgd(), new CapturedStep()];
  const tensors: number[] = [];
  const residentMB: number[] = [];
  const heapMB: number[] = [];
  for (let step = 0; step <= MEMORY_FROM + MEMORY_STEPS; step++) {
    trainStep(learner, optimizer, batches[step % 8] as Batch, descend, RATE, undefined, runner);
    if (step < MEMORY_FROM || step % MEMORY_EVERY > 0) continue;
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    tensors.push(tf.memory().numTensors);
    residentMB.push(Math.round(rss / 1e6));
    heapMB.push(Math.round(heapUsed / 1e6));
  }
  const whyNot = runner.whyNot;
  runner.dispose();
  return {
    bench: 'train-step-memory',
    steps: MEMORY_STEPS,
    batch: MEMORY_BATCH,
    tensors,
    residentMB,
    heapMB,
    whyNot,
  };
}

function none(): Medians {
  return { wall: [], processor: [] };
}
