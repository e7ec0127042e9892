/** First weights: the same from release to release for networks that have stored runs, and a rule for every kind. */
import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { initialiseWeights } from '../../../src-main/train/architectures/initialise.ts';
import { ARCHITECTURES, findArchitecture } from '../../../src-main/train/architectures/registry.ts';
import { readWeights, weightsByName } from '../../../src-main/train/architectures/weights.ts';
import { Rng } from '../../../src-shared/math/rng.ts';
import { useTensorflow } from '../../support/tensorflow.ts';
import { usualShape } from './seeded.ts';

beforeAll(useTensorflow);

/** SHA-256 over names and values of all weights from seed 7, for 32x32x3 and 10 classes. */
const FIRST_WEIGHTS: [id: string, sha256: string][] = [
  ['wrn-16-1', 'f9ae7875fdb006d770ff70a98a5ea4fb5c0b2e7a4d46cdb96280c74a114a3544'],
  ['wrn-16-2', '748201fa29bf4c77c0eb797441ace14afe3a8b3664fa30e68ed2e31550faab62'],
  ['wrn-28-2', '43b00a7eeb97662fc1b04bd73d1ce0a05684cd894f4379b192566deba3cc68f6'],
  ['wrn-40-1', '89308bce281a672145520229f31db68b80dd877ef39372970cb4b473ae1f0e30'],
  ['wrn-40-2', 'd921a580feb5151894be23d276e411363282ccd99228a66a4bbc29e21db232e5'],
];

it.each(FIRST_WEIGHTS)('%s starts where it always started', async (id, sha256) => {
  const model = await findArchitecture(id).build([32, 32, 3], 10);
  initialiseWeights(model, Rng.fromSeed(7));
  const hash = createHash('sha256');
  for (const [name, values] of readWeights(model)) hash.update(name).update(new Uint8Array(values.buffer));
  expect(hash.digest('hex')).toBe(sha256);
  model.dispose();
});

describe.each(ARCHITECTURES)('$id', (architecture) => {
  it('leaves no kernel at zero and gives each its spread', async () => {
    const model = await architecture.build(usualShape(architecture), 10);
    initialiseWeights(model, Rng.fromSeed(2));
    const values = readWeights(model);
    for (const [name, { shape }] of weightsByName(model)) {
      const value = values.get(name)!;
      if (!name.endsWith('kernel')) {
        const expected = /\/(gamma|moving_variance)$/.test(name) ? 1 : 0;
        expect(
          value.every((one) => one === expected),
          name,
        ).toBe(true);
        continue;
      }
      const spread = Math.sqrt(value.reduce((sum, one) => sum + one * one, 0) / value.length);
      const [a, b, c, d] = shape as number[];
      const isDense = shape.length === 2;
      const outputs = name.endsWith('/depthwise_kernel') ? c! * d! : d!;
      const expected = isDense ? Math.sqrt(1 / (3 * a!)) : Math.sqrt(2 / (a! * b! * outputs));
      expect(Math.abs(spread / expected - 1), name).toBeLessThan(5 / Math.sqrt(2 * value.length));
    }
    model.dispose();
  });
});

it('refuses a kind of weight that it has no rule for', () => {
  const input = tfl.input({ shape: [8, 3] });
  const output = tfl.layers.conv1d({ filters: 4, kernelSize: 3, name: 'odd' }).apply(input);
  const model = tfl.model({ inputs: input, outputs: output as tfl.SymbolicTensor });
  expect(() => initialiseWeights(model, Rng.fromSeed(1))).toThrow(/odd\/kernel \(kernel of rank 3\)/);
});

it('starts again from the same weights, averages included', async () => {
  const model = await findArchitecture('ts-fcn').build([16, 1, 2], 3);
  initialiseWeights(model, Rng.fromSeed(4));
  const first = readWeights(model);
  for (const variable of weightsByName(model).values()) {
    variable.write(tf.add(variable.read(), 1));
  }
  initialiseWeights(model, Rng.fromSeed(4));
  expect(readWeights(model)).toEqual(first);
});
