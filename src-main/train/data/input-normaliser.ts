/** How the stored values of samples become the float tensor a network takes. */
import * as tf from '@tensorflow/tfjs-core';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import type { ChannelNormalisation, Normalisation } from '../../../src-shared/domain/normalisation.ts';
import { sampleSize, type SampleValues } from '../../../src-shared/domain/sample-values.ts';

/**
 * Images: uint8 [B,H,W,C] to float32 [B,H,W,C], (value / 255 - mean) / std per channel. Series: float32 [B,T,1,V] to
 * float32 [B,T,V], each variable of each series with mean 0 and population standard deviation 1 over time.
 */
export class InputNormaliser {
  /** Of the samples as they are stored: [H,W,C] or [T,1,V]. */
  readonly shape: ImageShape;
  readonly #tables: Float32Array[] | null;

  constructor(shape: ImageShape, normalisation: Normalisation) {
    this.shape = shape;
    this.#tables = normalisation === 'per-series' ? null : tablesOf(normalisation);
  }

  /** The caller owns the returned tensor. */
  toTensor(values: SampleValues): tf.Tensor {
    const [height, width, channels] = this.shape;
    const count = values.length / sampleSize(this.shape);
    if (this.#tables === null) {
      return tf.tensor3d(standardiseSeries(values, height, channels), [count, height, channels]);
    }
    return tf.tensor4d(scale(values, this.#tables), [count, height, width, channels]);
  }
}

/**
 * One look-up a value. Bytes handed to TensorFlow and shifted and scaled there were slower on a CPU: each of its
 * operations reads and writes all of the floats once more.
 */
function scale(values: SampleValues, tables: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(values.length);
  const [red, green, blue] = tables;
  if (tables.length === 3) {
    // Colour images in one pass over memory instead of three.
    for (let i = 0; i < values.length; i += 3) {
      out[i] = red![values[i]!]!;
      out[i + 1] = green![values[i + 1]!]!;
      out[i + 2] = blue![values[i + 2]!]!;
    }
    return out;
  }
  tables.forEach((table, channel) => {
    for (let i = channel; i < values.length; i += tables.length) out[i] = table[values[i]!]!;
  });
  return out;
}

function tablesOf({ mean, std }: ChannelNormalisation): Float32Array[] {
  return mean.map((m, channel) =>
    Float32Array.from({ length: 256 }, (_, value) => (value / 255 - m) / (std[channel] ?? 1)),
  );
}

/** Below this share of its largest value a variable's deviation is rounding, not a signal. */
const CONSTANT = 1e-6;

/** [B,T,V] -> the same, each variable of each series shifted and scaled; sums in float64. */
export function standardiseSeries(values: SampleValues, steps: number, variables: number): Float32Array {
  const out = new Float32Array(values.length);
  const size = steps * variables;
  for (let begin = 0; begin < values.length; begin += size) {
    for (let variable = 0; variable < variables; variable++) {
      let sum = 0;
      let sumOfSquares = 0;
      let largest = 0;
      for (let i = begin + variable; i < begin + size; i += variables) sum += values[i]!;
      const mean = sum / steps;
      for (let i = begin + variable; i < begin + size; i += variables) {
        const difference = values[i]! - mean;
        sumOfSquares += difference * difference;
        largest = Math.max(largest, Math.abs(values[i]!));
      }
      const deviation = Math.sqrt(sumOfSquares / steps);
      const scale = deviation <= CONSTANT * largest ? 1 : deviation;
      for (let i = begin + variable; i < begin + size; i += variables) out[i] = (values[i]! - mean) / scale;
    }
  }
  return out;
}
