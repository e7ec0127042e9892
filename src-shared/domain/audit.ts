/** What audits answer: the fields of `audit`, `flags` and `evaluate` with --json, and what screens show. */
import type { AuditSpec, Execution, RunState, StageResult, TrustedSamples } from './run.ts';
import type { VerdictValue } from './score.ts';

/** Rates are fractions in 0..1; null where the truth is not known. */
export interface FlagFigures {
  metric: string;
  count: number;
  precision: number | null;
  /** 95 % Wilson interval of the precision. */
  precisionInterval: readonly [number, number] | null;
  recall: number | null;
  auroc: number | null;
}

export interface SubsetFigures {
  count: number;
  /** Of `poisoned`: share that truly is; of `clean`: share that truly is not. */
  precision: number | null;
}

export interface AuditDocument {
  run: number;
  state: RunState;
  dataset: string;
  version: number;
  defense: string;
  preset: string;
  arch: string;
  seed: number;
  device: AuditSpec['device'];
  backend: string | null;
  execution: Execution;
  options: AuditSpec['options'];
  /** Samples whose verdict outranked the method. */
  judged: { poison: number; clean: number };
  /** Of a repair: the run whose model it mended. */
  base: number | null;
  /** Samples taken for clean, and why they may be; null for a method that needs none. */
  trusted: { source: TrustedSamples['source']; count: number } | null;
  samples: number;
  stages: readonly StageResult[];
  flags: FlagFigures;
  /** The same under the paper's own rule, the entropy of the last epoch; null where the defense has none. */
  flagsPaperRule: FlagFigures | null;
  subsets: { poisoned: SubsetFigures; clean: SubsetFigures };
  final: {
    cleanAccuracy: number | null;
    attackSuccess: number | null;
    robustAccuracy: number | null;
  };
  seconds: number;
  /** Folder of the exports made by this command, else null. */
  out: string | null;
}

export interface FlaggedSample {
  /** 1 = most suspicious. */
  rank: number;
  index: number;
  name: string;
  label: number;
  className: string;
  predicted: number | null;
  predictedClassName: string | null;
  /** The score in force. */
  value: number | null;
  entropyLastEpoch: number | null;
  loss: number | null;
  /** A person's verdict. */
  verdict: VerdictValue | null;
  /** Known in drills only. */
  isPoisoned: boolean | null;
}

export interface FlagsDocument {
  run: number;
  dataset: string;
  version: number;
  defense: string;
  metric: string;
  metricTitle: string;
  flags: FlagFigures;
  samples: readonly FlaggedSample[];
}

export interface EvaluateDocument {
  run: number;
  /** What the model was trained on; the flags are of it. */
  dataset: string;
  version: number;
  /** Whose test samples and triggers it was measured with. */
  measuredOn: { dataset: string; version: number };
  cleanAccuracy: number | null;
  attackSuccess: number | null;
  robustAccuracy: number | null;
  flags: FlagFigures;
  flagsPaperRule: FlagFigures | null;
}
