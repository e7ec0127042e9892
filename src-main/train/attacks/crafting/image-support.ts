/** What attacks that prepare images with a network have in common. */
import * as tf from '@tensorflow/tfjs-core';
import { sampleSize } from '../../../../src-shared/domain/sample-values.ts';
import { forwardTo } from '../../architectures/partial.ts';
import { measureNormalisation, type LabelledSamples } from '../../data/training-data.ts';
import { predictRows } from '../../metrics/predict.ts';
import type { Surrogate } from './surrogate.ts';

/** Pixels in 0..1, float32 [...,C], to the network's input, as operations that gradients go through. */
export class PixelScale {
  readonly #mean: tf.Tensor;
  readonly #std: tf.Tensor;

  /** Holds tensors of its own until `dispose`. */
  constructor(train: LabelledSamples) {
    const normalisation = measureNormalisation(train);
    if (normalisation === 'per-series') throw new TypeError('series have no pixels');
    this.#mean = tf.tensor1d([...normalisation.mean]);
    this.#std = tf.tensor1d([...normalisation.std]);
  }

  toInput<T extends tf.Tensor>(pixels: T): T {
    return tf.div<T>(tf.sub(pixels, this.#mean), this.#std);
  }

  dispose(): void {
    this.#mean.dispose();
    this.#std.dispose();
  }
}

/** Stored images as pixels in 0..1, float32 [B,H,W,C]; the caller owns them. */
export function pixelsOf(
  values: Uint8Array,
  [height, width, channels]: LabelledSamples['shape'],
): tf.Tensor4D {
  const count = values.length / (height * width * channels);
  return tf.tensor4d(
    Float32Array.from(values, (value) => value / 255),
    [count, height, width, channels],
  );
}

/** The nearest bytes of pixels in 0..1: clamped, then rounded. */
export function bytesOfPixels(pixels: tf.Tensor): Uint8Array {
  return Uint8Array.from(pixels.dataSync<'float32'>(), (value) =>
    Math.round(255 * Math.min(1, Math.max(0, value))),
  );
}

/** The last feature vector of each sample, float32 [n,F] row-major, and F. */
export async function featuresOf(
  surrogate: Surrogate,
  samples: LabelledSamples,
  signal: AbortSignal,
): Promise<{ features: Float32Array; width: number }> {
  const size = sampleSize(samples.shape);
  const count = samples.values.length / size;
  const features = await predictRows(
    (x) => forwardTo(surrogate.model, x, FEATURES),
    surrogate.normaliser,
    count,
    (begin, end) => samples.values.subarray(begin * size, end * size),
    signal,
  );
  return { features, width: features.length / count };
}

/** Every image network of the registry names its last feature vector so. */
export const FEATURES = 'features';
