import { describe, expect, it } from 'vitest';
import { cropFlipBatch } from '../../../src-main/train/data/augment/crop-flip.ts';
import {
  autoContrast,
  brightness,
  color,
  contrast,
  equalize,
  FILL,
  posterize,
  randAugment,
  rotation,
  solarize,
  warp,
} from '../../../src-main/train/data/augment/rand-augment.ts';
import { cutout, strongAugmentBatch } from '../../../src-main/train/data/augment/strong-augment.ts';
import { Rng } from '../../../src-shared/math/rng.ts';

const SHAPE = [4, 4, 3] as const;

/** The known-answer image: R = 13 (4y + x), G = R flipped vertically, B = 255 - R. */
function knownImage(): Uint8Array {
  const image = new Uint8Array(48);
  for (let y = 0; y < 4; y++) {
    for (let x = 0; x < 4; x++) {
      image.set([13 * (4 * y + x), 13 * (4 * (3 - y) + x), 255 - 13 * (4 * y + x)], (4 * y + x) * 3);
    }
  }
  return image;
}

function firstRow(change: (image: Uint8Array) => void): number[][] {
  const image = knownImage();
  change(image);
  return [0, 1, 2, 3].map((x) => [...image.subarray(x * 3, x * 3 + 3)]);
}

describe('operations on the known image, first row', () => {
  it.each([
    [
      'auto contrast',
      (i: Uint8Array) => autoContrast(i, SHAPE),
      [
        [0, 204, 255],
        [17, 221, 238],
        [34, 238, 221],
        [51, 255, 204],
      ],
    ],
    [
      'equalize, too few pixels',
      (i: Uint8Array) => equalize(i, SHAPE),
      [
        [0, 156, 255],
        [13, 169, 242],
        [26, 182, 229],
        [39, 195, 216],
      ],
    ],
    [
      'posterize to 4 bits',
      (i: Uint8Array) => posterize(i, 4),
      [
        [0, 144, 240],
        [0, 160, 240],
        [16, 176, 224],
        [32, 192, 208],
      ],
    ],
    [
      'solarize at 128',
      (i: Uint8Array) => solarize(i, 128),
      [
        [0, 99, 0],
        [13, 86, 13],
        [26, 73, 26],
        [39, 60, 39],
      ],
    ],
    [
      'brightness 0.5',
      (i: Uint8Array) => brightness(i, 0.5),
      [
        [0, 78, 127],
        [6, 84, 121],
        [13, 91, 114],
        [19, 97, 108],
      ],
    ],
    [
      'color 0.5',
      (i: Uint8Array) => color(i, SHAPE, 0.5),
      [
        [60, 138, 188],
        [72, 150, 186],
        [83, 161, 185],
        [95, 173, 183],
      ],
    ],
    [
      'contrast 0.5',
      (i: Uint8Array) => contrast(i, SHAPE, 0.5),
      [
        [52, 130, 180],
        [59, 137, 173],
        [65, 143, 167],
        [72, 150, 160],
      ],
    ],
  ])('%s', (_name, change, expected) => {
    expect(firstRow(change)).toEqual(expected);
  });
});

describe('geometric operations move the single bright pixel', () => {
  const shape = [8, 8, 1] as const;
  function moved(map: Parameters<typeof warp>[2]): [number, number] {
    const image = new Uint8Array(64);
    image[2 * 8 + 3] = 255;
    warp(image, shape, map, new Uint8Array(64));
    const at = image.indexOf(255);
    return [Math.floor(at / 8), at % 8];
  }
  it('shear by 0.3', () => expect(moved([1, 0.3, 0, 0, 1, 0])).toEqual([2, 2]));
  it('translate by 2', () => expect(moved([1, 0, 2, 0, 1, 0])).toEqual([2, 1]));
  it('rotate by 90 degrees', () => expect(moved(rotation(shape, 90))).toEqual([4, 2]));
});

describe('crop and flip', () => {
  const pixels = Uint8Array.from({ length: 16 }, (_, i) => i + 1);
  it('without padding and flip changes nothing', () => {
    const out = new Uint8Array(16);
    cropFlipBatch(pixels, [4, 4, 1], out, Rng.fromSeed(1), { pad: 0, padMode: 'zero', flip: false });
    expect(out).toEqual(pixels);
  });
  it('takes a window of the padded image, black or mirrored', () => {
    for (const padMode of ['zero', 'reflect'] as const) {
      for (let seed = 0; seed < 30; seed++) {
        const out = new Uint8Array(16);
        cropFlipBatch(pixels, [4, 4, 1], out, Rng.fromSeed(seed), { pad: 2, padMode, flip: false });
        const isWindow = [-2, -1, 0, 1, 2].some((dy) =>
          [-2, -1, 0, 1, 2].some((dx) => [...out.keys()].every((i) => out[i] === at(padMode, i, dy, dx))),
        );
        expect(isWindow).toBe(true);
      }
    }
  });
  function at(mode: 'zero' | 'reflect', i: number, dy: number, dx: number): number {
    const [y, x] = [Math.floor(i / 4) + dy, (i % 4) + dx];
    const mirror = (v: number): number => (v < 0 ? -v : v > 3 ? 6 - v : v);
    if (mode === 'reflect') return pixels[mirror(y) * 4 + mirror(x)]!;
    return y < 0 || y > 3 || x < 0 || x > 3 ? 0 : pixels[y * 4 + x]!;
  }
  it('mirrors about half of the images when it may', () => {
    let mirrored = 0;
    for (let seed = 0; seed < 200; seed++) {
      const out = new Uint8Array(16);
      cropFlipBatch(pixels, [4, 4, 1], out, Rng.fromSeed(seed), { pad: 0, padMode: 'zero', flip: true });
      if (out[0] === 4) mirrored++;
    }
    expect(mirrored).toBeGreaterThan(70);
    expect(mirrored).toBeLessThan(130);
  });
});

it('cutout grays a square of at most half the side', () => {
  for (let seed = 0; seed < 20; seed++) {
    const image = new Uint8Array(16 * 16);
    cutout(image, [16, 16, 1], 8, Rng.fromSeed(seed));
    const gray = image.filter((value) => value === FILL).length;
    expect(gray).toBeGreaterThan(8);
    expect(gray).toBeLessThanOrEqual(64);
  }
});

it('strong augmentation repeats for the same stream, differs for another, and keeps the input', () => {
  const rng = Rng.fromSeed(4);
  const shape = [32, 32, 3] as const;
  const pixels = Uint8Array.from({ length: 4 * 3072 }, () => rng.below(256));
  const before = pixels.slice();
  const run = (seed: number): Uint8Array => {
    const out = new Uint8Array(pixels.length);
    strongAugmentBatch(pixels, shape, out, Rng.fromSeed(seed), { flip: true });
    return out;
  };
  expect(run(1)).toEqual(run(1));
  expect(run(1)).not.toEqual(run(2));
  expect(pixels).toEqual(before);
});

it('every operation works on gray images of any size', () => {
  const shape = [5, 9, 1] as const;
  for (let seed = 0; seed < 200; seed++) {
    const image = Uint8Array.from({ length: 45 }, (_, i) => i * 5);
    randAugment(image, shape, Rng.fromSeed(seed), new Uint8Array(45));
    expect(image).toHaveLength(45);
  }
});
