/** Which samples a grid shows, and in which order. Pure: the same columns and choices give the same list. */
import type { VerdictValue } from '../../../src-shared/domain/score.ts';
import { VERDICT_CODES } from '../../../src-shared/domain/score.ts';

/** By the threshold, by the subsets the run worked with, or by the parts it put samples into. */
export type Partition = 'all' | 'flagged' | 'unflagged' | 'isolated' | 'suspects' | 'labelled' | RunPart;

/** Parts as the score `partition` codes them. */
export const RUN_PARTS = ['kept', 'trapped', 'relabelled', 'released'] as const;
export type RunPart = (typeof RUN_PARTS)[number];

export interface SampleFilter {
  split: 'all' | 'train' | 'test';
  /** Empty: all. */
  classes: readonly number[];
  /** Empty: all. */
  verdicts: readonly (VerdictValue | 'none')[];
  partition: Partition;
  /** Predicted as another class than the label says. */
  isDisputed: boolean;
  /** Only these, when given: found by name, drawn for a check, lassoed. */
  only: Int32Array | null;
}

export const NO_FILTER: SampleFilter = {
  split: 'all',
  classes: [],
  verdicts: [],
  partition: 'all',
  isDisputed: false,
  only: null,
};

export interface SampleColumns {
  trainCount: number;
  labels: Uint16Array;
  verdicts: Uint8Array;
  /** Per training sample; null without a run that has it. */
  predicted: Float32Array | null;
  /** One byte a training sample; null while nothing is flagged. */
  flagged: Uint8Array | null;
  isolated: Uint8Array | null;
  labelled: Uint8Array | null;
  /** One byte a training sample; null where the run knows no suspects. */
  suspects: Uint8Array | null;
  /** Places in `RUN_PARTS`, one a training sample; null where the run has no such parts. */
  parts: Float32Array | null;
}

/** All samples in the sort order asked for; training samples without a rank (the test split) come last. */
export type Ranking = Int32Array;

export function byIndex(total: number): Ranking {
  return Int32Array.from({ length: total }, (_, i) => i);
}

/** Classes in their order, within each by index. */
export function byClass(labels: Uint16Array, classes: number): Ranking {
  const starts = new Uint32Array(classes + 1);
  for (const label of labels) starts[label + 1]!++;
  for (let label = 0; label < classes; label++) starts[label + 1]! += starts[label]!;
  const ranking = new Int32Array(labels.length);
  labels.forEach((label, index) => (ranking[starts[label]!++] = index));
  return ranking;
}

/** Continues a ranking of the training samples with the test samples by index. */
export function withTestSplit(trainRanking: Int32Array, total: number): Ranking {
  const ranking = new Int32Array(total);
  ranking.set(trainRanking);
  for (let index = trainRanking.length; index < total; index++) ranking[index] = index;
  return ranking;
}

export function filterRanking(ranking: Ranking, columns: SampleColumns, filter: SampleFilter): Int32Array {
  const { trainCount, labels, verdicts, predicted } = columns;
  const classIsShown = maskOf(filter.classes, 65_536);
  const verdictIsShown = maskOf(
    filter.verdicts.map((value) => VERDICT_CODES[value]),
    4,
  );
  const subset = subsetOf(columns, filter.partition);
  const wanted = filter.only === null ? null : maskOf(filter.only, labels.length);
  const shown = new Int32Array(ranking.length);
  let count = 0;
  for (const index of ranking) {
    if (wanted !== null && wanted[index] === 0) continue;
    const isTrain = index < trainCount;
    if (filter.split !== 'all' && (filter.split === 'train') !== isTrain) continue;
    if (classIsShown !== null && classIsShown[labels[index]!] === 0) continue;
    if (verdictIsShown !== null && verdictIsShown[verdicts[index]!] === 0) continue;
    if (subset !== null && (!isTrain || subset.mask[index] !== subset.value)) continue;
    if (filter.isDisputed && (!isTrain || predicted === null || predicted[index] === labels[index])) continue;
    shown[count++] = index;
  }
  return shown.slice(0, count);
}

/** Null for an empty list, which means all. */
function maskOf(list: ArrayLike<number>, size: number): Uint8Array | null {
  if (list.length === 0) return null;
  const mask = new Uint8Array(size);
  for (let i = 0; i < list.length; i++) mask[list[i]!] = 1;
  return mask;
}

function subsetOf(
  columns: SampleColumns,
  partition: SampleFilter['partition'],
): { mask: ArrayLike<number>; value: number } | null {
  const none = new Uint8Array(columns.trainCount);
  switch (partition) {
    case 'all':
      return null;
    case 'flagged':
      return { mask: columns.flagged ?? none, value: 1 };
    case 'unflagged':
      return { mask: columns.flagged ?? none, value: 0 };
    case 'isolated':
      return { mask: columns.isolated ?? none, value: 1 };
    case 'labelled':
      return { mask: columns.labelled ?? none, value: 1 };
    case 'suspects':
      return { mask: columns.suspects ?? none, value: 1 };
    case 'kept':
    case 'trapped':
    case 'relabelled':
    case 'released':
      return columns.parts === null
        ? { mask: none, value: 1 }
        : { mask: columns.parts, value: RUN_PARTS.indexOf(partition) };
  }
}
