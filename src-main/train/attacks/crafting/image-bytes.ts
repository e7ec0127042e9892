/** Images as they are stored: taken out of a split, and changed one by one. Needs no TensorFlow. */
import { sampleSize } from '../../../../src-shared/domain/sample-values.ts';
import { gatherValues } from '../../data/batches.ts';
import type { LabelledSamples } from '../../data/training-data.ts';

/** Stored bytes of images, [N,H,W,C]. */
export function bytesOf({ values }: LabelledSamples): Uint8Array {
  if (values instanceof Uint8Array) return values;
  throw new TypeError('an attack on images was given samples that are no images');
}

/** Copies of samples, [n,H,W,C]. */
export function bytesAt(samples: LabelledSamples, rows: ArrayLike<number>): Uint8Array {
  return bytesOf({ ...samples, values: gatherValues(samples, rows) });
}

/** A copy of images [N,H,W,C], each of them changed by `change`, which works in place. */
export function changedEach(
  images: Uint8Array,
  shape: LabelledSamples['shape'],
  change: (image: Uint8Array) => void,
): Uint8Array {
  const out = images.slice();
  const size = sampleSize(shape);
  for (let begin = 0; begin < out.length; begin += size) change(out.subarray(begin, begin + size));
  return out;
}
