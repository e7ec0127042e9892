/** What the Detectors screen works out from the columns of detections. Pure: the same columns give the same lists. */
import { isOverRepresented } from '../../../src-shared/domain/assessment.ts';
import type {
  ClassFinding,
  DetectorPair,
  LabelShare,
  SuspiciousEnd,
} from '../../../src-shared/domain/detection.ts';
import { orderBySuspicion } from '../../../src-shared/math/rank.ts';
import type { OptionValue } from '../../../src-shared/schema/fields.ts';

type Options = Readonly<Record<string, OptionValue>>;

export function sameOptions(a: Options, b: Options): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/** The options that are not the defaults. */
export function changedOptions(options: Options, defaults: Options): [name: string, value: OptionValue][] {
  return Object.entries(options).filter(([name, value]) => value !== defaults[name]);
}

/** One detection's columns, one entry a training sample. */
export interface DetectionColumns {
  flags: Uint8Array;
  score: Float32Array;
  suspicious: SuspiciousEnd;
}

/** Samples with a name, as a screen offers them. */
export interface SampleSet {
  id: string;
  title: string;
  indices: Int32Array;
}

/** What two detectors flagged, most suspicious first: by the first one's score, what only the second flagged by its. */
export interface SharedFlags {
  both: Int32Array;
  onlyA: Int32Array;
  onlyB: Int32Array;
}

export function splitFlags(a: DetectionColumns, b: DetectionColumns): SharedFlags {
  const byA = orderBySuspicion(a.score, a.suspicious);
  const byB = orderBySuspicion(b.score, b.suspicious);
  return {
    both: byA.filter((index) => a.flags[index] === 1 && b.flags[index] === 1),
    onlyA: byA.filter((index) => a.flags[index] === 1 && b.flags[index] === 0),
    onlyB: byB.filter((index) => a.flags[index] === 0 && b.flags[index] === 1),
  };
}

/** All that a detector flagged, most suspicious first. */
export function flaggedOf({ flags, score, suspicious }: DetectionColumns): Int32Array {
  return orderBySuspicion(score, suspicious).filter((index) => flags[index] === 1);
}

/** The samples of the two groups of a class, most suspicious first. */
export function wallsOf(
  groups: Uint8Array,
  labels: ArrayLike<number>,
  score: Float32Array,
  suspicious: SuspiciousEnd,
  label: number,
): readonly [Int32Array, Int32Array] {
  const ofClass = orderBySuspicion(score, suspicious).filter((index) => labels[index] === label);
  return [ofClass.filter((index) => groups[index] === 1), ofClass.filter((index) => groups[index] === 2)];
}

/**
 * Classes that were divided, those first whose groups lie furthest apart: what a person should look at first, whether it
 * was flagged or not.
 */
export function dividedClasses(findings: readonly ClassFinding[]): ClassFinding[] {
  return findings
    .filter(({ sizes }) => sizes !== null)
    .toSorted((a, b) => (b.separation ?? -1) - (a.separation ?? -1) || a.label - b.label);
}

/**
 * Labels with at least twice their share of the dataset among the flagged, and more of them than chance explains: the
 * 95 % interval of their share lies above the dataset's.
 */
export function overRepresented(labels: readonly LabelShare[]): LabelShare[] {
  const total = labels.reduce((sum, { flagged }) => sum + flagged, 0);
  return labels.filter(({ flagged, share, lift }) => isOverRepresented(flagged, total, share / lift));
}

/** The pair of two detectors, whichever way round it is stored. */
export function pairOf(pairs: readonly DetectorPair[], a: string, b: string): DetectorPair | null {
  return pairs.find((pair) => (pair.a === a && pair.b === b) || (pair.a === b && pair.b === a)) ?? null;
}
