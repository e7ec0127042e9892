/**
 * Everything the audit report tells, as plain JSON-able data. `report.html` is rendered from this alone, so a stranger
 * who has `report.json` has all of it. Fractions in 0..1, times in seconds, `null` where a thing is not known or cannot
 * be measured; never a made-up value.
 */
import type { AssessmentDocument } from '../../../src-shared/domain/assessment.ts';
import type { ImageShape, Modality, Rejection, Split } from '../../../src-shared/domain/dataset.ts';
import type { Execution, StageResult, TimelinePoint } from '../../../src-shared/domain/run.ts';
import type { ScoreMetric, VerdictValue } from '../../../src-shared/domain/score.ts';
import type { EntrySource } from '../../../src-shared/schema/definitions.ts';

export const REPORT_SCHEMA = 'assay-report/1';

/** `part` of `whole`, with the 95 % Wilson interval `low`..`high` of the fraction. */
export interface Proportion {
  part: number;
  whole: number;
  fraction: number;
  low: number;
  high: number;
}

/** A number with a 95 % interval; the ends are null where the interval cannot be estimated. */
export interface Estimate {
  value: number;
  low: number | null;
  high: number | null;
}

/** Poison that was planted on purpose, so that findings can be compared with the truth. */
export interface ReportDrill {
  attack: string;
  attackTitle: string;
  /** Fraction of the training split as asked for. */
  rate: number;
  targetClass: string;
  seed: number;
  /** Training samples that really carry the trigger. */
  planted: number;
  /** Clean-label attacks change no label. */
  cleanLabel: boolean;
}

export interface ReportSoftware {
  program: string;
  node: string;
  tensorflow: string | null;
  tfjs: string;
  /** Operating system and processor, e.g. `linux x64`. */
  platform: string;
}

export interface ReportClassCount {
  name: string;
  train: number;
  test: number;
}

export interface ReportDataset {
  name: string;
  version: number;
  /** Absolute path at import, and SHA-256 of what was read there; null for a version made here. */
  sourcePath: string | null;
  sourceSha256: string | null;
  importer: string;
  modality: Modality;
  shape: ImageShape;
  splits: Readonly<Record<Split, number>>;
  classes: readonly ReportClassCount[];
  resizeRule: string;
  /** Hash of the version: shape, class table, labels and values in order. */
  sha256: string;
  rejectedCount: number;
  /** The first of them; `rejectedCount` counts all. */
  rejected: readonly Rejection[];
}

export interface ReportMethod {
  id: string;
  version: number;
  title: string;
  summary: string;
  limits: string;
  source: EntrySource;
}

export interface ReportOption {
  name: string;
  value: number | boolean | string;
  /** Null for options that are no quantity. */
  unit: string | null;
  help: string;
  /** False where preset or person departed from the default. */
  isDefault: boolean;
}

export interface ReportRun {
  id: number;
  preset: string;
  arch: string;
  seed: number;
  device: string;
  /** What the run really computed on; null when that was not recorded. */
  backend: string | null;
  /** How training steps were run. */
  execution: Execution;
  seconds: number;
  /** Command line that repeats the run; null where none was made. */
  command: string | null;
  options: readonly ReportOption[];
}

/** Measurements of one model on the test split. */
export interface ReportModelFigures {
  /** Which model, e.g. `after stage SL`. */
  title: string;
  cleanAccuracy: Proportion | null;
  /** Triggered test samples of other classes than their target that are predicted as it; null where no trigger is known. */
  attackSuccess: Proportion | null;
  /** The same samples predicted as their true class. */
  robustAccuracy: Proportion | null;
}

export interface ReportStage extends StageResult {
  /** What the stage does, e.g. `supervised learning on all given labels`. */
  title: string;
}

export interface ReportEvaluation {
  /** Test samples behind clean accuracy, and triggered ones behind attack success; 0 where there are none. */
  testSamples: number;
  triggeredSamples: number;
  /** The model trained on all given labels; null where the method makes none. */
  before: ReportModelFigures | null;
  after: ReportModelFigures | null;
}

/** How well flags agree with the truth of a drill. */
export interface ReportDetection {
  precision: Proportion | null;
  recall: Proportion | null;
  /** Over all thresholds; interval by Hanley and McNeil. */
  auroc: Estimate | null;
}

/** One way to choose the flagged samples; one is in force, others are shown beside it. */
export interface ReportRule {
  id: string;
  /** In words, e.g. `Mean entropy over epochs 6 to 10`. */
  title: string;
  isInForce: boolean;
  /** The rule of the paper the method comes from. */
  isPaper: boolean;
  count: number;
  /** Flagged samples it shares with the rule in force. */
  shared: number;
  detection: ReportDetection | null;
}

export interface ReportHistogram {
  /** Edges are equal steps from `low` to `high`: of the score, or of its logarithm. */
  scale: 'linear' | 'log';
  low: number;
  high: number;
  flagged: readonly number[];
  others: readonly number[];
  /** Planted samples per bin, flagged or not; null outside drills. */
  planted: readonly number[] | null;
}

/** How far one epoch alone would have flagged the same samples. */
export interface ReportEpochAgreement {
  epoch: number;
  agreement: Proportion;
  /** Share of that epoch's own choice that is planted poison; null outside drills. */
  precision: Proportion | null;
}

export interface ReportScore {
  metric: ScoreMetric;
  /** How flags were chosen, a sentence or two. */
  selection: string;
  /** Score of the last flagged sample; null when nothing was flagged. */
  threshold: number | null;
  histogram: ReportHistogram;
  rules: readonly ReportRule[];
  /** By epoch, ascending; empty where scores of single epochs were not kept. */
  epochs: readonly ReportEpochAgreement[];
}

export interface ReportFlaggedSample {
  /** 1 is the most suspicious. */
  rank: number;
  index: number;
  name: string;
  label: string;
  predicted: string | null;
  score: number | null;
  /** rank / training samples: 0.01 is among the most suspicious 1 %. */
  percentile: number;
  verdict: VerdictValue | null;
  /** Known in drills only. */
  isPlanted: boolean | null;
  /** PNG or SVG as a data URI; null where the sample has no picture. */
  thumbnail: string | null;
}

export interface ReportFlags {
  count: number;
  /** Training samples. */
  of: number;
  /** The most suspicious ones, by rank. */
  samples: readonly ReportFlaggedSample[];
}

/** A class's share of the flagged samples beside its share of the training data. */
export interface ReportClassShare {
  name: string;
  flagged: Proportion;
  data: Proportion;
  /** Share of flagged / share of data; null for a class without training samples. */
  lift: number | null;
}

export interface ReportSubset {
  name: string;
  title: string;
  explanation: string;
  count: number;
  /** Share that is what its name says; null where the truth is not known. */
  precision: Proportion | null;
}

export type EvidenceLevel = 'strong' | 'none' | 'not-assessed';

/** What beside the flags themselves speaks for planted poison. */
export interface ReportEvidence {
  level: EvidenceLevel;
  /** Each a complete sentence. */
  findings: readonly string[];
  /** Pictures that show it, e.g. where flagged samples of one class are all alike. */
  figures: readonly ReportPicture[];
}

export interface ReportPicture {
  title: string;
  /** What the picture shows, for those who cannot see it too. */
  caption: string;
  /** PNG or SVG as a data URI. */
  image: string;
}

export interface ReportFile {
  /** Relative to the report's folder, forward slashes. */
  path: string;
  sha256: string;
  bytes: number;
}

export interface ReportData {
  schema: typeof REPORT_SCHEMA;
  title: string;
  question: string;
  /** UTC, ISO 8601. */
  createdAt: string;
  /** Null for real data: the truth is not known. */
  drill: ReportDrill | null;
  software: ReportSoftware;
  /** What is said of the dataset as a whole, from all its runs; made without the truth of a drill. */
  assessment: AssessmentDocument;
  dataset: ReportDataset;
  method: ReportMethod;
  run: ReportRun;
  stages: readonly ReportStage[];
  timeline: readonly Omit<TimelinePoint, 'seq'>[];
  evaluation: ReportEvaluation;
  score: ReportScore;
  flags: ReportFlags;
  classShares: readonly ReportClassShare[];
  subsets: readonly ReportSubset[];
  evidence: ReportEvidence;
  /** What this audit did not look at, each a complete sentence; beside the method's own limits. */
  notTested: readonly string[];
  /** Everything exported beside the report. */
  files: readonly ReportFile[];
}
