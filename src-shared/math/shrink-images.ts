import type { ImageShape } from '../domain/dataset.ts';

export interface Images {
  height: number;
  width: number;
  channels: number;
  /** uint8 [N,H,W,C]. */
  pixels: Uint8Array;
}

/**
 * Images whose longer side is at most `size`: each pixel is the mean of those it covers, the proportions stay. Images
 * that are small enough come back as they are.
 */
export function shrinkImages(
  pixels: Uint8Array,
  [height, width, channels]: ImageShape,
  size: number,
): Images {
  const longer = Math.max(height, width);
  if (longer <= size) return { height, width, channels, pixels };
  const newHeight = Math.max(1, Math.round((height * size) / longer));
  const newWidth = Math.max(1, Math.round((width * size) / longer));
  const sampleBytes = height * width * channels;
  const count = pixels.length / sampleBytes;
  const out = new Uint8Array(count * newHeight * newWidth * channels);
  let at = 0;
  for (let image = 0; image < count; image++) {
    const base = image * sampleBytes;
    for (let row = 0; row < newHeight; row++) {
      const top = Math.floor((row * height) / newHeight);
      const bottom = Math.max(top + 1, Math.floor(((row + 1) * height) / newHeight));
      for (let column = 0; column < newWidth; column++) {
        const left = Math.floor((column * width) / newWidth);
        const right = Math.max(left + 1, Math.floor(((column + 1) * width) / newWidth));
        const area = (bottom - top) * (right - left);
        for (let channel = 0; channel < channels; channel++) {
          let sum = 0;
          for (let y = top; y < bottom; y++) {
            for (let x = left; x < right; x++) sum += pixels[base + (y * width + x) * channels + channel]!;
          }
          out[at++] = Math.round(sum / area);
        }
      }
    }
  }
  return { height: newHeight, width: newWidth, channels, pixels: out };
}
