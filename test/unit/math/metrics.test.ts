import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../../src-shared/math/base64.ts';
import { measureDetection } from '../../../src-shared/math/detection.ts';
import {
  crossEntropyOfLogits,
  entropyOfLogits,
  marginOfLogits,
  predictionOfLogits,
} from '../../../src-shared/math/entropy.ts';
import { histogram } from '../../../src-shared/math/histogram.ts';
import { orderBySuspicion, ranksOf } from '../../../src-shared/math/rank.ts';
import { Rng } from '../../../src-shared/math/rng.ts';
import { auroc, averagePrecision } from '../../../src-shared/math/roc.ts';
import { wilsonInterval } from '../../../src-shared/math/wilson.ts';

describe('entropy in bits', () => {
  it.each([
    [new Array<number>(10).fill(0), 3.321928],
    [[2, 1, 0], 1.200893],
    [[10, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0.006482],
  ])('of %j', (logits, expected) => {
    expect(entropyOfLogits(Float32Array.from(logits), logits.length)[0]).toBeCloseTo(expected, 5);
  });

  it('is exactly 0 when float32 has nothing left, never NaN', () => {
    expect(entropyOfLogits(Float32Array.of(1000, 0, 0), 3)[0]).toBe(0);
  });

  it('margin, prediction and loss of rows', () => {
    const logits = Float32Array.of(2, 1, 0, 5, 5, 1);
    expect([...marginOfLogits(logits, 3)]).toEqual([1, 0]);
    expect([...predictionOfLogits(logits, 3)]).toEqual([0, 0]);
    expect(crossEntropyOfLogits(logits, Int32Array.of(0, 2), 3)[0]).toBeCloseTo(0.407606, 5);
    expect(crossEntropyOfLogits(Float32Array.of(1000, -1000), Int32Array.of(1), 2)[0]).toBe(2000);
  });
});

describe('ranking quality', () => {
  it('AUROC of the textbook example, with a tie', () => {
    expect(auroc([0.1, 0.4, 0.4, 0.8], [0, 0, 1, 1])).toBeCloseTo(0.875, 12);
  });
  it('AUROC of constant scores is a half, of inverted ones the complement', () => {
    expect(auroc([3, 3, 3, 3], [0, 1, 0, 1])).toBe(0.5);
    expect(auroc([4, 3, 2, 1], [0, 0, 1, 1])).toBe(0);
  });
  it('is null without positives or without negatives', () => {
    expect(auroc([1, 2], [0, 0])).toBeNull();
    expect(auroc([1, 2], [1, 1])).toBeNull();
    expect(averagePrecision([1, 2], [0, 0])).toBeNull();
  });
  it('average precision', () => {
    expect(averagePrecision([4, 3, 2, 1], [1, 0, 1, 0])).toBeCloseTo((1 + 2 / 3) / 2, 12);
  });
  it('order and ranks: ties by index, both directions', () => {
    expect([...orderBySuspicion([2, 1, 1, 3], 'low')]).toEqual([1, 2, 0, 3]);
    const high = orderBySuspicion([2, 1, 1, 3], 'high');
    expect([...high]).toEqual([3, 0, 1, 2]);
    expect([...ranksOf(high)]).toEqual([2, 3, 4, 1]);
  });
});

describe('detection', () => {
  it('counts and rates', () => {
    const rates = measureDetection([0, 1, 2], [1, 1, 0, 1, 0, 0, 0, 0]);
    expect(rates).toMatchObject({ truePositives: 2, falsePositives: 1, falseNegatives: 1, trueNegatives: 4 });
    expect(rates.precision).toBeCloseTo(2 / 3, 12);
    expect(rates.recall).toBeCloseTo(2 / 3, 12);
    expect(rates.lift).toBeCloseTo(2 / 3 / (3 / 8), 12);
  });
  it('nothing flagged: precision is unknown, recall 0', () => {
    expect(measureDetection([], [1, 0])).toMatchObject({ precision: null, recall: 0, falseNegatives: 1 });
  });
  it('nothing poisoned: recall and lift are unknown', () => {
    expect(measureDetection([0], [0, 0])).toMatchObject({ precision: 0, recall: null, lift: null });
  });
});

describe('Wilson interval', () => {
  it.each([
    [0, 9000, 0, 0.00043],
    [22, 9000, 0.0016, 0.0037],
    [5, 100, 0.0215, 0.1118],
  ])('%i of %i', (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials)!;
    expect(interval[0]).toBeCloseTo(low, 4);
    expect(interval[1]).toBeCloseTo(high, 4);
  });
  it('is null without trials and ends at 1', () => {
    expect(wilsonInterval(0, 0)).toBeNull();
    expect(wilsonInterval(7, 7)![1]).toBe(1);
  });
});

it('histogram bins, with its ends', () => {
  expect(histogram([0, 0.5, 1, 1.5, 2], 0, 2, 4).counts).toEqual([1, 1, 1, 2]);
  expect(histogram([-1, 3], 0, 2, 2).counts).toEqual([1, 1]);
});

it('base64 there and back, and as Node writes it', () => {
  for (let length = 0; length < 9; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 97 + 200) & 255);
    expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
  }
  expect(() => decodeBase64('a-==')).toThrow(RangeError);
});

describe('random streams', () => {
  it('continue from a saved state, and forks do not advance their parent', () => {
    const rng = Rng.fromSeed(7);
    rng.uint32();
    const copy = Rng.fromState(rng.state());
    rng.fork('anything').uint32();
    expect([rng.uint32(), rng.uniform(), rng.below(10)]).toEqual([
      copy.uint32(),
      copy.uniform(),
      copy.below(10),
    ]);
  });
  it('forks by different labels differ', () => {
    const rng = Rng.fromSeed(7);
    const first = new Set(['a', 'b', 'c', 'epoch-1', 'epoch-2'].map((label) => rng.fork(label).uint32()));
    expect(first.size).toBe(5);
  });
  it('are uniform, normal and unbiased to the eye of a statistic', () => {
    const rng = Rng.fromSeed(1);
    const counts = new Array<number>(10).fill(0);
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < 20_000; i++) {
      counts[rng.below(10)]!++;
      const x = rng.normal();
      sum += x;
      squares += x * x;
    }
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
    expect(Math.abs(sum / 20_000)).toBeLessThan(0.03);
    expect(squares / 20_000).toBeCloseTo(1, 1);
  });
  it('a permutation holds everything once; a sample draws without replacement', () => {
    const rng = Rng.fromSeed(3);
    expect([...rng.permutation(50)].sort((a, b) => a - b)).toEqual([...Array(50).keys()]);
    expect(new Set(rng.sample([5, 6, 7, 8], 4)).size).toBe(4);
    expect(() => rng.sample([1], 2)).toThrow(RangeError);
  });
});
