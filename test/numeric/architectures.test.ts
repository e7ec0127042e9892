import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ARCHITECTURES, findArchitecture } from '../../src-main/train/architectures/registry.ts';
import { initialiseWeights } from '../../src-main/train/architectures/initialise.ts';
import { countTrainable, readWeights, writeWeights } from '../../src-main/train/architectures/weights.ts';
import { buildWideResNet } from '../../src-main/train/architectures/wide-resnet.ts';
import { Rng } from '../../src-shared/math/rng.ts';
import { useTensorflow } from '../support/tensorflow.ts';

beforeAll(useTensorflow);

describe.each(ARCHITECTURES)('$id', (architecture) => {
  it('has the published number of trainable parameters', async () => {
    const model = await architecture.build([32, 32, 3], 10);
    expect(countTrainable(model)).toBe(architecture.parameters);
  });
});

it('knows the published size of WRN-28-10 too', () => {
  expect(countTrainable(buildWideResNet({ depth: 28, width: 10 }, [32, 32, 3], 10))).toBe(36_479_194);
});

it('rejects an unknown architecture by name', () => {
  expect(() => findArchitecture('wrn-17-1')).toThrow(/wrn-16-1/);
});

it('works for gray images of another size', async () => {
  const model = await findArchitecture('wrn-16-1').build([28, 28, 1], 7);
  const out = tf.tidy(() => (model.apply(tf.zeros([2, 28, 28, 1])) as tf.Tensor).shape);
  expect(out).toEqual([2, 7]);
});

it('draws the same first weights from the same seed, and others from another', async () => {
  const weights = async (seed: number): Promise<Float32Array> => {
    const model = await findArchitecture('wrn-16-1').build([32, 32, 3], 10);
    initialiseWeights(model, Rng.fromSeed(seed));
    return readWeights(model).get('group2_block1_conv1/kernel')!;
  };
  const first = await weights(5);
  expect(await weights(5)).toEqual(first);
  expect(await weights(6)).not.toEqual(first);
  const variance = first.reduce((sum, value) => sum + value * value, 0) / first.length;
  expect(Math.sqrt(variance)).toBeCloseTo(Math.sqrt(2 / (9 * 32)), 2);
});

it('moves its averages in training mode only', async () => {
  const model = await findArchitecture('wrn-16-1').build([8, 8, 3], 2);
  initialiseWeights(model, Rng.fromSeed(1));
  const x = tf.randomNormal([4, 8, 8, 3], 0, 1, 'float32', 7);
  const mean = (): Float32Array => readWeights(model).get('group1_block1_pre1_bn/moving_mean')!;
  const start = mean();
  tf.tidy(() => void model.apply(x));
  tf.tidy(() => void model.apply(x, { batchNorm: 'train-no-update' }));
  expect(mean()).toEqual(start);
  tf.tidy(() => void model.apply(x, { training: true, batchNorm: 'train' }));
  expect(mean()).not.toEqual(start);
});

it('refuses weights that do not fit', async () => {
  const model = await findArchitecture('wrn-16-1').build([8, 8, 3], 2);
  const values = readWeights(model);
  values.set('logits/kernel', new Float32Array(3));
  expect(() => writeWeights(model, values)).toThrow(/logits\/kernel/);
});
