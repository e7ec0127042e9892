/** A patch that was found by training, on one image: where it goes, and that it fits. */
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { replaceSquare, scaled, squareAt, type Square } from './image-options.ts';

const MARGIN = 1;

/** A square near the lower right corner; `size` is its side in an image of 32. */
export function trainedSquare(shape: ImageShape, size: number): Square {
  return squareAt(shape, 0, scaled(shape, size, 2), scaled(shape, MARGIN, 1));
}

/** Writes the patch, the pattern of the manifest, into an image in place. */
export function applyTrainedPatch(
  image: Uint8Array,
  shape: ImageShape,
  size: number,
  pattern: Uint8Array | null,
): void {
  if (pattern === null) throw new TypeError('a trained patch needs its pixels');
  replaceSquare(image, shape, trainedSquare(shape, size), pattern);
}
