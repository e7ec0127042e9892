/** Brings decoded pixels to the shape of a dataset: colour to grey or back, then scaling. */
import sharp from 'sharp';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';

/** `pixels` is uint8 [H,W,C], row-major. */
export interface DecodedImage {
  height: number;
  width: number;
  channels: number;
  pixels: Uint8Array;
}

/** Returns uint8 [H,W,C] in `shape`; the very same array where nothing has to be done. */
export async function fitPixels(image: DecodedImage, shape: ImageShape): Promise<Uint8Array> {
  const [height, width, channels] = shape;
  const pixels = convertChannels(image, channels);
  if (image.height === height && image.width === width) return pixels;
  const raw = { height: image.height, width: image.width, channels: channels as 1 | 3 };
  const scaled = await sharp(pixels, { raw })
    .resize(width, height, { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (scaled.info.channels !== channels) {
    throw new TypeError(`scaling gave ${scaled.info.channels} channels instead of ${channels}`);
  }
  return new Uint8Array(scaled.data.buffer, scaled.data.byteOffset, scaled.data.byteLength);
}

/** Grey is the luma of ITU-R BT.601, rounded, as the usual image libraries have it. */
export function convertChannels(image: DecodedImage, channels: number): Uint8Array {
  const { pixels } = image;
  if (image.channels === channels) return pixels;
  const count = image.height * image.width;
  const out = new Uint8Array(count * channels);
  if (image.channels === 1) {
    for (let i = 0; i < count; i++) out.fill(pixels[i] ?? 0, i * channels, (i + 1) * channels);
    return out;
  }
  for (let i = 0; i < count; i++) {
    const at = i * 3;
    const luma = 299 * (pixels[at] ?? 0) + 587 * (pixels[at + 1] ?? 0) + 114 * (pixels[at + 2] ?? 0);
    out[i] = Math.round(luma / 1000);
  }
  return out;
}
