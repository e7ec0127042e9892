/** Which samples form which batch, and how their bytes become the float tensor a network takes. */
import * as tf from '@tensorflow/tfjs-core';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import type { Rng } from '../../../src-shared/math/rng.ts';
import type { LabelledImages, Normalisation } from './training-data.ts';

/** Batches smaller than this are dropped in training: their statistics damage the moving averages. */
const SMALLEST_BATCH = 8;

/**
 * The shuffled batches of an epoch. Order depends on the stream and the epoch alone, never on what was drawn before,
 * so that a resumed run draws the same batches.
 */
export class EpochBatches {
  readonly #pool: Int32Array;
  readonly #batchSize: number;
  readonly #rng: Rng;
  #epoch = -1;
  #order = new Int32Array(0);

  constructor(pool: Int32Array, batchSize: number, rng: Rng) {
    this.#pool = pool;
    this.#batchSize = Math.min(batchSize, pool.length);
    this.#rng = rng;
  }

  get batchesPerEpoch(): number {
    const full = Math.floor(this.#pool.length / this.#batchSize);
    const rest = this.#pool.length - full * this.#batchSize;
    return full + (rest >= SMALLEST_BATCH ? 1 : 0);
  }

  /** Sample indices of batch `step` counted from the start of the stage. */
  at(step: number): Int32Array {
    const epoch = Math.floor(step / this.batchesPerEpoch);
    if (epoch !== this.#epoch) {
      this.#order = this.#rng.fork(`epoch-${epoch}`).shuffle(Int32Array.from(this.#pool));
      this.#epoch = epoch;
    }
    const begin = (step % this.batchesPerEpoch) * this.#batchSize;
    return this.#order.slice(begin, begin + this.#batchSize);
  }
}

/** Copies the pixels of the given samples into one uint8 [B,H,W,C]. */
export function gatherPixels(data: LabelledImages, indices: ArrayLike<number>): Uint8Array {
  const [height, width, channels] = data.shape;
  const size = height * width * channels;
  const out = new Uint8Array(indices.length * size);
  for (let i = 0; i < indices.length; i++) {
    const begin = indices[i]! * size;
    out.set(data.pixels.subarray(begin, begin + size), i * size);
  }
  return out;
}

export function gatherLabels(labels: Int32Array, indices: ArrayLike<number>): Int32Array {
  const out = new Int32Array(indices.length);
  for (let i = 0; i < indices.length; i++) out[i] = labels[indices[i]!]!;
  return out;
}

/** Turns uint8 [B,H,W,C] into the network's float32 input: (value / 255 - mean) / std per channel. */
export class PixelNormaliser {
  readonly #shape: ImageShape;
  readonly #tables: Float32Array[];

  constructor(shape: ImageShape, normalisation: Normalisation) {
    this.#shape = shape;
    this.#tables = normalisation.mean.map((mean, channel) => {
      const std = normalisation.std[channel] ?? 1;
      return Float32Array.from({ length: 256 }, (_, value) => (value / 255 - mean) / std);
    });
  }

  /** The caller owns the returned tensor. */
  toTensor(pixels: Uint8Array): tf.Tensor4D {
    const [height, width, channels] = this.#shape;
    const values = new Float32Array(pixels.length);
    for (let channel = 0; channel < channels; channel++) {
      const table = this.#tables[channel] as Float32Array;
      for (let i = channel; i < pixels.length; i += channels) values[i] = table[pixels[i]!]!;
    }
    return tf.tensor4d(values, [pixels.length / (height * width * channels), height, width, channels]);
  }
}
