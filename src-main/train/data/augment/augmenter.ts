/** Random changes a sample may undergo without changing its class, by kind of data. */
import { AssayError } from '../../../../src-shared/errors/assay-error.ts';
import type { Rng } from '../../../../src-shared/math/rng.ts';
import type { SampleValues } from '../../../../src-shared/domain/sample-values.ts';
import type { LabelledSamples } from '../training-data.ts';
import { cropFlipBatch, type CropFlipOptions } from './crop-flip.ts';
import { strengthenSeries, weakenSeries } from './series.ts';
import { strongAugmentBatch } from './strong-augment.ts';

/** Each takes values [B,H,W,C] and returns changed ones in another array of the same type. */
export interface Augmenter {
  /** Of plain training. Images: a crop out of 4 pixels of black padding, and a flip where it is harmless. */
  plain(values: SampleValues, rng: Rng): SampleValues;
  /** FixMatch's weak view. */
  weak(values: SampleValues, rng: Rng): SampleValues;
  /** FixMatch's strong view. */
  strong(values: SampleValues, rng: Rng): SampleValues;
}

const PLAIN_PADDING = 4;
/** Of the shorter side. */
const WEAK_PADDING = 0.125;

export function augmenterFor(
  { modality, shape }: Pick<LabelledSamples, 'modality' | 'shape'>,
  flip: boolean,
): Augmenter {
  if (modality === 'series') {
    return {
      plain: (values, rng) => weakenSeries(floats(values), shape, rng),
      weak: (values, rng) => weakenSeries(floats(values), shape, rng),
      strong: (values, rng) => strengthenSeries(floats(values), shape, rng),
    };
  }
  const cropped = (values: SampleValues, rng: Rng, options: CropFlipOptions): SampleValues => {
    const out = new Uint8Array(values.length);
    cropFlipBatch(bytes(values), shape, out, rng, options);
    return out;
  };
  const pad = Math.round(WEAK_PADDING * Math.min(shape[0], shape[1]));
  return {
    plain: (values, rng) => cropped(values, rng, { pad: PLAIN_PADDING, padMode: 'zero', flip }),
    weak: (values, rng) => cropped(values, rng, { pad, padMode: 'reflect', flip }),
    strong(values, rng) {
      const out = new Uint8Array(values.length);
      strongAugmentBatch(bytes(values), shape, out, rng, { flip });
      return out;
    },
  };
}

function floats(values: SampleValues): Float32Array {
  if (values instanceof Float32Array) return values;
  throw new AssayError('internal', 'Series came as bytes where numbers belong.');
}

function bytes(values: SampleValues): Uint8Array {
  if (values instanceof Uint8Array) return values;
  throw new AssayError('internal', 'Images came as numbers where bytes belong.');
}
