/** A forward pass of every architecture against logits that were computed without TensorFlow (see forward.py). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ARCHITECTURES } from '../../../src-main/train/architectures/registry.ts';
import { useTensorflow } from '../../support/tensorflow.ts';
import { relativeDifference, seededInput, seededModel, usualShape } from './seeded.ts';

interface Reference {
  logits: Record<string, { inference: number[][]; training: number[][] }>;
}

const { logits } = JSON.parse(readFileSync(join(import.meta.dirname, 'reference.json'), 'utf8')) as Reference;

beforeAll(useTensorflow);

it('covers every architecture', () => {
  expect(Object.keys(logits)).toEqual(ARCHITECTURES.map(({ id }) => id));
});

describe.each(ARCHITECTURES)('$id', (architecture) => {
  it('computes the stored logits to 1e-4, by its averages and by the statistics of the batch', async () => {
    const model = await seededModel(architecture);
    const x = seededInput(architecture.modality, usualShape(architecture));
    const expected = logits[architecture.id]!;
    const run = (batchNorm: 'inference' | 'train-no-update'): Float32Array =>
      tf.tidy(() => (model.apply(x, { batchNorm }) as tf.Tensor).dataSync<'float32'>().slice());
    const rows = expected.inference;
    expect(relativeDifference(rows[0]!, rows[1]!)).toBeGreaterThan(0.01);
    expect(relativeDifference(run('inference'), rows.flat())).toBeLessThan(1e-4);
    expect(relativeDifference(run('train-no-update'), expected.training.flat())).toBeLessThan(1e-4);
    model.dispose();
    x.dispose();
  });
});
