import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { kernelSettings } from '../../src-main/train/layers/run-kernel.ts';
import { cosineToZero, fixMatchCosine } from '../../src-main/train/optim/schedules.ts';
import { Sgd } from '../../src-main/train/optim/sgd.ts';
import { WeightAverage } from '../../src-main/train/optim/weight-average.ts';
import { useTensorflow } from '../support/tensorflow.ts';

beforeAll(useTensorflow);

/** Weight 1, constant gradient 0.5, momentum 0.9, decay 0.01, rate 0.1: values worked out by hand. */
describe.each([
  { nesterov: false, fused: true, expected: [0.949, 0.852151] },
  { nesterov: true, fused: true, expected: [0.9031, 0.76507411] },
  { nesterov: false, fused: false, expected: [0.949, 0.852151] },
  { nesterov: true, fused: false, expected: [0.9031, 0.76507411] },
])('SGD with momentum, nesterov $nesterov, fused $fused', ({ nesterov, fused, expected }) => {
  beforeEach(() => void (kernelSettings.fused = fused));
  afterEach(() => void (kernelSettings.fused = true));

  it('takes the two first steps as computed by hand', () => {
    const weights = new Map([['w', tf.variable(tf.scalar(1))]]);
    const optimizer = new Sgd({ momentum: 0.9, weightDecay: 0.01, nesterov });
    const seen = expected.map(() => {
      optimizer.apply(weights, { w: tf.scalar(0.5) }, 0.1);
      return weights.get('w')!.dataSync()[0]!;
    });
    seen.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
  });

  it('continues to the bit from saved slots', () => {
    const run = (restart: boolean): number => {
      const weights = new Map([['w', tf.variable(tf.tensor1d([1, -2]))]]);
      let optimizer = new Sgd({ momentum: 0.9, weightDecay: 0.01, nesterov });
      for (let step = 0; step < 6; step++) {
        if (restart && step === 3) {
          const saved = optimizer.state();
          optimizer = new Sgd({ momentum: 0.9, weightDecay: 0.01, nesterov });
          optimizer.restore(weights, saved);
        }
        optimizer.apply(weights, { w: tf.tensor1d([0.5 * step, -0.25]) }, 0.1);
      }
      return weights.get('w')!.dataSync()[0]!;
    };
    expect(run(true)).toBe(run(false));
  });
});

it('leaves out of the decay what the method says', () => {
  const weights = new Map([
    ['a/kernel', tf.variable(tf.scalar(1))],
    ['a/bias', tf.variable(tf.scalar(1))],
  ]);
  const decays = (name: string): boolean => name.endsWith('/kernel');
  const optimizer = new Sgd({ momentum: 0, weightDecay: 0.1, nesterov: false, decays });
  optimizer.apply(weights, { 'a/kernel': tf.scalar(0), 'a/bias': tf.scalar(0) }, 1);
  expect(weights.get('a/kernel')!.dataSync()[0]).toBeCloseTo(0.9, 6);
  expect(weights.get('a/bias')!.dataSync()[0]).toBe(1);
});

it('FixMatch schedule at 0, 1/4, 1/2 and 1', () => {
  const factors = [0, 25, 50, 100].map((step) => fixMatchCosine(1)(step, 100));
  const expected = [1, 0.941544, 0.77301, 0.19509];
  factors.forEach((factor, i) => expect(factor).toBeCloseTo(expected[i]!, 5));
  expect(cosineToZero(0.05)(100, 100)).toBeCloseTo(0, 12);
});

it('the weight average starts fast, ends slow, and gives the live weights back', async () => {
  const weights = new Map([['w', tf.variable(tf.scalar(0))]]);
  const average = new WeightAverage(weights, 0.999);
  weights.get('w')!.assign(tf.scalar(1));
  average.update(weights, 0);
  expect(average.state().get('w')![0]).toBeCloseTo(0.9, 6);
  const inside = await average.during(weights, () => weights.get('w')!.dataSync()[0]!);
  expect(inside).toBeCloseTo(0.9, 6);
  expect(weights.get('w')!.dataSync()[0]).toBe(1);
});
