/**
 * Figures that an assessment rests on and that are no evidence by themselves: which labels lead in a ranking and at its
 * other end, which are over-represented among the flagged, and how far runs and detectors agree. Pure functions.
 */
import {
  CONFIRMED_BY,
  isOverRepresented,
  TOP_SHARE,
  type Agreement,
  type LabelEnrichment,
  type TailLabel,
} from '../../src-shared/domain/assessment.ts';
import type { ClassFinding } from '../../src-shared/domain/detection.ts';
import { countLabels, mostFrequent } from '../../src-shared/math/label-counts.ts';
import type { AssessmentFacts, DetectionFacts, RunFacts } from './assessment-facts.ts';

/** The modal label of the first samples of an order; null where there is no sample. */
export function modalLabel(
  order: Int32Array,
  labels: Int32Array,
  classes: readonly string[],
): TailLabel | null {
  const looked = Math.min(order.length, Math.max(1, Math.round(TOP_SHARE * labels.length)));
  const counts = countLabels(labels, classes.length, order.subarray(0, looked));
  const label = mostFrequent(counts);
  if (label === null) return null;
  const share = counts[label]! / looked;
  const ofData = countLabels(labels, classes.length)[label]! / labels.length;
  return { label, className: classes[label] ?? String(label), share, lift: share / ofData };
}

/**
 * Every label's share of what runs flagged, the mean over runs, largest lift first. A label counts as over-represented
 * where all flagged samples together show it beyond chance and at twice its share.
 */
export function enrichmentOf({ runs, labels, classes }: AssessmentFacts): LabelEnrichment[] {
  const flagging = runs.filter(({ flagged }) => flagged.length > 0);
  if (flagging.length === 0) return [];
  const sizes = countLabels(labels, classes.length);
  const perRun = flagging.map(({ flagged }) => ({
    counts: countLabels(labels, classes.length, flagged),
    total: flagged.length,
  }));
  return classes
    .map((className, label) => {
      const shares = perRun.map(({ counts, total }) => counts[label]! / total);
      const share = shares.reduce((sum, one) => sum + one, 0) / shares.length;
      const ofData = sizes[label]! / labels.length;
      // Runs flag overlapping sets: as one sample of their mean size, not as many.
      const total = Math.round(perRun.reduce((sum, one) => sum + one.total, 0) / perRun.length);
      const lift = ofData === 0 ? 0 : share / ofData;
      const isOver = isOverRepresented(Math.round(share * total), total, ofData);
      return { label, className, share, lift, isOverRepresented: isOver };
    })
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.lift - a.lift || a.label - b.label);
}

/** Methods that rank by how fast a sample is learned. */
const BY_FEATURES = ['none', 'ac', 'ss'];
/** Pairs of more sets than this say nothing new. */
const MOST_SETS = 8;

interface FlaggedSet {
  name: string;
  method: string;
  seed: number;
  run: number;
  mask: Uint8Array;
  count: number;
}

/**
 * Pairs of flagged sets: of runs with each other, and of detections with runs and detections of the same run. The newest
 * come first.
 */
export function agreementsOf(facts: AssessmentFacts): Agreement[] {
  const sets = flaggedSets(facts);
  return sets.flatMap((a, i) =>
    sets.slice(i + 1).flatMap((b): Agreement[] => {
      const kind = a.method === b.method ? 'seeds' : 'methods';
      if (kind === 'seeds' && a.seed === b.seed) return [];
      if (kind === 'methods' && a.run !== b.run && (isDetector(a) || isDetector(b))) return [];
      let shared = 0;
      for (let index = 0; index < a.mask.length; index++) shared += a.mask[index]! & b.mask[index]!;
      const both = a.count + b.count;
      const sharedByChance = (a.count * b.count) / a.mask.length;
      return [
        {
          ...{ kind, a: a.name, b: b.name, shared, sharedByChance },
          jaccard: both === 0 ? null : shared / (both - shared),
          jaccardByChance: both === 0 ? 0 : sharedByChance / (both - sharedByChance),
          isSameGround: !BY_FEATURES.includes(a.method) && !BY_FEATURES.includes(b.method),
        },
      ];
    }),
  );
}

function isDetector({ name, method }: FlaggedSet): boolean {
  return name.startsWith(`${method} on`);
}

function flaggedSets({ runs, detections, labels }: AssessmentFacts): FlaggedSet[] {
  const ofRuns = runs.map((run) => ({
    ...{ name: nameOfRun(run), method: run.defense, seed: run.seed, run: run.run },
    mask: maskOf(run.flagged, labels.length),
    count: run.flagged.length,
  }));
  const ofDetections = detections.map((one) => ({
    ...{ name: nameOfDetection(one), method: one.detector, seed: one.seed, run: one.run },
    mask: one.flagged,
    count: one.flagged.reduce((sum, bit) => sum + bit, 0),
  }));
  // What flags nothing agrees with nothing.
  return [ofRuns, ofDetections].flatMap((sets) => sets.filter(({ count }) => count > 0).slice(0, MOST_SETS));
}

export function nameOfRun({ defense, run, seed }: RunFacts): string {
  return `${defense} (run ${run}, seed ${seed})`;
}

export function nameOfDetection({ detector, run, seed }: DetectionFacts): string {
  return `${detector} on run ${run} (seed ${seed})`;
}

function maskOf(indices: Int32Array, samples: number): Uint8Array {
  const mask = new Uint8Array(samples);
  for (const index of indices) mask[index] = 1;
  return mask;
}

/** The group of a class that is looked at: the suspicious one, else the smaller one; null where it was not divided. */
export function watchedGroup({ sizes, suspicious }: ClassFinding): 1 | 2 | null {
  if (sizes === null) return null;
  return suspicious ?? (sizes[0] < sizes[1] ? 1 : 2);
}

/** Whether a person's verdicts on a suspicious group say that there is something to see. */
export function isConfirmed({ poison, clean }: { poison: number; clean: number }): boolean {
  const judged = poison + clean;
  return judged >= CONFIRMED_BY.fewest && poison > CONFIRMED_BY.share * judged;
}
