import { describe, expect, it } from 'vitest';
import { decimateSeries } from '../../../src-shared/math/decimate-series.ts';
import { Rng } from '../../../src-shared/math/rng.ts';
import { valueRange } from '../../../src-shared/math/value-range.ts';

describe('fewer points of a series', () => {
  it('leaves short ones as they are', () => {
    const block = { points: 4, variables: 2, values: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) };
    expect(decimateSeries(block, 2)).toEqual(block);
    expect(decimateSeries(block, 2).values).toBe(block.values);
  });

  it('keeps the smallest and the largest value of each stretch, in the order they come', () => {
    const values = Float32Array.of(0, 9, 1, 5, -3, 2, 2, 2, 2);
    // Stretches of three: 0 9 1, 5 -3 2, 2 2 2.
    expect(decimateSeries({ points: 9, variables: 1, values }, 3)).toEqual({
      points: 6,
      variables: 1,
      values: Float32Array.of(0, 9, 5, -3, 2, 2),
    });
  });

  it('treats variables and series apart', () => {
    const first = [1, -1, 2, -2, 3, -3, 4, -4, 5, -5];
    const values = Float32Array.from([...first, ...first.map((value) => 10 * value)]);
    const { points, values: kept } = decimateSeries({ points: 5, variables: 2, values }, 2);
    expect(points).toBe(4);
    // Stretches: steps 0 and 1, steps 2 to 4.
    expect([...kept.subarray(0, 8)]).toEqual([1, -1, 2, -2, 3, -3, 5, -5]);
    expect([...kept.subarray(8)]).toEqual([10, -10, 20, -20, 30, -30, 50, -50]);
  });

  it('loses no peak, wherever the stretches end', () => {
    const rng = Rng.fromSeed(4);
    const values = Float32Array.from({ length: 1013 }, () => rng.normal());
    const { points, values: kept } = decimateSeries({ points: 1013, variables: 1, values }, 37);
    expect(points).toBe(74);
    expect(kept).toHaveLength(74);
    expect(valueRange(kept)).toEqual(valueRange(values));
    for (let bucket = 0; bucket < 37; bucket++) {
      const stretch = values.subarray(
        Math.floor((bucket * 1013) / 37),
        Math.floor(((bucket + 1) * 1013) / 37),
      );
      expect([...kept.subarray(2 * bucket, 2 * bucket + 2)].sort((a, b) => a - b)).toEqual(
        valueRange(stretch),
      );
    }
  });
});

describe('range of values', () => {
  it('of all, of one variable, of a constant, of nothing', () => {
    const values = Float32Array.of(1, -5, 3, -7, 2, -6);
    expect(valueRange(values)).toEqual([-7, 3]);
    expect(valueRange(values, 1, 2)).toEqual([-7, -5]);
    expect(valueRange(Float32Array.of(4, 4))).toEqual([3.5, 4.5]);
    expect(valueRange([])).toEqual([0, 1]);
  });
});
