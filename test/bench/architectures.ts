/**
 * Training speed of two networks on 32x32x3 images, and what a second head in their middle costs: the trunk runs once
 * on the batch, the main head on all of it, the second head on a fifth of its rows. Steps with and without it alternate.
 */
import { performance } from 'node:perf_hooks';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { initialiseWeights } from '../../src-main/train/architectures/initialise.ts';
import { forwardFrom, forwardTo } from '../../src-main/train/architectures/partial.ts';
import { findArchitecture } from '../../src-main/train/architectures/registry.ts';
import { buildSecondHead, mapShapeAt } from '../../src-main/train/architectures/second-head.ts';
import { trainableByName } from '../../src-main/train/architectures/weights.ts';
import { crossEntropy } from '../../src-main/train/layers/ops.ts';
import { Sgd } from '../../src-main/train/optim/sgd.ts';
import { Rng } from '../../src-shared/math/rng.ts';
import { median } from './ratio.ts';
import { variableGradients } from '../../src-main/train/optim/gradients.ts';

const SHAPE = [32, 32, 3] as const;
const CLASSES = 10;
const SECOND_SHARE = 0.2;
const TRAINING = { batchNorm: 'train' } as const;

interface Setting {
  arch: string;
  batch: number;
  /** Pairs of steps that are timed, after one that is not. */
  rounds: number;
}

const SETTINGS: readonly Setting[] = [
  { arch: 'wrn-16-1', batch: 128, rounds: 15 },
  { arch: 'resnet-34', batch: 64, rounds: 5 },
];

export async function benchArchitectures(): Promise<object> {
  const networks: object[] = [];
  for (const setting of SETTINGS) networks.push(await measure(setting));
  return { bench: 'architectures', networks };
}

async function measure({ arch, batch, rounds }: Setting): Promise<object> {
  const architecture = findArchitecture(arch);
  const { taps } = architecture;
  const model = await architecture.build(SHAPE, CLASSES);
  const head = buildSecondHead(mapShapeAt(model, taps.cut), CLASSES);
  for (const part of [model, head]) initialiseWeights(part, Rng.fromSeed(1).fork('init'));
  const rng = Rng.fromSeed(2);
  const values = Float32Array.from({ length: batch * SHAPE[0] * SHAPE[1] * SHAPE[2] }, () => rng.normal());
  const x = tf.tensor4d(values, [batch, ...SHAPE]);
  const labels = tf.tensor1d(
    Int32Array.from({ length: batch }, () => rng.below(CLASSES)),
    'int32',
  );
  const mainOnly = new Sgd({ momentum: 0.9, weightDecay: 1e-4, nesterov: false });
  const withSecond = new Sgd({ momentum: 0.9, weightDecay: 1e-4, nesterov: false });
  const share = Math.round(SECOND_SHARE * batch);
  const rows = tf.tensor1d(Int32Array.from(rng.permutation(batch).slice(0, share)), 'int32');
  const plainStep = (): void => plain(model, x, labels, mainOnly);
  const secondStep = (): void => both(model, head, taps.cut, x, labels, rows, withSecond);
  const plainSeconds: number[] = [];
  const secondSeconds: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const pair = [secondsOf(plainStep), secondsOf(secondStep)] as const;
    if (round < 0) continue;
    plainSeconds.push(pair[0]);
    secondSeconds.push(pair[1]);
  }
  for (const thing of [model, head, mainOnly, withSecond, x, labels, rows]) thing.dispose();
  const ratios = plainSeconds.map((seconds, i) => (secondSeconds[i] as number) / seconds);
  return {
    arch,
    batch,
    cut: taps.cut,
    imagesPerSecond: Math.round((10 * batch) / median(plainSeconds)) / 10,
    imagesPerSecondWithSecondHead: Math.round((10 * batch) / median(secondSeconds)) / 10,
    secondHeadRatio: round3(median(secondSeconds) / median(plainSeconds)),
    ratioOfRounds: [Math.min(...ratios), median(ratios), Math.max(...ratios)].map(round3),
    rounds,
  };
}

function plain(model: tfl.LayersModel, x: tf.Tensor, labels: tf.Tensor1D, optimizer: Sgd): void {
  update(trainableByName(model), optimizer, () => {
    const logits = model.apply(x, { ...TRAINING }) as tf.Tensor2D;
    return tf.mean<tf.Scalar>(crossEntropy(logits, labels));
  });
}

function both(
  model: tfl.LayersModel,
  head: tfl.LayersModel,
  cut: string,
  x: tf.Tensor,
  labels: tf.Tensor1D,
  rows: tf.Tensor1D,
  optimizer: Sgd,
): void {
  const weights = new Map([...trainableByName(model), ...trainableByName(head)]);
  update(weights, optimizer, () => {
    const hidden = forwardTo(model, x, cut, TRAINING);
    const mainLogits = forwardFrom(model, hidden, cut, TRAINING) as tf.Tensor2D;
    const secondLogits = head.apply(tf.gather(hidden, rows), { ...TRAINING }) as tf.Tensor2D;
    const mainLoss = tf.mean<tf.Scalar>(crossEntropy(mainLogits, labels));
    const secondLoss = tf.mean<tf.Scalar>(crossEntropy(secondLogits, tf.gather(labels, rows)));
    return tf.add<tf.Scalar>(mainLoss, secondLoss);
  });
}

function update(weights: Map<string, tf.Variable>, optimizer: Sgd, loss: () => tf.Scalar): void {
  tf.tidy(() => {
    const { value, grads } = variableGradients(loss, [...weights.values()]);
    const gradients: tf.NamedTensorMap = {};
    for (const [name, variable] of weights) gradients[name] = grads[variable.name] as tf.Tensor;
    optimizer.apply(weights, gradients, 0.01);
    value.dataSync();
  });
}

function secondsOf(work: () => void): number {
  const startedAt = performance.now();
  work();
  return (performance.now() - startedAt) / 1000;
}

function round3(value: number): number {
  return Math.round(value * 1000) / 1000;
}
