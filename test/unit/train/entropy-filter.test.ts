import { describe, expect, it } from 'vitest';
import { filterByEntropy } from '../../../src-main/train/defenses/dlp/entropy-filter.ts';

const options = { isolationFraction: 0.2, cleanFraction: 0.5, cleanQuota: 'proportional' } as const;

describe('entropy filter', () => {
  it('isolates the lowest entropies and keeps the highest of each class', () => {
    const entropy = [0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.4, 0.6, 0.5, 0.55];
    const labels = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1, 1, 1);
    const { isolated, clean } = filterByEntropy(entropy, new Float32Array(10), labels, 2, options);
    expect([...isolated]).toEqual([0, 2]);
    expect([...clean]).toEqual([1, 3, 5, 7, 9]);
  });

  it('ties: the larger margin first, then the smaller index', () => {
    const { isolated } = filterByEntropy([0, 0, 0, 1, 1], [1, 3, 3, 0, 0], new Int32Array(5), 1, {
      ...options,
      isolationFraction: 0.4,
    });
    expect([...isolated]).toEqual([1, 2]);
  });

  it('never puts a sample into both sets, and takes at least one for each', () => {
    const { isolated, clean } = filterByEntropy([0.1, 0.5, 0.3], [0, 0, 0], Int32Array.of(0, 1, 1), 2, {
      isolationFraction: 0.0001,
      cleanFraction: 0.0001,
      cleanQuota: 'proportional',
    });
    expect([...isolated]).toEqual([0]);
    // The only sample of class 0 is isolated already.
    expect([...clean]).toEqual([1]);
  });

  it('equal quotas take as many from a small class as from a large one', () => {
    const labels = Int32Array.from({ length: 100 }, (_, i) => (i < 80 ? 0 : 1));
    const entropy = Float32Array.from({ length: 100 }, (_, i) => i / 100);
    const chosen = { isolationFraction: 0.01, cleanFraction: 0.1 };
    const count = (quota: 'proportional' | 'equal', label: number): number =>
      filterByEntropy(entropy, entropy, labels, 2, { ...chosen, cleanQuota: quota }).clean.filter(
        (index) => labels[index] === label,
      ).length;
    expect([count('proportional', 0), count('proportional', 1)]).toEqual([8, 2]);
    expect([count('equal', 0), count('equal', 1)]).toEqual([5, 5]);
  });

  it('a person outranks the scores: poison is isolated first, clean never, and each keeps out of the other set', () => {
    const entropy = [0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.4, 0.6, 0.5, 0.55];
    const labels = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1, 1, 1);
    // 9 would be trusted, 0 would be isolated.
    const judged = { poison: [9], clean: [0] };
    const { isolated, clean } = filterByEntropy(entropy, new Float32Array(10), labels, 2, options, judged);
    expect([...isolated]).toEqual([9, 2]);
    expect([...clean]).toEqual([0, 1, 5, 7, 8]);
  });

  it('more judged poison than would be isolated: all of it is, and nothing else', () => {
    const entropy = Float32Array.from({ length: 10 }, (_, i) => i / 10);
    const judged = { poison: [3, 7, 8], clean: [] };
    const { isolated } = filterByEntropy(entropy, entropy, new Int32Array(10), 1, options, judged);
    expect([...isolated]).toEqual([3, 7, 8]);
  });

  it('neither isolated nor trusted, and not among the fifth of lowest entropy: plausible', () => {
    const entropy = Float32Array.from({ length: 20 }, (_, i) => i / 20);
    const { isolated, clean, plausible } = filterByEntropy(entropy, entropy, new Int32Array(20), 1, {
      isolationFraction: 0.1,
      cleanFraction: 0.25,
      cleanQuota: 'proportional',
    });
    expect([...isolated]).toEqual([0, 1]);
    expect([...clean]).toEqual([19, 18, 17, 16, 15]);
    expect([...plausible]).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
  });
});
