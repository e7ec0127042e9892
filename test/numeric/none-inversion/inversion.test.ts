/** Trigger inversion finds the backdoor of a network that was built with one, and none where there is none. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputNormaliser } from '../../../src-main/train/data/input-normaliser.ts';
import type { LabelledSamples } from '../../../src-main/train/data/training-data.ts';
import { measureNaturalBackdoors } from '../../../src-main/train/metrics/natural-backdoors.ts';
import { withinBudget } from '../../../src-main/train/metrics/trigger-inversion.ts';
import { Rng } from '../../../src-shared/math/rng.ts';
import { useTensorflow } from '../../support/tensorflow.ts';

beforeAll(useTensorflow);

const SIZE = 6;
/** Row 2, column 3: the only pixel that says anything. */
const DOOR = 2 * SIZE + 3;
const OPTIONS = { maskShare: 2 / SIZE ** 2, steps: 150, batch: 16, rate: 0.1 };
const signal = new AbortController().signal;

/**
 * Logits 1, 10 x[2,3] - 5 and -10: class 0 whatever is dark there, class 1 where it is white, class 2 never. Input is
 * `inputShape` without the batch.
 */
function network(inputShape: number[]): tfl.LayersModel {
  const input = tfl.input({ shape: inputShape });
  const flat = tfl.layers.flatten().apply(input) as tfl.SymbolicTensor;
  const dense = tfl.layers.dense({ units: 3 });
  const model = tfl.model({ inputs: input, outputs: dense.apply(flat) as tfl.SymbolicTensor });
  const kernel = new Float32Array(SIZE ** 2 * 3);
  kernel[DOOR * 3 + 1] = 10;
  dense.setWeights([tf.tensor2d(kernel, [SIZE ** 2, 3]), tf.tensor1d([1, -5, -10])]);
  return model;
}

/** Dark noise, 60 samples of class 0. */
function images(): LabelledSamples {
  const rng = Rng.fromSeed(3);
  const values = Uint8Array.from({ length: 60 * SIZE ** 2 }, () => rng.below(100));
  return { modality: 'image', shape: [SIZE, SIZE, 1], values, labels: new Int32Array(60) };
}

const FIT = Int32Array.from({ length: 30 }, (_, i) => i);
const JUDGE = Int32Array.from({ length: 30 }, (_, i) => 30 + i);

function measure(seed: number, targets: readonly number[]): ReturnType<typeof measureNaturalBackdoors> {
  const samples = images();
  const normaliser = new InputNormaliser(samples.shape, { mean: [0], std: [1] });
  const model = network([SIZE, SIZE, 1]);
  const setup = { model, normaliser, samples, fit: FIT, judge: JUDGE, rng: Rng.fromSeed(seed), signal };
  return measureNaturalBackdoors(setup, targets, OPTIONS, () => Promise.resolve());
}

describe('of images', () => {
  it('finds the pixel that opens the door, within its budget', async () => {
    const [found] = await measure(1, [1]);
    expect(found).toMatchObject({ target: 1, success: 1, baseline: 0, samples: 30 });
    expect(found!.mask.indexOf(Math.max(...found!.mask))).toBe(DOOR);
    expect(found!.mask.reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(2);
    expect(found!.pattern[DOOR]).toBeGreaterThan(0.9);
  });

  it('finds nothing for a class that nothing leads to', async () => {
    const [found] = await measure(1, [2]);
    expect(found).toMatchObject({ target: 2, success: 0 });
  });

  it('is the same for the same seed, and leaves no tensor behind', async () => {
    const [first] = await measure(5, [1]);
    const before = tf.memory().numTensors;
    const [again] = await measure(5, [1]);
    expect(again).toEqual(first);
    // The network of the test itself: kernel and bias, and the two they were set from.
    expect(tf.memory().numTensors - before).toBeLessThanOrEqual(4);
    const [other] = await measure(6, [1]);
    expect(other!.pattern).not.toEqual(first!.pattern);
  });

  it('refuses a target that all samples belong to', async () => {
    await expect(measure(1, [0])).rejects.toThrow(RangeError);
  });
});

it('of series finds the time step', async () => {
  const rng = Rng.fromSeed(4);
  // One peak at a random step before the door's: standardised it is far above all other steps.
  const values = new Float32Array(60 * SIZE ** 2).map(() => rng.uniform());
  for (let i = 0; i < 60; i++) values[i * SIZE ** 2 + rng.below(DOOR)] = 9;
  const samples: LabelledSamples = {
    modality: 'series',
    shape: [SIZE ** 2, 1, 1],
    values,
    labels: new Int32Array(60),
  };
  const normaliser = new InputNormaliser(samples.shape, 'per-series');
  const setup = { model: network([SIZE ** 2, 1]), normaliser, samples, fit: FIT, judge: JUDGE, signal };
  const [found] = await measureNaturalBackdoors({ ...setup, rng }, [1], OPTIONS, () => Promise.resolve());
  expect(found).toMatchObject({ success: 1, baseline: 0 });
  expect(found!.mask.indexOf(Math.max(...found!.mask))).toBe(DOOR);
});

it('a mask above its budget loses its smallest values', () => {
  const mask = Float32Array.of(0.25, 1, 0.5, 0.5);
  expect([...withinBudget(mask, 2)]).toEqual([0, 1, 0.5, 0.5]);
  expect([...withinBudget(mask, 1.5)]).toEqual([0, 1, 0.5, 0]);
  expect([...withinBudget(mask, 0.9)]).toEqual([0, 0, 0, 0]);
  expect([...withinBudget(mask, 9)]).toEqual([...mask]);
});
