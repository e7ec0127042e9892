/**
 * What a defense may know of a dataset: pixels and given labels of the training split. Truth about planted poison is
 * not part of this type, so no defense can be handed it.
 */
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';

export interface LabelledImages {
  shape: ImageShape;
  /** uint8 [N,H,W,C], row-major. */
  pixels: Uint8Array;
  /** Given labels, 0 .. classes - 1. */
  labels: Int32Array;
}

export interface TrainingData extends LabelledImages {
  classes: readonly string[];
  normalisation: Normalisation;
}

/** Per channel, of values in 0..1: what the network's input is shifted and scaled by. */
export interface Normalisation {
  mean: readonly number[];
  std: readonly number[];
}

/** Channel statistics of the training pixels (population, float64); a constant channel gets std 1. */
export function measureNormalisation(data: LabelledImages): Normalisation {
  const channels = data.shape[2];
  const sum = new Float64Array(channels);
  const sumOfSquares = new Float64Array(channels);
  const { pixels } = data;
  for (let i = 0; i < pixels.length; i += channels) {
    for (let c = 0; c < channels; c++) {
      const value = pixels[i + c]!;
      sum[c]! += value;
      sumOfSquares[c]! += value * value;
    }
  }
  const count = pixels.length / channels;
  const mean: number[] = [];
  const std: number[] = [];
  for (let c = 0; c < channels; c++) {
    const m = sum[c]! / count;
    const variance = Math.max(0, sumOfSquares[c]! / count - m * m);
    mean.push(m / 255);
    std.push(variance === 0 ? 1 : Math.sqrt(variance) / 255);
  }
  return { mean, std };
}
