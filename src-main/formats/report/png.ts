/** Stored pixels as PNG data URIs: thumbnails and pictures inside the report. */
import sharp from 'sharp';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';

/** Longer side of a thumbnail in pixels; larger images are reduced, smaller ones stay as they are. */
export const THUMBNAIL_SIDE = 96;

/**
 * `pixels`: uint8 [H,W,C], C = 1 or 3. At most `maxSide` pixels on the longer side. The file holds no metadata and is
 * the same for the same pixels. Throws `input.invalid` when pixels and shape do not fit.
 */
export async function pngDataUri(
  pixels: Uint8Array,
  shape: ImageShape,
  maxSide = THUMBNAIL_SIDE,
): Promise<string> {
  const [height, width, channels] = shape;
  if ((channels !== 1 && channels !== 3) || pixels.length !== height * width * channels) {
    throw new AssayError(
      'input.invalid',
      `${pixels.length} bytes cannot be an image of ${height} x ${width} pixels with ${channels} channels (1 or 3).`,
      { bytes: pixels.length, height, width, channels },
    );
  }
  let image = sharp(pixels, { raw: { height, width, channels } });
  if (Math.max(height, width) > maxSide) {
    image = image.resize({ width: maxSide, height: maxSide, fit: 'inside' });
  }
  // `b-w` keeps one channel one channel; sharp would write three.
  const png = await image
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png({ compressionLevel: 9 })
    .toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}
