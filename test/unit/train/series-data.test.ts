/** How series become tensors and what augmentation may do to them. */
import { describe, expect, it } from 'vitest';
import { augmenterFor } from '../../../src-main/train/data/augment/augmenter.ts';
import { standardiseSeries } from '../../../src-main/train/data/input-normaliser.ts';
import { Rng } from '../../../src-shared/math/rng.ts';

describe('normalisation of series', () => {
  it('gives each variable of each series mean 0 and population deviation 1', () => {
    // Two series of four steps and two variables: 1 2 3 4 and 10 10 30 30, then the same times ten.
    const one = [1, 10, 2, 10, 3, 30, 4, 30];
    const values = Float32Array.from([...one, ...one.map((value) => 10 * value)]);
    const out = standardiseSeries(values, 4, 2);
    const first = [-1.5, -0.5, 0.5, 1.5].map((value) => value / Math.sqrt(1.25));
    first.forEach((value, step) => expect(out[2 * step]).toBeCloseTo(value, 6));
    [-1, -1, 1, 1].forEach((value, step) => expect(out[2 * step + 1]).toBeCloseTo(value, 6));
    expect(Array.from(out.subarray(8))).toEqual(Array.from(out.subarray(0, 8)));
  });

  it('a constant variable becomes 0, also one whose deviation is only rounding', () => {
    const values = Float32Array.from({ length: 200 }, () => 0.1);
    expect(standardiseSeries(values, 200, 1).every((value) => Math.abs(value) < 1e-6)).toBe(true);
  });
});

describe('augmentation of series', () => {
  const shape = [60, 1, 2] as const;
  const rng = Rng.fromSeed(1);
  const values = Float32Array.from(
    { length: 3 * 120 },
    (_, i) => Math.sin(i / 9) * (i % 2 === 0 ? 1 : 50) + rng.normal() * 0.01,
  );
  const augmenter = augmenterFor({ modality: 'series', shape }, false);

  it.each(['plain', 'weak', 'strong'] as const)(
    '%s leaves the original alone, is finite and repeatable',
    (kind) => {
      const before = values.slice();
      const once = augmenter[kind](values, Rng.fromSeed(5));
      expect(values).toEqual(before);
      expect(once).toHaveLength(values.length);
      expect(once.every((value) => Number.isFinite(value))).toBe(true);
      expect(augmenter[kind](values, Rng.fromSeed(5))).toEqual(once);
      expect(augmenter[kind](values, Rng.fromSeed(6))).not.toEqual(once);
      expect(once).not.toEqual(values);
    },
  );

  it('the weak view stays near: within a small shift in time and a little noise', () => {
    const weak = augmenter.weak(values, Rng.fromSeed(5));
    for (let series = 0; series < 3; series++) {
      for (let v = 0; v < 2; v++) {
        const at = (data: ArrayLike<number>, t: number): number =>
          data[series * 120 + Math.min(59, Math.max(0, t)) * 2 + v]!;
        const spread = v === 0 ? 1 : 50;
        // Some shift of at most one step (2 % of 60) explains every value up to noise.
        const explained = [-1, 0, 1].some((shift) =>
          [...Array(60).keys()].every((t) => Math.abs(at(weak, t) - at(values, t + shift)) < 0.2 * spread),
        );
        expect(explained).toBe(true);
      }
    }
  });

  it('the strong view masks a window of a quarter with the mean', () => {
    const strong = augmenter.strong(values, Rng.fromSeed(5));
    for (let series = 0; series < 3; series++) {
      const steps = [...Array(60).keys()].map((t) => strong[series * 120 + 2 * t]!);
      let longest = 0;
      let run = 1;
      for (let t = 1; t < 60; t++) {
        run = steps[t] === steps[t - 1] ? run + 1 : 1;
        longest = Math.max(longest, run);
      }
      expect(longest).toBeGreaterThanOrEqual(15);
    }
  });

  it('refuses values of another kind of data', () => {
    expect(() => augmenter.weak(new Uint8Array(120), rng)).toThrow(/bytes where numbers belong/);
  });
});
