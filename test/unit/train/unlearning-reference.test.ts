/** By which samples unlearning sees what it damages. */
import { describe, expect, it } from 'vitest';
import { unlearningReference } from '../../../src-main/train/defenses/unlearning-reference.ts';
import { countLabels, mostFrequent } from '../../../src-shared/math/label-counts.ts';
import { Rng } from '../../../src-shared/math/rng.ts';

describe('the reference of unlearning', () => {
  // 200 samples of each of 5 classes; isolated are ten of class 2 and two of class 4.
  const labels = Int32Array.from({ length: 1000 }, (_, i) => i % 5);
  const isolated = Int32Array.from([...Array.from({ length: 10 }, (_, i) => 5 * i + 2), 4, 9]);
  const drawn = unlearningReference(labels, 5, isolated, Rng.fromSeed(1));

  it('is a tenth of all samples, each once', () => {
    expect(drawn).toHaveLength(100);
    expect(new Set(drawn).size).toBe(100);
  });

  it('has no sample of the label that is unlearned and no isolated one, but the other labels', () => {
    const found = new Set([...drawn].map((index) => labels[index]));
    expect([...found].sort()).toEqual([0, 1, 3, 4]);
    expect([...drawn].filter((index) => isolated.includes(index))).toEqual([]);
  });

  it('is drawn by its stream', () => {
    expect(unlearningReference(labels, 5, isolated, Rng.fromSeed(1))).toEqual(drawn);
    expect(unlearningReference(labels, 5, isolated, Rng.fromSeed(2))).not.toEqual(drawn);
  });

  it('takes what there is of a small dataset', () => {
    const few = unlearningReference(Int32Array.of(0, 0, 0, 1), 2, Int32Array.of(0), Rng.fromSeed(1));
    expect([...few]).toEqual([3]);
  });
});

describe('counting labels', () => {
  it('counts all, or some', () => {
    expect([...countLabels(Int32Array.of(2, 0, 2), 4)]).toEqual([1, 0, 2, 0]);
    expect([...countLabels(Int32Array.of(2, 0, 2), 4, [0, 1])]).toEqual([1, 0, 1, 0]);
  });

  it('names the smallest of equals, and none of nothing', () => {
    expect(mostFrequent(Float64Array.of(0, 3, 3))).toBe(1);
    expect(mostFrequent(new Float64Array(3))).toBeNull();
  });
});
