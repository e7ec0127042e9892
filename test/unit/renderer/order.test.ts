import { describe, expect, it } from 'vitest';
import {
  byClass,
  byIndex,
  filterRanking,
  NO_FILTER,
  withTestSplit,
  type SampleColumns,
} from '../../../src-renderer/features/samples/order.ts';

/** Six training samples and two test samples. */
const columns: SampleColumns = {
  trainCount: 6,
  labels: Uint16Array.of(2, 0, 1, 0, 2, 1, 0, 1),
  verdicts: Uint8Array.of(0, 1, 2, 3, 0, 1, 0, 2),
  predicted: Float32Array.of(2, 0, 0, 0, 1, 1),
  flagged: Uint8Array.of(1, 1, 0, 0, 0, 0),
  isolated: Uint8Array.of(1, 0, 0, 0, 0, 0),
  labelled: Uint8Array.of(0, 0, 1, 1, 0, 0),
  suspects: Uint8Array.of(1, 1, 0, 0, 1, 0),
  parts: Float32Array.of(2, 1, 0, 0, 3, 0),
};
const all = byIndex(8);
const shown = (filter: Partial<typeof NO_FILTER>, ranking = all): number[] => [
  ...filterRanking(ranking, columns, { ...NO_FILTER, ...filter }),
];

describe('what a grid shows', () => {
  it('everything without a filter, in the order of the ranking', () => {
    expect(shown({})).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(shown({}, withTestSplit(Int32Array.of(5, 3, 1, 0, 2, 4), 8))).toEqual([5, 3, 1, 0, 2, 4, 6, 7]);
    expect(shown({}, byClass(columns.labels, 3))).toEqual([1, 3, 6, 2, 5, 7, 0, 4]);
  });

  it('by split, class, verdict, part and list, all at once', () => {
    expect(shown({ split: 'train' })).toEqual([0, 1, 2, 3, 4, 5]);
    expect(shown({ split: 'test' })).toEqual([6, 7]);
    expect(shown({ classes: [0, 2] })).toEqual([0, 1, 3, 4, 6]);
    expect(shown({ verdicts: ['none'] })).toEqual([0, 4, 6]);
    expect(shown({ verdicts: ['poison', 'unsure'] })).toEqual([1, 3, 5]);
    expect(shown({ partition: 'flagged' })).toEqual([0, 1]);
    expect(shown({ partition: 'unflagged' })).toEqual([2, 3, 4, 5]);
    expect(shown({ partition: 'isolated' })).toEqual([0]);
    expect(shown({ partition: 'labelled' })).toEqual([2, 3]);
    expect(shown({ partition: 'suspects' })).toEqual([0, 1, 4]);
    expect(shown({ partition: 'kept' })).toEqual([2, 3, 5]);
    expect(shown({ partition: 'trapped' })).toEqual([1]);
    expect(shown({ partition: 'relabelled' })).toEqual([0]);
    expect(shown({ partition: 'released' })).toEqual([4]);
    expect(shown({ isDisputed: true })).toEqual([2, 4]);
    expect(shown({ only: Int32Array.of(7, 3, 1) })).toEqual([1, 3, 7]);
    expect(shown({ classes: [0], verdicts: ['poison'], partition: 'flagged' })).toEqual([1]);
  });

  it('nothing of a part that the run does not have yet', () => {
    const early = { ...columns, flagged: null, isolated: null, predicted: null, parts: null };
    expect([...filterRanking(all, early, { ...NO_FILTER, partition: 'flagged' })]).toEqual([]);
    expect([...filterRanking(all, early, { ...NO_FILTER, partition: 'kept' })]).toEqual([]);
    expect([...filterRanking(all, early, { ...NO_FILTER, isDisputed: true })]).toEqual([]);
  });
});
