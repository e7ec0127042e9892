/** The warp of WaNet and the colours of DFST-lite against NumPy, SciPy and scikit-image (`image-reference.py`). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { labToRgb, rgbToLab } from '../../../src-main/train/attacks/colour.ts';
import { asSunset, dfstLite } from '../../../src-main/train/attacks/dfst-lite.ts';
import { addNoise, drawControls, sampleAt, warpGrid } from '../../../src-main/train/attacks/warp.ts';
import { Rng } from '../../../src-shared/math/rng.ts';

interface Reference {
  shape: [number, number, number];
  strength: number;
  image: number[];
  controls: number[];
  gridX: number[];
  gridY: number[];
  warped: number[];
  lab: number[];
  /** Null where the reference cannot tell. */
  sunset: (number | null)[];
}

const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, 'image-reference.json'), 'utf8'),
) as Reference;
const { shape } = reference;
const image = Uint8Array.from(reference.image);

function expectNear(found: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(found).toHaveLength(expected.length);
  const worst = Math.max(...expected.map((value, i) => Math.abs(value - found[i]!)));
  expect(worst).toBeLessThan(tolerance);
}

describe('the warp', () => {
  const grid = warpGrid(Float32Array.from(reference.controls), shape, reference.strength);

  it('has the grid of the reference to 1e-6', () => {
    expectNear(grid.x, reference.gridX, 1e-6);
    expectNear(grid.y, reference.gridY, 1e-6);
  });

  it('takes its values to 1e-5 before they are rounded', () => {
    expectNear(sampleAt(image, shape, grid), reference.warped, 1e-5);
  });

  it('of no strength changes nothing', () => {
    const still = warpGrid(Float32Array.from(reference.controls), shape, 0);
    expectNear(sampleAt(image, shape, still), reference.image, 1e-9);
  });

  it('of covers differs from draw to draw, by half a pixel at most, and stays in the image', () => {
    const [height, width] = shape;
    const noisy = addNoise(grid, shape, Rng.fromSeed(1));
    expect(noisy).not.toEqual(addNoise(grid, shape, Rng.fromSeed(2)));
    noisy.x.forEach((value, i) => {
      expect(Math.abs(value)).toBeLessThanOrEqual(1);
      expect(Math.abs(value - grid.x[i]!)).toBeLessThanOrEqual(1 / width);
      expect(Math.abs(noisy.y[i]! - grid.y[i]!)).toBeLessThanOrEqual(1 / height);
    });
  });

  it('has control points of mean size 1', () => {
    const controls = drawControls(4, Rng.fromSeed(1));
    expect(controls).toHaveLength(32);
    expect(controls.reduce((sum, value) => sum + Math.abs(value), 0) / 32).toBeCloseTo(1, 6);
  });
});

describe('colours', () => {
  it('are those of scikit-image in L*a*b*, and come back', () => {
    for (let i = 0; i < image.length; i += 3) {
      const lab = rgbToLab(image[i]!, image[i + 1]!, image[i + 2]!);
      // Both use the same white point; the matrices are given to different numbers of digits.
      expectNear(lab, reference.lab.slice(i, i + 3), 2e-2);
      expectNear(labToRgb(...lab), reference.image.slice(i, i + 3), 1e-3);
    }
  });

  it('of a sunset are those of the reference, to a twentieth of a step', () => {
    const clamped = asSunset(image).map((value) => Math.min(255, Math.max(0, value)));
    const told = [...reference.sunset.keys()].filter((i) => reference.sunset[i] !== null);
    expect(told.length).toBeGreaterThan(300);
    expectNear(
      told.map((i) => clamped[i]!),
      told.map((i) => reference.sunset[i]!),
      0.05,
    );
  });

  it('of an image without variation become the mean of the sunset everywhere', () => {
    const [red, green, blue] = labToRgb(55, 22, 38);
    const plain = asSunset(new Uint8Array(12).fill(90));
    for (let i = 0; i < 12; i += 3) expectNear(plain.slice(i, i + 3), [red, green, blue], 1e-6);
  });

  it('of a gray image in three channels become one tint: gray has no hue to spread', () => {
    const ramp = Uint8Array.from({ length: 3 * 64 }, (_, i) => 3 * Math.floor(i / 3) + 30);
    const styled = asSunset(ramp);
    for (let i = 0; i < styled.length; i += 3) {
      const clear = [styled[i]!, styled[i + 1]!, styled[i + 2]!];
      if (clear.some((value) => value < 1 || value > 254)) continue;
      expectNear(rgbToLab(...(clear as [number, number, number])).slice(1), [22, 38], 0.1);
    }
  });

  it('gray images get darker towards their corners', () => {
    const gray = new Uint8Array(64).fill(100);
    dfstLite.plan.apply(gray, [8, 8, 1], { opacity: 1, includeTarget: false }, null, {
      use: 'test',
      variant: 0,
    });
    // 255 (100 / 255)^0.6 is 145.5; at the corner the squared distance counts as 1, in the middle it is 1/32.
    expect(gray[0]).toBe(73);
    expect(gray[3 * 8 + 3]).toBe(143);
  });
});
