/** From what a run stored (scores, flags, labels, truth of a drill) to the figures of the report. Pure functions. */
import { histogram } from '../../../src-shared/math/histogram.ts';
import { orderBySuspicion } from '../../../src-shared/math/rank.ts';
import { auroc } from '../../../src-shared/math/roc.ts';
import { wilsonInterval } from '../../../src-shared/math/wilson.ts';
import type {
  Estimate,
  Proportion,
  ReportClassShare,
  ReportDetection,
  ReportEpochAgreement,
  ReportHistogram,
} from './report-data.ts';

/** `part` of `whole` with its 95 % Wilson interval; null when `whole` is 0. */
export function proportionOf(part: number, whole: number): Proportion | null {
  const interval = wilsonInterval(part, whole);
  return interval === null
    ? null
    : { part, whole, fraction: part / whole, low: interval[0], high: interval[1] };
}

/** A measured rate together with the number of samples it was measured on; null when either is missing. */
export function proportionOfRate(fraction: number | null, whole: number): Proportion | null {
  return fraction === null ? null : proportionOf(Math.round(fraction * whole), whole);
}

/** Flags and scores against the truth. `scores` and `mask` have one entry a training sample. */
export function detectionOf(
  flagged: ArrayLike<number>,
  scores: ArrayLike<number>,
  suspicious: 'low' | 'high',
  mask: Uint8Array,
): ReportDetection {
  const planted = countOnes(mask);
  const hits = hitsOf(flagged, mask);
  const direction = suspicious === 'low' ? -1 : 1;
  const area = auroc(
    Float64Array.from({ length: scores.length }, (_, i) => direction * scores[i]!),
    mask,
  );
  return {
    precision: proportionOf(hits, flagged.length),
    recall: proportionOf(hits, planted),
    auroc: area === null ? null : aurocEstimate(area, planted, mask.length - planted),
  };
}

/**
 * 95 % interval of an area under the ROC curve by the standard error of Hanley and McNeil (1982). At an area of exactly
 * 0 or 1 that error is 0 whatever the number of samples, so no interval is given there.
 */
export function aurocEstimate(area: number, positives: number, negatives: number): Estimate {
  const q1 = area / (2 - area);
  const q2 = (2 * area * area) / (1 + area);
  const variance =
    (area * (1 - area) + (positives - 1) * (q1 - area * area) + (negatives - 1) * (q2 - area * area)) /
    (positives * negatives);
  if (!(variance > 0)) return { value: area, low: null, high: null };
  const half = 1.959963984540054 * Math.sqrt(variance);
  return { value: area, low: Math.max(0, area - half), high: Math.min(1, area + half) };
}

/** A score this many times smaller than the largest is drawn at the left end of a logarithmic axis. */
const LOG_RANGE = 1e5;

/**
 * Scores of flagged, other and (in drills) planted samples in equal bins from the smallest to the largest score. The
 * scale is logarithmic where the flagged samples would otherwise crowd into the first bins at the low end.
 * `mask`: 1 = planted; null where the truth is not known. Scores are finite, and there is at least one.
 */
export function scoreHistogram(
  scores: ArrayLike<number>,
  flagged: ArrayLike<number>,
  mask: Uint8Array | null,
  bins = 48,
): ReportHistogram {
  const isFlagged = new Uint8Array(scores.length);
  for (let i = 0; i < flagged.length; i++) isFlagged[flagged[i]!] = 1;
  const [low, high] = rangeOf(scores, () => true);
  const [, highestFlagged] = rangeOf(scores, (i) => isFlagged[i] === 1);
  const isLog = low >= 0 && high > 0 && flagged.length > 0 && highestFlagged < 0.1 * high;
  const floor = isLog ? Math.max(low, high / LOG_RANGE) : low;
  const position = isLog ? (value: number) => Math.log10(Math.max(value, floor)) : (value: number) => value;
  const where = (keep: (index: number) => boolean): number[] => {
    const values: number[] = [];
    for (let i = 0; i < scores.length; i++) if (keep(i)) values.push(position(scores[i]!));
    return histogram(values, position(floor), position(high), bins).counts;
  };
  return {
    scale: isLog ? 'log' : 'linear',
    low: floor,
    high,
    flagged: where((i) => isFlagged[i] === 1),
    others: where((i) => isFlagged[i] === 0),
    planted: mask === null ? null : where((i) => mask[i] === 1),
  };
}

function rangeOf(scores: ArrayLike<number>, keep: (index: number) => boolean): [low: number, high: number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < scores.length; i++) {
    if (!keep(i)) continue;
    low = Math.min(low, scores[i]!);
    high = Math.max(high, scores[i]!);
  }
  return [low, high];
}

/**
 * What each epoch alone would have flagged: as many samples as the final set holds, the most suspicious of that epoch,
 * against the final set and, in drills, against the truth. `epochs`: scores of single epochs.
 */
export function epochAgreement(
  epochs: readonly { epoch: number; values: ArrayLike<number> }[],
  flagged: ArrayLike<number>,
  suspicious: 'low' | 'high',
  mask: Uint8Array | null,
): ReportEpochAgreement[] {
  const result: ReportEpochAgreement[] = [];
  for (const { epoch, values } of epochs) {
    const own = orderBySuspicion(values, suspicious).subarray(0, flagged.length);
    const agreement = proportionOf(sharedCount(own, flagged), flagged.length);
    if (agreement === null) continue;
    const precision = mask === null ? null : proportionOf(hitsOf(own, mask), own.length);
    result.push({ epoch, agreement, precision });
  }
  return result.sort((a, b) => a.epoch - b.epoch);
}

/** Every class, most over-represented among the flagged first. `labels`: one class id a training sample. */
export function classShares(
  labels: ArrayLike<number>,
  flagged: ArrayLike<number>,
  classes: readonly string[],
): ReportClassShare[] {
  const inData = new Int32Array(classes.length);
  const inFlagged = new Int32Array(classes.length);
  for (let i = 0; i < labels.length; i++) inData[labels[i]!]!++;
  for (let i = 0; i < flagged.length; i++) inFlagged[labels[flagged[i]!]!]!++;
  const shares: ReportClassShare[] = [];
  classes.forEach((name, label) => {
    const data = proportionOf(inData[label]!, labels.length);
    const ofFlagged = proportionOf(inFlagged[label]!, flagged.length);
    if (data === null || ofFlagged === null) return;
    const lift = data.fraction === 0 ? null : ofFlagged.fraction / data.fraction;
    shares.push({ name, flagged: ofFlagged, data, lift });
  });
  return shares.sort((a, b) => (b.lift ?? 0) - (a.lift ?? 0));
}

/** Samples that are in both lists. */
export function sharedCount(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const inB = new Set(Array.from(b));
  return Array.from(a).reduce((sum, index) => sum + (inB.has(index) ? 1 : 0), 0);
}

function hitsOf(flagged: ArrayLike<number>, mask: Uint8Array): number {
  return Array.from(flagged).reduce((sum, index) => sum + (mask[index] === 1 ? 1 : 0), 0);
}

function countOnes(mask: Uint8Array): number {
  return mask.reduce((sum, value) => sum + value, 0);
}
