/**
 * How good and how alike detectors are on one dataset. What needs the truth is asked with it and only where poison was
 * planted; the rest exists for every dataset.
 */
import { statement, type Statement } from '../../src-shared/domain/assessment-words.ts';
import {
  LOBE_SEPARATION,
  type ClassEvidence,
  type ClassFinding,
  type Detection,
  type DetectorPair,
  type FlagTruth,
  type LabelShare,
  type PrecisionAt,
  type ScoreReading,
  type ScoreTruth,
  type SuspiciousEnd,
} from '../../src-shared/domain/detection.ts';
import { measureDetection } from '../../src-shared/math/detection.ts';
import { countLabels } from '../../src-shared/math/label-counts.ts';
import { orderBySuspicion } from '../../src-shared/math/rank.ts';
import { auroc, averagePrecision } from '../../src-shared/math/roc.ts';
import { hitsAmongTop, rocPoints } from '../../src-shared/math/roc-points.ts';
import { midRanks, rankCorrelation } from '../../src-shared/math/spearman.ts';
import { wilsonInterval } from '../../src-shared/math/wilson.ts';

/** A detection with the end of its score that is suspicious. */
export interface Oriented {
  detector: string;
  /** Turned so that high is suspicious. */
  score: Float32Array;
  flagged: Uint8Array;
}

export function orient(
  { detector, score, flagged }: Pick<Detection, 'detector' | 'score' | 'flagged'>,
  suspicious: SuspiciousEnd,
): Oriented {
  return { detector, score: suspicious === 'high' ? score : score.map((value) => -value), flagged };
}

export function isConstant(score: Float32Array): boolean {
  return score.every((value) => value === score[0]);
}

/** Flagged samples, most suspicious first, ties by index. */
export function flaggedInOrder({ score, flagged }: Oriented): number[] {
  return [...orderBySuspicion(score, 'high').filter((index) => flagged[index] === 1)];
}

const SHARES: readonly [what: string, share: number][] = [
  ['0.1 %', 0.001],
  ['1 %', 0.01],
  ['5 %', 0.05],
  ['10 %', 0.1],
];

/** How far an AUROC must be from a half, at least, and in standard errors of a score that says nothing. */
const LEAST_DISTANCE = 0.05;
const STANDARD_ERRORS = 4;

/** `mask`: one byte a sample, 1 = planted. Null unless some samples are planted and some are not. */
export function measureScore({ score }: Pick<Oriented, 'score'>, mask: Uint8Array): ScoreTruth | null {
  const area = auroc(score, mask);
  const average = averagePrecision(score, mask);
  const roc = rocPoints(score, mask);
  if (area === null || average === null || roc === null) return null;
  const planted = mask.reduce((sum, bit) => sum + bit, 0);
  const sizes: [string, number][] = SHARES.map(([what, share]) => [
    what,
    Math.max(1, Math.round(share * mask.length)),
  ]);
  return {
    auroc: area,
    averagePrecision: average,
    roc,
    precisionAt: [...sizes, ['as many as were planted', planted] as const].map(([what, count]) =>
      precisionAt(score, mask, what, count),
    ),
    reading: readScore(score, area, planted),
  };
}

function precisionAt(score: Float32Array, mask: Uint8Array, what: string, count: number): PrecisionAt {
  const hits = hitsAmongTop(score, mask, count);
  return { what, count, hits, precision: hits / count, interval: wilsonInterval(hits, count) ?? [0, 1] };
}

/**
 * Whether a score separates at all: one that says nothing has an AUROC within a few standard errors of a half (Mann and
 * Whitney's, under no difference).
 */
function readScore(score: Float32Array, area: number, planted: number): ScoreReading {
  if (isConstant(score)) return 'constant';
  const total = score.length;
  const error = Math.sqrt((total + 1) / (12 * planted * (total - planted)));
  const distance = Math.max(LEAST_DISTANCE, STANDARD_ERRORS * error);
  if (area >= 0.5 + distance) return 'ranks poison above clean';
  return area <= 0.5 - distance ? 'inverted' : 'no better than chance';
}

export function measureFlagged({ flagged }: Pick<Oriented, 'flagged'>, mask: Uint8Array): FlagTruth {
  const indices = [...flagged.keys()].filter((index) => flagged[index] === 1);
  const { truePositives, precision, recall, falsePositiveRate, lift } = measureDetection(indices, mask);
  const precisionInterval = wilsonInterval(truePositives, indices.length);
  return { truePositives, precision, precisionInterval, recall, falsePositiveRate, lift };
}

/** Labels among the flagged samples, largest lift first, of equals by label; labels nobody has flagged are left out. */
export function labelShares(
  { flagged }: Pick<Oriented, 'flagged'>,
  labels: Int32Array,
  classes: number,
): LabelShare[] {
  const sizes = new Float64Array(classes);
  const counts = new Float64Array(classes);
  labels.forEach((label, index) => {
    sizes[label]!++;
    counts[label]! += flagged[index]!;
  });
  const total = counts.reduce((sum, count) => sum + count, 0);
  return [...counts.keys()]
    .filter((label) => counts[label]! > 0)
    .map((label) => {
      const share = counts[label]! / total;
      return { label, flagged: counts[label]!, share, lift: share / (sizes[label]! / labels.length) };
    })
    .sort((a, b) => b.lift - a.lift || a.label - b.label);
}

/** Each pair once, in the order of the list. */
export function comparePairs(all: readonly Oriented[]): DetectorPair[] {
  const ranks = all.map(({ score }) => midRanks(score));
  return all.flatMap((a, i) =>
    all.slice(i + 1).map((b, j) => {
      const [ofA, ofB] = [sumOf(a.flagged), sumOf(b.flagged)];
      const shared = a.flagged.reduce((sum, bit, index) => sum + (bit & b.flagged[index]!), 0);
      const either = ofA + ofB - shared;
      return {
        ...{ a: a.detector, b: b.detector, shared },
        sharedByChance: (ofA * ofB) / a.flagged.length,
        jaccard: either === 0 ? null : shared / either,
        spearman: rankCorrelation(ranks[i]!, ranks[i + 1 + j]!),
      };
    }),
  );
}

function sumOf(bits: Uint8Array): number {
  return bits.reduce((sum, bit) => sum + bit, 0);
}

/** By label. `findings`: of any detector that divided classes; empty where none ran. */
export function classEvidence(
  findings: readonly ClassFinding[],
  labels: Int32Array,
  classes: readonly string[],
): ClassEvidence[] {
  const counts = countLabels(labels, classes.length);
  return classes.map((className, label) => {
    const separation = findings.find((finding) => finding.label === label)?.separation ?? null;
    const evidence =
      separation === null ? 'not measured' : separation > LOBE_SEPARATION.some ? 'some' : 'none found';
    const isMarked = separation !== null && separation > LOBE_SEPARATION.marked;
    return { label, className, count: counts[label]!, separation, evidence, isMarked };
  });
}

/**
 * What may be said of the dataset from class evidence: never more than "some", and in the words of an assessment, which
 * says more from all runs.
 */
export function sayOfClasses(
  evidence: readonly ClassEvidence[],
  planted: number | null,
  flaggedAnything: boolean,
): Statement[] {
  const some = evidence.filter((one) => one.evidence === 'some');
  const name = ({ className, separation, isMarked }: ClassEvidence): Statement =>
    statement(isMarked ? 'separationLabelMarked' : 'separationLabel', {
      name: className,
      d: separation ?? 0,
    });
  const isMeasured = evidence.some(({ separation }) => separation !== null);
  return [
    some.length > 0
      ? statement('separationSome', { labels: some.map(name) })
      : statement(isMeasured ? 'separationNone' : 'separationNotMeasured'),
    statement('missed'),
    ...(flaggedAnything ? [statement('flaggedIsNotProven')] : []),
    ...(planted === null ? [statement('truthUnknown')] : []),
  ];
}

/** The same in English. */
export function statementsOf(...about: Parameters<typeof sayOfClasses>): string[] {
  return sayOfClasses(...about).map(({ text }) => text);
}
