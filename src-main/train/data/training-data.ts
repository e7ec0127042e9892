/**
 * What a defense may know of a dataset: values and given labels of the training split. Truth about planted poison is
 * not part of this type, so no defense can be handed it.
 */
import type { ImageShape, Modality } from '../../../src-shared/domain/dataset.ts';
import type { SampleValues } from '../../../src-shared/domain/sample-values.ts';
import type { Normalisation } from '../../../src-shared/domain/normalisation.ts';

export interface LabelledSamples {
  modality: Modality;
  /** A series of T steps and V variables is [T,1,V]. */
  shape: ImageShape;
  /** [N,H,W,C], row-major. */
  values: SampleValues;
  /** Given labels, 0 .. classes - 1. */
  labels: Int32Array;
}

export interface TrainingData extends LabelledSamples {
  classes: readonly string[];
  normalisation: Normalisation;
}

/**
 * Images: channel statistics of the training values (population, float64); a constant channel gets std 1. Series are
 * normalised each by itself, so there is nothing to measure.
 */
export function measureNormalisation(data: LabelledSamples): Normalisation {
  if (data.modality === 'series') return 'per-series';
  const channels = data.shape[2];
  const sum = new Float64Array(channels);
  const sumOfSquares = new Float64Array(channels);
  const { values } = data;
  for (let i = 0; i < values.length; i += channels) {
    for (let c = 0; c < channels; c++) {
      const value = values[i + c]!;
      sum[c]! += value;
      sumOfSquares[c]! += value * value;
    }
  }
  const count = values.length / channels;
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
