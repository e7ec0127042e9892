/** Networks with known weights and a known batch, the same every time: what the stored reference was computed from. */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { Rng } from '../../../src-shared/math/rng.ts';
import { initialiseWeights } from '../../../src-main/train/architectures/initialise.ts';
import type { Architecture } from '../../../src-main/train/architectures/registry.ts';
import { readWeights, weightsByName, writeWeights } from '../../../src-main/train/architectures/weights.ts';

const SEED = 7;
export const BATCH = 2;
export const CLASSES = 10;

export function usualShape(architecture: Pick<Architecture, 'modality'>): ImageShape {
  return architecture.modality === 'image' ? [32, 32, 3] : [128, 1, 3];
}

/**
 * First weights from the seed, with two changes that keep a pass without batch statistics telling: kernels are scaled
 * to the width of their input, so that signals neither vanish nor explode on the way, and values that start at 0 or 1
 * are moved off them.
 */
export function seedWeights(model: tfl.LayersModel): void {
  initialiseWeights(model, Rng.fromSeed(SEED));
  const values = readWeights(model);
  for (const [name, variable] of weightsByName(model)) {
    const value = values.get(name)!;
    const scale = kernelScale(name, variable.shape as number[]);
    const stream = Rng.fromSeed(SEED).fork('moved').fork(name);
    for (let i = 0; i < value.length; i++) {
      if (scale !== null) value[i]! *= scale;
      else if (name.endsWith('/moving_variance')) value[i]! += stream.uniform() - 0.5;
      else value[i]! += 0.2 * stream.normal();
    }
  }
  writeWeights(model, values);
}

/** From fan-out to fan-in; null for weights that are no kernel of a convolution. */
function kernelScale(name: string, shape: readonly number[]): number | null {
  if (name.endsWith('/depthwise_kernel')) return Math.sqrt(shape[2]!);
  if (!name.endsWith('/kernel')) return null;
  return shape.length === 4 ? Math.sqrt(shape[3]! / shape[2]!) : 1;
}

export async function seededModel(
  architecture: Architecture,
  shape = usualShape(architecture),
): Promise<tfl.LayersModel> {
  const model = await architecture.build(shape, CLASSES);
  seedWeights(model);
  return model;
}

/** Standard normal values for a batch of `count` samples; series [B,T,V] lose their axis of width 1. */
export function seededInput(
  modality: Architecture['modality'],
  shape: ImageShape,
  count: number = BATCH,
): tf.Tensor {
  const rng = Rng.fromSeed(SEED).fork('input');
  const values = Float32Array.from({ length: count * shape[0] * shape[1] * shape[2] }, () => rng.normal());
  const sizes = modality === 'image' ? [...shape] : [shape[0], shape[2]];
  return tf.tensor(values, [count, ...sizes]);
}

export function seededLabels(count: number): tf.Tensor1D {
  const rng = Rng.fromSeed(SEED).fork('labels');
  return tf.tensor1d(
    Int32Array.from({ length: count }, () => rng.below(CLASSES)),
    'int32',
  );
}

/** Largest difference, as a share of the largest value of `expected`. */
export function relativeDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(actual[i]! - expected[i]!));
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return difference / largest;
}
