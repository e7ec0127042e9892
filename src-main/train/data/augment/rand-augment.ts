/**
 * RandAugment as FixMatch uses it (Sohn et al. 2020, appendix; ranges of the paper): operations on uint8 images, each
 * exact to the bit. Blends clip to 0..255 and truncate; geometric operations sample the nearest pixel and leave gray
 * where nothing is.
 */
import type { ImageShape } from '../../../../src-shared/domain/dataset.ts';
import type { Rng } from '../../../../src-shared/math/rng.ts';

/** What is left where an operation uncovers nothing. */
export const FILL = 127;

/**
 * Changes one image in place. `image` uint8 [H,W,C]; `level` 1..9; `sign` 1 or -1, for geometric operations;
 * `scratch` is another buffer of at least the same size.
 */
type Operation = (
  image: Uint8Array,
  shape: ImageShape,
  level: number,
  sign: number,
  scratch: Uint8Array,
) => void;

/** Affine map from output to input coordinates: x' = a x + b y + c, y' = d x + e y + f, taken at pixel centres. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export function warp(image: Uint8Array, shape: ImageShape, map: Affine, scratch: Uint8Array): void {
  const [height, width, channels] = shape;
  const [a, b, c, d, e, f] = map;
  const source = scratch.subarray(0, image.length);
  source.set(image);
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fromX = Math.floor(a * (x + 0.5) + b * (y + 0.5) + c);
      const fromY = Math.floor(d * (x + 0.5) + e * (y + 0.5) + f);
      const isInside = fromX >= 0 && fromX < width && fromY >= 0 && fromY < height;
      let from = (fromY * width + fromX) * channels;
      for (let k = 0; k < channels; k++) image[to++] = isInside ? source[from++]! : FILL;
    }
  }
}

/** Counter-clockwise about the centre for positive degrees. */
export function rotation(shape: ImageShape, degrees: number): Affine {
  const [height, width] = shape;
  const angle = (degrees * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const cx = width / 2;
  const cy = height / 2;
  return [cos, -sin, cx - cos * cx + sin * cy, sin, cos, cy - sin * cx - cos * cy];
}

function applyTable(image: Uint8Array, channels: number, channel: number, table: Uint8Array): void {
  for (let i = channel; i < image.length; i += channels) image[i] = table[image[i]!]!;
}

export function autoContrast(image: Uint8Array, shape: ImageShape): void {
  const channels = shape[2];
  const table = new Uint8Array(256);
  for (let channel = 0; channel < channels; channel++) {
    let low = 255;
    let high = 0;
    for (let i = channel; i < image.length; i += channels) {
      const value = image[i]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high <= low) continue;
    for (let value = low; value <= high; value++) {
      table[value] = Math.floor(((value - low) * 255) / (high - low));
    }
    applyTable(image, channels, channel, table);
  }
}

export function equalize(image: Uint8Array, shape: ImageShape): void {
  const channels = shape[2];
  const histogram = new Int32Array(256);
  const table = new Uint8Array(256);
  for (let channel = 0; channel < channels; channel++) {
    histogram.fill(0);
    for (let i = channel; i < image.length; i += channels) histogram[image[i]!]!++;
    const levels = histogram.filter((count) => count > 0);
    const last = levels.at(-1) ?? 0;
    const step = Math.floor((image.length / channels - last) / 255);
    if (step === 0 || levels.length <= 1) continue;
    let sum = Math.floor(step / 2);
    for (let value = 0; value < 256; value++) {
      table[value] = Math.min(255, Math.floor(sum / step));
      sum += histogram[value]!;
    }
    applyTable(image, channels, channel, table);
  }
}

function luma(image: Uint8Array, i: number): number {
  return (19595 * image[i]! + 38470 * image[i + 1]! + 7471 * image[i + 2]! + 32768) >> 16;
}

/** Values are never negative here, so assigning to bytes truncates; factors are below 1, so nothing overflows. */
export function brightness(image: Uint8Array, factor: number): void {
  for (let i = 0; i < image.length; i++) image[i] = Math.min(255, image[i]! * factor);
}

/** Towards the gray version; a gray image stays as it is. */
export function color(image: Uint8Array, shape: ImageShape, factor: number): void {
  if (shape[2] !== 3) return;
  for (let i = 0; i < image.length; i += 3) {
    const gray = luma(image, i);
    for (let k = 0; k < 3; k++) image[i + k] = gray + factor * (image[i + k]! - gray);
  }
}

/** Towards the mean brightness of the image. */
export function contrast(image: Uint8Array, shape: ImageShape, factor: number): void {
  const channels = shape[2];
  let sum = 0;
  for (let i = 0; i < image.length; i += channels) sum += channels === 3 ? luma(image, i) : image[i]!;
  const mean = Math.floor(sum / (image.length / channels) + 0.5);
  for (let i = 0; i < image.length; i++) image[i] = mean + factor * (image[i]! - mean);
}

/** Towards a version smoothed by [[1,1,1],[1,5,1],[1,1,1]]/13; border pixels are not smoothed. */
export function sharpness(image: Uint8Array, shape: ImageShape, factor: number, scratch: Uint8Array): void {
  const [height, width, channels] = shape;
  const row = width * channels;
  scratch.set(image);
  for (let y = 1; y < height - 1; y++) {
    for (let i = y * row + channels; i < (y + 1) * row - channels; i++) {
      const above = scratch[i - row - channels]! + scratch[i - row]! + scratch[i - row + channels]!;
      const below = scratch[i + row - channels]! + scratch[i + row]! + scratch[i + row + channels]!;
      const beside = scratch[i - channels]! + 5 * scratch[i]! + scratch[i + channels]!;
      const smooth = Math.floor((above + beside + below) / 13 + 0.5);
      image[i] = smooth + factor * (scratch[i]! - smooth);
    }
  }
}

export function posterize(image: Uint8Array, bits: number): void {
  const mask = (0xff << (8 - bits)) & 0xff;
  for (let i = 0; i < image.length; i++) image[i] = image[i]! & mask;
}

export function solarize(image: Uint8Array, threshold: number): void {
  for (let i = 0; i < image.length; i++) if (image[i]! >= threshold) image[i] = 255 - image[i]!;
}

function enhanceFactor(level: number): number {
  return 0.05 + 0.09 * level;
}

const GEOMETRIC: readonly Operation[] = [
  (image, shape, level, sign, scratch) => {
    // Gray images are mostly digits, which turn into others beyond 15 degrees.
    const degrees = Math.floor((shape[2] === 1 ? 1.5 : 3) * level);
    warp(image, shape, rotation(shape, sign * degrees), scratch);
  },
  (image, shape, level, sign, scratch) => warp(image, shape, [1, sign * 0.03 * level, 0, 0, 1, 0], scratch),
  (image, shape, level, sign, scratch) => warp(image, shape, [1, 0, 0, sign * 0.03 * level, 1, 0], scratch),
  (image, shape, level, sign, scratch) =>
    warp(image, shape, [1, 0, sign * Math.floor(0.03 * level * shape[1]), 0, 1, 0], scratch),
  (image, shape, level, sign, scratch) =>
    warp(image, shape, [1, 0, 0, 0, 1, sign * Math.floor(0.03 * level * shape[0])], scratch),
];

const TONAL: readonly Operation[] = [
  () => undefined,
  (image, shape) => autoContrast(image, shape),
  (image, shape) => equalize(image, shape),
  (image, _shape, level) => brightness(image, enhanceFactor(level)),
  (image, shape, level) => contrast(image, shape, enhanceFactor(level)),
  (image, shape, level, _sign, scratch) => sharpness(image, shape, enhanceFactor(level), scratch),
  (image, _shape, level) => posterize(image, 4 + Math.floor(0.4 * level)),
  // On gray images a strong solarize swaps ink and paper.
  (image, shape, level) =>
    solarize(image, 256 - Math.floor(25.6 * (shape[2] === 1 ? Math.min(3, level) : level))),
];

const COLOR: Operation = (image, shape, level) => color(image, shape, enhanceFactor(level));

const OPERATIONS: Readonly<Record<'gray' | 'rgb', readonly Operation[]>> = {
  gray: [...TONAL, ...GEOMETRIC],
  rgb: [...TONAL, COLOR, ...GEOMETRIC],
};

/** Two operations drawn with replacement, each applied with probability 1/2 at a level of 1..9. In place. */
export function randAugment(image: Uint8Array, shape: ImageShape, rng: Rng, scratch: Uint8Array): void {
  const operations = OPERATIONS[shape[2] === 1 ? 'gray' : 'rgb'];
  for (let draw = 0; draw < 2; draw++) {
    const operation = operations[rng.below(operations.length)];
    const level = 1 + rng.below(9);
    const sign = rng.below(2) === 0 ? 1 : -1;
    if (rng.below(2) === 0) operation?.(image, shape, level, sign, scratch);
  }
}
