/**
 * Detectors on a finished run: what they are, what each found, and their comparison on one dataset. `DetectionDocument`
 * is what `assay detect --json` prints and what a screen can show; all fractions are in 0..1, and whatever needs the
 * truth is null where nothing was planted.
 */
import type { OptionValue } from '../schema/fields.ts';
import type { CatalogEntry } from './catalog.ts';

/** Which end of a score is suspicious. */
export type SuspiciousEnd = 'low' | 'high';

/** What a detector works from: features of the samples, logits, or a score that only the run's own training can give. */
export type DetectorNeed = 'features' | 'logits' | 'stored score';

export interface DetectorEntry extends CatalogEntry {
  needs: DetectorNeed;
  score: { title: string; unit: string; suspicious: SuspiciousEnd };
  /** Scores of runs that it can take over instead of computing them, best first. */
  storedScores: readonly StoredScoreRule[];
}

/** Taken over only where the run's defense declares the same end of it suspicious. */
export interface StoredScoreRule {
  /** What a run calls the score. */
  metric: string;
  /** Values that options of the detector must have. */
  when: Readonly<Record<string, OptionValue>>;
}

/** Where the numbers came from. */
export type DetectionBasis =
  | {
      kind: 'network';
      /** The stage of the run after which the network was kept; `final` for the run's result. */
      stage: string;
      /** Fraction of training samples whose given label the network predicts. */
      agreement: number;
    }
  | { kind: 'stored score'; metric: string };

/** Number of a class's group in a column of groups; samples of classes that were not divided have 0. */
export type GroupNumber = 1 | 2;

/** How the suspicious one of a class's two groups was told; null: it was not. */
export type GroupRule = 'entropy' | 'size' | 'silhouette';

/** What a detector that works class by class made of one given label. */
export interface ClassFinding {
  label: number;
  /** Samples with this given label. */
  count: number;
  /** Samples of the two groups; null for a class that was not divided. */
  sizes: readonly [number, number] | null;
  /** Mean prediction entropy of the two groups, bits. */
  meanEntropies: readonly [number, number] | null;
  /** The group that is the suspicious one of the two, if any of them is; it says which, not whether. */
  suspicious: GroupNumber | null;
  decidedBy: GroupRule | null;
  /** Mean silhouette of the division, -1..1; null where the detector does not measure it. */
  silhouette: number | null;
  /** Lobe separation D along the class's main direction; null for a class that is too small or without spread. */
  separation: number | null;
  /** Whether the suspicious group is flagged. */
  isFlagged: boolean;
}

/** What is stored beside the scores of a detection; plain JSON. */
export interface DetectionDetails {
  basis: DetectionBasis;
  /** Sentences for people. */
  notes: readonly string[];
  /** By label; empty for a detector that does not look at classes. */
  classes: readonly ClassFinding[];
  /** Base64 of one byte a training sample: its group in its class. Null for a detector without groups. */
  groups: string | null;
}

/** One detector on one run, as it is stored. */
export interface Detection {
  runId: number;
  detector: string;
  detectorVersion: number;
  options: Readonly<Record<string, OptionValue>>;
  /** One value a training sample, finite. */
  score: Float32Array;
  /** One byte a training sample, 0 or 1. */
  flagged: Uint8Array;
  /** The score from which samples were flagged; null where that differs from class to class. */
  threshold: number | null;
  details: DetectionDetails;
  /** Its own work; a pass over the samples that several share is not in it. */
  seconds: number;
  createdAt: string;
}

/** What a score is worth against known poison. */
export type ScoreReading = 'ranks poison above clean' | 'no better than chance' | 'inverted' | 'constant';

export interface PrecisionAt {
  /** In words: `0.1 %`, `as many as were planted`. */
  what: string;
  /** The most suspicious samples that are looked at. */
  count: number;
  /** How many of them are planted; a fraction where equal scores straddle the edge. */
  hits: number;
  precision: number;
  /** 95 % Wilson interval. */
  interval: readonly [number, number];
}

/** Figures of a score where the truth is known. */
export interface ScoreTruth {
  auroc: number;
  averagePrecision: number;
  /** From (0,0) to (1,1), at most some 200 points. */
  roc: { falsePositiveRate: readonly number[]; truePositiveRate: readonly number[] };
  precisionAt: readonly PrecisionAt[];
  reading: ScoreReading;
}

/** Figures of a flagged set where the truth is known; null where the denominator is 0. */
export interface FlagTruth {
  truePositives: number;
  precision: number | null;
  precisionInterval: readonly [number, number] | null;
  recall: number | null;
  falsePositiveRate: number | null;
  /** Precision as a multiple of the poison rate. */
  lift: number | null;
}

/** How much of what is flagged has a label, beside how much of the dataset has it. */
export interface LabelShare {
  label: number;
  flagged: number;
  /** Of all that is flagged. */
  share: number;
  /** `share` as a multiple of the label's share in the dataset. */
  lift: number;
}

export interface DetectorFindings {
  detector: string;
  detectorVersion: number;
  title: string;
  options: Readonly<Record<string, OptionValue>>;
  score: DetectorEntry['score'];
  basis: DetectionBasis;
  /** Found in the workspace, not computed now. */
  isFoundAgain: boolean;
  seconds: number;
  createdAt: string;
  threshold: number | null;
  /** Indices of flagged samples, most suspicious first. */
  flagged: readonly number[];
  /** Every score is the same: it ranks nothing. */
  isConstant: boolean;
  flagTruth: FlagTruth | null;
  scoreTruth: ScoreTruth | null;
  /** Labels among the flagged samples, largest lift first. */
  labels: readonly LabelShare[];
  /** By label; empty for a detector that does not look at classes. */
  classes: readonly ClassFinding[];
  /** One number a training sample: 1 or 2, its group in its class; 0 where the class was not divided. Null without groups. */
  groups: readonly number[] | null;
  notes: readonly string[];
}

/** Two detectors beside each other. */
export interface DetectorPair {
  a: string;
  b: string;
  /** Samples flagged by both, and how many that would be if they had nothing to do with each other. */
  shared: number;
  sharedByChance: number;
  /** Flagged by both as a fraction of flagged by either; null where neither flags anything. */
  jaccard: number | null;
  /** Spearman's rank correlation of the scores, -1..1, both turned so that high is suspicious; null for a constant score. */
  spearman: number | null;
}

/**
 * Lobe separations D that count: clean classes stayed below the first in trials, and only poison reached the second. They
 * come from small experiments; they are no test with a known error.
 */
export const LOBE_SEPARATION = { some: 3.5, marked: 4 } as const;

/** What can be said of a given label as a whole; never that it is clean. */
export type Evidence = 'some' | 'none found' | 'not measured';

export interface ClassEvidence {
  label: number;
  className: string;
  count: number;
  separation: number | null;
  evidence: Evidence;
  /** Whether the separation lies beyond the value that only poison reached in trials; still nothing without a look. */
  isMarked: boolean;
}

export interface DetectionDocument {
  run: number;
  dataset: string;
  version: number;
  defense: string;
  arch: string;
  seed: number;
  samples: number;
  classes: readonly string[];
  /** Training samples that carry planted poison; null where the truth is not known. */
  planted: number | null;
  detectors: readonly DetectorFindings[];
  /** Detectors this run cannot have, and why. */
  leftOut: readonly { detector: string; reason: string }[];
  /** Each pair once. */
  pairs: readonly DetectorPair[];
  classEvidence: readonly ClassEvidence[];
  /** What the findings mean and what they do not, in sentences. */
  statements: readonly string[];
}
