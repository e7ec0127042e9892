import { describe, expect, it } from 'vitest';
import { classMedians } from '../../../src-shared/math/class-medians.ts';
import { orderBySuspicion, ranksOf } from '../../../src-shared/math/rank.ts';
import { Rng } from '../../../src-shared/math/rng.ts';
import { shrinkImages } from '../../../src-shared/math/shrink-images.ts';

describe('order by suspicion', () => {
  it.each(['low', 'high'] as const)('equals a sort by comparison, %s end, ties by index', (end) => {
    const rng = Rng.fromSeed(3);
    // Few different values, so that there are many ties; negative ones, zeros of both signs, and tiny ones.
    const values = Float32Array.from(
      { length: 5000 },
      () => (rng.below(41) - 20) * (rng.below(2) === 0 ? 1e-30 : 7.5),
    );
    values[17] = -0;
    values[18] = 0;
    const sign = end === 'low' ? 1 : -1;
    const expected = Int32Array.from(values.keys()).sort((a, b) => sign * (values[a]! - values[b]!) || a - b);
    expect(orderBySuspicion(values, end)).toEqual(expected);
  });

  it('gives ranks from 1', () => {
    expect([...ranksOf(orderBySuspicion(Float32Array.of(3, 1, 2), 'low'))]).toEqual([3, 1, 2]);
    expect(orderBySuspicion(new Float32Array(0), 'low')).toHaveLength(0);
  });
});

it('medians of classes: the lower of two in the middle, 0 without a sample, labels beyond the values left out', () => {
  const values = Float32Array.of(5, 1, 3, 2, 9, 7);
  expect([...classMedians(values, [0, 0, 0, 1, 1, 3, 2], 4)]).toEqual([3, 2, 0, 7]);
});

describe('shrinking images', () => {
  it('takes the mean of what a pixel covers and keeps the proportions', () => {
    const { height, width, pixels } = shrinkImages(
      Uint8Array.of(0, 10, 20, 30, 40, 50, 60, 70),
      [2, 4, 1],
      2,
    );
    expect([height, width, ...pixels]).toEqual([1, 2, 25, 45]);
  });

  it('leaves small ones as they are', () => {
    const pixels = new Uint8Array(12);
    expect(shrinkImages(pixels, [2, 2, 3], 2).pixels).toBe(pixels);
  });
});
