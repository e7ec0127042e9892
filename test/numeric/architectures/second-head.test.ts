/** The second head: sizes, where it halves, and its gradients through head and trunk, for images and for series. */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { forwardFrom, forwardTo } from '../../../src-main/train/architectures/partial.ts';
import { ARCHITECTURES, findArchitecture } from '../../../src-main/train/architectures/registry.ts';
import { buildSecondHead, mapShapeAt } from '../../../src-main/train/architectures/second-head.ts';
import {
  countTrainable,
  trainableByName,
  weightsByName,
} from '../../../src-main/train/architectures/weights.ts';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { useTensorflow } from '../../support/tensorflow.ts';
import { gradientErrors, moveOffKinks } from './gradient-check.ts';
import { seededInput, seededLabels, seededModel, seedWeights, usualShape } from './seeded.ts';

beforeAll(useTensorflow);

it.each([
  ['resnet-34', 296_714],
  ['wrn-16-1', 14_282],
])('adds the published number of parameters to %s', async (id, count) => {
  const model = await findArchitecture(id).build([32, 32, 3], 10);
  const head = buildSecondHead(mapShapeAt(model, findArchitecture(id).taps.cut), 10);
  expect(countTrainable(head)).toBe(count);
  model.dispose();
});

it.each([
  { map: [32, 32, 16], sizes: [16, 8], kernel: [3, 3] },
  { map: [8, 8, 64], sizes: [4, 4], kernel: [3, 3] },
  { map: [7, 7, 64], sizes: [7, 7], kernel: [3, 3] },
  { map: [9, 20, 64], sizes: [5, 5], kernel: [3, 3] },
  { map: [1, 140, 64], sizes: [70, 35], kernel: [1, 3] },
  { map: [1, 7, 64], sizes: [7, 7], kernel: [1, 3] },
])('halves a map of $map to $sizes', ({ map, sizes, kernel }) => {
  const head = buildSecondHead(map as [number, number, number], 4);
  const convolutions = ['second_conv1', 'second_conv2'].map((name) => head.getLayer(name));
  const isSeries = map[0] === 1;
  const lengths = convolutions.map((layer) => (layer.outputShape as number[])[isSeries ? 2 : 1]);
  expect(lengths).toEqual(sizes);
  if (isSeries) expect((convolutions[1]!.outputShape as number[])[1]).toBe(1);
  const weights = weightsByName(head);
  for (const { name } of convolutions) {
    expect(weights.get(`${name}/kernel`)!.shape.slice(0, 2)).toEqual(kernel);
  }
  expect(head.outputs[0]!.shape).toEqual([null, 4]);
});

it.each(ARCHITECTURES)('has no layer name in common with $id, at every place it may sit', async (one) => {
  const model = await one.build(usualShape(one), 3);
  const names = new Set(model.layers.map(({ name }) => name));
  expect(one.taps.cuts).toContain(one.taps.cut);
  for (const cut of one.taps.cuts) {
    const head = buildSecondHead(mapShapeAt(model, cut), 3);
    expect(head.layers.map(({ name }) => name).filter((name) => names.has(name))).toEqual([]);
  }
  model.dispose();
});

it('sits on maps only', async () => {
  const model = await findArchitecture('wrn-16-1').build([8, 8, 3], 2);
  expect(() => mapShapeAt(model, 'features')).toThrow(RangeError);
  expect(() => mapShapeAt(model, 'group9')).toThrow(RangeError);
});

describe.each([
  { id: 'wrn-16-1', shape: [16, 16, 3] as ImageShape },
  { id: 'ts-resnet', shape: [24, 1, 2] as ImageShape },
])('gradients on $id', ({ id, shape }) => {
  const COUNT = 6;
  const IN_SECOND = [1, 4, 5];
  const TRAINING = { batchNorm: 'train-no-update' } as const;

  async function networks(): Promise<{ trunk: tfl.LayersModel; head: tfl.LayersModel; cut: string }> {
    const architecture = findArchitecture(id);
    const trunk = await seededModel(architecture, shape);
    const { cut } = architecture.taps;
    const head = buildSecondHead(mapShapeAt(trunk, cut), 10);
    seedWeights(head);
    moveOffKinks(trunk);
    moveOffKinks(head);
    return { trunk, head, cut };
  }

  it('of the head alone agree with finite differences', async () => {
    const { trunk, head, cut } = await networks();
    const hidden = forwardTo(trunk, seededInput(findArchitecture(id).modality, shape, COUNT), cut);
    const labels = seededLabels(COUNT);
    const weights = trainableByName(head);
    const errors = gradientErrors(weights, () => [
      { logits: head.apply(hidden, TRAINING) as tf.Tensor2D, labels },
    ]);
    expect([...errors.keys()]).toHaveLength(8);
    for (const [name, error] of errors) expect(error, name).toBeLessThan(1e-2);
  });

  // A scale or an offset before another normalisation by the batch has next to no slope to compare, hence the two modes.
  it.each([
    { mode: 'inference', compared: /./ },
    { mode: 'train-no-update', compared: /\/kernel$/ },
  ] as const)(
    'of both heads together, through the shared trunk, agree with finite differences ($mode)',
    async ({ mode, compared }) => {
      const { trunk, head, cut } = await networks();
      const x = seededInput(findArchitecture(id).modality, shape, COUNT);
      const labels = seededLabels(COUNT);
      const rows = tf.tensor1d(IN_SECOND, 'int32');
      const options = { batchNorm: mode } as const;
      const all = [...trainableByName(trunk), ...trainableByName(head)];
      const weights = new Map(all.filter(([name]) => compared.test(name)));
      const errors = gradientErrors(weights, () => {
        const hidden = forwardTo(trunk, x, cut, options);
        const gathered = tf.gather(hidden, rows);
        return [
          { logits: forwardFrom(trunk, hidden, cut, options) as tf.Tensor2D, labels },
          { logits: head.apply(gathered, options) as tf.Tensor2D, labels: tf.gather(labels, rows) },
        ];
      });
      expect(errors.size).toBeGreaterThan(10);
      for (const [name, error] of errors) expect(error, name).toBeLessThan(1e-2);
    },
  );
});
