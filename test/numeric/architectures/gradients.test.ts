/** Gradients of every kind of network on the native backend against finite differences, at places all over the network. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ARCHITECTURES } from '../../../src-main/train/architectures/registry.ts';
import { trainableByName } from '../../../src-main/train/architectures/weights.ts';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { useTensorflow } from '../../support/tensorflow.ts';
import { gradientErrors } from './gradient-check.ts';
import { seededInput, seededLabels, seededModel } from './seeded.ts';

beforeAll(useTensorflow);

const COMPARED = 8;
/** One of each family: the others differ in depth and width only. */
const DEEPER = /^(wrn-(?!16-1)|resnet-34)/;

describe.each(ARCHITECTURES.filter(({ id }) => !DEEPER.test(id)))('$id', (architecture) => {
  it('has gradients that agree with finite differences', async () => {
    const shape: ImageShape = architecture.modality === 'image' ? [16, 16, 3] : [32, 1, 3];
    const model = await seededModel(architecture, shape);
    const x = seededInput(architecture.modality, shape, 4);
    const labels = seededLabels(4);
    const all = [...trainableByName(model)];
    const isDepthwise = (name: string): boolean => name.endsWith('/depthwise_kernel');
    const every = Math.ceil(all.length / COMPARED);
    const weights = new Map(all.filter(([name], i) => i % every === 0 || isDepthwise(name)));
    const forward = (): tf.Tensor2D => model.apply(x, { batchNorm: 'inference' }) as tf.Tensor2D;
    // Deep residual networks without batch statistics have large logits, whose cross-entropy would be saturated.
    const scale = tf.tidy(() => 4 / (tf.max(tf.abs(forward())).dataSync()[0] as number));
    const errors = gradientErrors(weights, () => [{ logits: tf.mul(forward(), scale), labels }]);
    if (architecture.id === 'mobilenet-v2') expect([...errors.keys()].filter(isDepthwise)).toHaveLength(17);
    for (const [name, error] of errors) expect(error, name).toBeLessThan(5e-2);
    model.dispose();
  });
});
