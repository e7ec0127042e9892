/** What the Detectors screen works out from columns: sets of two detectors, walls of a class, labels that lead. */
import { describe, expect, it } from 'vitest';
import {
  changedOptions,
  dividedClasses,
  flaggedOf,
  overRepresented,
  pairOf,
  sameOptions,
  splitFlags,
  wallsOf,
} from '../../../src-renderer/features/detectors/figures.ts';
import type { ClassFinding } from '../../../src-shared/domain/detection.ts';

const a = {
  flags: Uint8Array.of(1, 0, 1, 1, 0),
  score: Float32Array.of(0.1, 0.9, 0.3, 0.2, 0.8),
  suspicious: 'low',
} as const;
const b = {
  flags: Uint8Array.of(0, 1, 1, 1, 1),
  score: Float32Array.of(1, 7, 9, 5, 8),
  suspicious: 'high',
} as const;

describe('sets of two detectors', () => {
  it('are apart, and most suspicious first by the score of the one that flagged', () => {
    const { both, onlyA, onlyB } = splitFlags(a, b);
    expect([...both]).toEqual([3, 2]);
    expect([...onlyA]).toEqual([0]);
    expect([...onlyB]).toEqual([4, 1]);
    expect([...flaggedOf(b)]).toEqual([2, 4, 1, 3]);
  });

  it('a pair is found either way round', () => {
    const pair = { a: 'ac', b: 'ss', shared: 1, sharedByChance: 1, jaccard: 1, spearman: 1 };
    expect(pairOf([pair], 'ss', 'ac')).toBe(pair);
    expect(pairOf([pair], 'ac', 'tlm')).toBeNull();
  });
});

describe('walls of a class', () => {
  it('hold its samples by group, most suspicious first; test samples and other classes stay out', () => {
    const groups = Uint8Array.of(1, 2, 2, 1, 0);
    // One label more than there are training samples: the test split follows.
    const labels = Uint16Array.of(3, 3, 3, 3, 3, 3);
    const walls = wallsOf(groups, labels, Float32Array.of(1, 2, 9, 4, 5), 'high', 3);
    expect(walls.map((wall) => [...wall])).toEqual([
      [3, 0],
      [2, 1],
    ]);
    expect(wallsOf(groups, labels, b.score, 'high', 4).map(({ length }) => length)).toEqual([0, 0]);
  });

  it('the classes that lie furthest apart come first, those that were not divided not at all', () => {
    const finding = (label: number, separation: number | null, isDivided = true): ClassFinding => ({
      ...{ label, count: 30, separation, meanEntropies: null, suspicious: null, decidedBy: null },
      ...{ silhouette: null, isFlagged: false, sizes: isDivided ? ([10, 20] as const) : null },
    });
    const order = dividedClasses([finding(0, 2), finding(1, 5), finding(2, 9, false), finding(3, null)]);
    expect(order.map(({ label }) => label)).toEqual([1, 0, 3]);
  });
});

describe('labels that lead', () => {
  it('need twice their share and more than chance explains', () => {
    const label = (flagged: number, lift: number, total: number, id: number) => ({
      ...{ label: id, flagged, share: flagged / total, lift },
    });
    // 80 of 100 at a tenth of the dataset; 15 at a tenth: not twice; 5 at 1 %: five times, but [2 %, 11 %].
    const many = [label(80, 8, 100, 0), label(5, 5, 100, 2), label(15, 1.5, 100, 1)];
    expect(overRepresented(many).map(({ label: id }) => id)).toEqual([0, 2]);
    // 2 of 10 at a tenth of the dataset is twice its share, and chance gives that often.
    expect(overRepresented([label(2, 2, 10, 0), label(8, 8 / 9, 10, 1)])).toEqual([]);
    expect(overRepresented([])).toEqual([]);
  });
});

describe('options', () => {
  it('are the same by name and value, whatever their order', () => {
    expect(sameOptions({ a: 1, b: true }, { b: true, a: 1 })).toBe(true);
    expect(sameOptions({ a: 1 }, { a: 2 })).toBe(false);
    expect(sameOptions({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect(changedOptions({ a: 1, b: 'x' }, { a: 1, b: 'y' })).toEqual([['b', 'x']]);
  });
});
