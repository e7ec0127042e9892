/** Parts of a network, run one after the other, are the network. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  forwardFrom,
  forwardTo,
  type ForwardOptions,
} from '../../../src-main/train/architectures/partial.ts';
import { ARCHITECTURES, findArchitecture } from '../../../src-main/train/architectures/registry.ts';
import { readWeights, trainableByName } from '../../../src-main/train/architectures/weights.ts';
import { crossEntropy } from '../../../src-main/train/layers/ops.ts';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { useTensorflow } from '../../support/tensorflow.ts';
import { seededInput, seededLabels, seededModel } from './seeded.ts';

beforeAll(useTensorflow);

const smallShape = (modality: 'image' | 'series'): ImageShape =>
  modality === 'image' ? [16, 16, 3] : [32, 1, 3];

const TRAINING: ForwardOptions = { batchNorm: 'train' };
const MODES: ForwardOptions[] = [{}, { batchNorm: 'train-no-update' }];

describe.each(ARCHITECTURES)('$id', (architecture) => {
  it('is the same to the bit in two parts, cut at any of its boundaries', async () => {
    const shape = smallShape(architecture.modality);
    const model = await seededModel(architecture, shape);
    const x = seededInput(architecture.modality, shape, 4);
    const { cuts, features, attention } = architecture.taps;
    for (const mode of MODES) {
      const whole = tf.tidy(() => (model.apply(x, { ...mode }) as tf.Tensor).dataSync().slice());
      for (const cut of new Set([...cuts, ...attention, features])) {
        const parts = tf.tidy(() =>
          forwardFrom(model, forwardTo(model, x, cut, mode), cut, mode)
            .dataSync()
            .slice(),
        );
        expect(parts, cut).toEqual(whole);
      }
    }
    expect(new Set(whole(model.apply(x) as tf.Tensor)).size).toBeGreaterThan(4);
    model.dispose();
  });
});

function whole(tensor: tf.Tensor): Float32Array {
  return tensor.dataSync<'float32'>();
}

it('moves averages and gives gradients as the whole network does', async () => {
  const architecture = findArchitecture('wrn-16-1');
  const shape = smallShape('image');
  const x = seededInput('image', shape, 4);
  const labels = seededLabels(4);
  const outcomes = [];
  for (const isCut of [false, true]) {
    const model = await seededModel(architecture, shape);
    const weights = trainableByName(model);
    const { grads } = tf.variableGrads(() => {
      const logits = isCut
        ? forwardFrom(model, forwardTo(model, x, 'group2', TRAINING), 'group2', TRAINING)
        : (model.apply(x, { ...TRAINING }) as tf.Tensor);
      return tf.sum(crossEntropy(logits as tf.Tensor2D, labels));
    }, [...weights.values()]);
    const gradients = [...weights].map(([name, { name: key }]) => [name, whole(grads[key]!)]);
    outcomes.push({ gradients, averages: readWeights(model) });
    model.dispose();
  }
  expect(outcomes[1]).toEqual(outcomes[0]);
});

it('keeps no values between layers when it only scores', async () => {
  const model = await seededModel(findArchitecture('resnet-18'), [16, 16, 3]);
  const x = seededInput('image', [16, 16, 3]);
  const counts = tf.tidy(() => {
    const before = tf.memory().numTensors;
    const hidden = forwardTo(model, x, 'stage2');
    const between = tf.memory().numTensors;
    forwardFrom(model, hidden, 'stage2');
    expect(hidden.isDisposed).toBe(false);
    expect(x.isDisposed).toBe(false);
    return [between - before, tf.memory().numTensors - before];
  });
  expect(counts).toEqual([1, 2]);
});

it('runs from the input itself and gives back what it got at the last layer', async () => {
  const model = await seededModel(findArchitecture('wrn-16-1'), [16, 16, 3]);
  const x = seededInput('image', [16, 16, 3]);
  const logits = whole(model.apply(x) as tf.Tensor);
  expect(whole(forwardFrom(model, x, 'image'))).toEqual(logits);
  expect(whole(forwardTo(model, x, 'logits'))).toEqual(logits);
});

it('refuses a place that a shortcut goes around, and one that does not exist', async () => {
  const model = await seededModel(findArchitecture('resnet-18'), [16, 16, 3]);
  const hidden = tf.zeros([2, 16, 16, 64]);
  expect(() => forwardFrom(model, hidden, 'stage1_block1_conv1')).toThrow(TypeError);
  expect(() => forwardFrom(model, hidden, 'stage1_block1_conv1')).toThrow(/cannot be cut at/);
  expect(() => forwardFrom(model, hidden, 'stage9')).toThrow(RangeError);
  expect(() => forwardTo(model, hidden, 'stage9')).toThrow(/no layer stage9/);
});
