/** Strong augmentation of FixMatch: the weak one, then RandAugment, then Cutout of half the image's side. */
import type { ImageShape } from '../../../../src-shared/domain/dataset.ts';
import type { Rng } from '../../../../src-shared/math/rng.ts';
import { cropFlipBatch } from './crop-flip.ts';
import { FILL, randAugment } from './rand-augment.ts';

/** uint8 [B,H,W,C] -> `out`, same size, another buffer. */
export function strongAugmentBatch(
  pixels: Uint8Array,
  shape: ImageShape,
  out: Uint8Array,
  rng: Rng,
  options: { flip: boolean },
): void {
  const [height, width, channels] = shape;
  const size = height * width * channels;
  const pad = Math.round(0.125 * Math.min(height, width));
  cropFlipBatch(pixels, shape, out, rng, { pad, padMode: 'reflect', flip: options.flip });
  const scratch = new Uint8Array(size);
  for (let begin = 0; begin < out.length; begin += size) {
    const image = out.subarray(begin, begin + size);
    randAugment(image, shape, rng, scratch);
    cutout(image, shape, Math.floor(0.5 * Math.min(height, width)), rng);
  }
}

/** Grays out a square of `side` pixels around a uniformly drawn centre, clipped at the border. In place. */
export function cutout(image: Uint8Array, shape: ImageShape, side: number, rng: Rng): void {
  const [height, width, channels] = shape;
  const left = Math.floor(rng.uniform() * width - side / 2);
  const top = Math.floor(rng.uniform() * height - side / 2);
  const right = Math.min(width, left + side);
  for (let y = Math.max(0, top); y < Math.min(height, top + side); y++) {
    image.fill(FILL, (y * width + Math.max(0, left)) * channels, (y * width + right) * channels);
  }
}
