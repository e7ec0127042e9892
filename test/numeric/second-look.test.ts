/** The second look at suspects: their own statistics take out what a trigger adds to all of them. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { lookAgain } from '../../src-main/train/defenses/e2abl/second-look.ts';
import { BatchNorm } from '../../src-main/train/layers/batch-norm.ts';
import type { DefenseContext } from '../../src-main/train/loop/context.ts';
import { Rng } from '../../src-shared/math/rng.ts';
import { useTensorflow } from '../support/tensorflow.ts';
import { ValuesAsTheyAre } from '../support/values-as-they-are.ts';

beforeAll(useTensorflow);

const SHIFT = 40;

/** Series of one step and one variable whose sign tells their class, all moved up by the same amount; 320 samples. */
function contextOf(): {
  context: DefenseContext;
  classOf: (row: number) => number;
  averages: () => number[];
} {
  const classOf = (row: number): number => (row % 3 === 0 ? 1 : 0);
  const input = tfl.input({ shape: [1, 1, 1] });
  const norm = new BatchNorm({ name: 'bn' });
  const flat = tfl.layers.flatten().apply(norm.apply(input)) as tfl.SymbolicTensor;
  const dense = tfl.layers.dense({ units: 2, useBias: false, name: 'logits' });
  const model = tfl.model({ inputs: input, outputs: dense.apply(flat) as tfl.SymbolicTensor });
  dense.setWeights([tf.tensor2d([[-1, 1]])]);
  const values = Float32Array.from({ length: 320 }, (_, row) => SHIFT + (classOf(row) === 1 ? 1 : -1));
  const context = {
    data: { modality: 'series', shape: [1, 1, 1], values, labels: new Int32Array(320), classes: ['a', 'b'] },
    session: { model },
    normaliser: new ValuesAsTheyAre([1, 1, 1]),
    signal: new AbortController().signal,
  } as unknown as DefenseContext;
  return { context, classOf, averages: () => norm.getWeights().flatMap((one) => [...one.dataSync()]) };
}

it('tells samples apart that all carry the same shift, in the order they were asked for', async () => {
  const { context, classOf, averages } = contextOf();
  const before = averages();
  const rows = Int32Array.from({ length: 300 }, (_, i) => 319 - i);
  const logits = (await lookAgain(context, rows, Rng.fromSeed(1)))!;
  const predicted = Array.from(rows, (_, i) => (logits[2 * i + 1]! > logits[2 * i]! ? 1 : 0));
  expect(predicted).toEqual(Array.from(rows, classOf));
  // By the moving averages all of them are one class.
  const all = tf.tidy(() => {
    const x = context.normaliser.toTensor(context.data.values);
    return tf.argMax(context.session.model.apply(x) as tf.Tensor2D, 1).dataSync();
  });
  expect(new Set(all)).toEqual(new Set([1]));
  expect(averages()).toEqual(before);
});

it('says nothing about fewer samples than tell their own mean', async () => {
  expect(await lookAgain(contextOf().context, Int32Array.of(1, 2, 3), Rng.fromSeed(1))).toBeNull();
});
