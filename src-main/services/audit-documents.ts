/** What audits answer, for machines: the fields of `audit`, `flags` and `evaluate` with --json. */
import type { AuditSpec, RunState, StageResult } from '../../src-shared/domain/run.ts';
import type { VerdictValue } from '../../src-shared/domain/score.ts';
import { measureDetection } from '../../src-shared/math/detection.ts';
import { auroc } from '../../src-shared/math/roc.ts';
import { wilsonInterval } from '../../src-shared/math/wilson.ts';

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
  options: AuditSpec['options'];
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
  dataset: string;
  version: number;
  cleanAccuracy: number | null;
  attackSuccess: number | null;
  robustAccuracy: number | null;
  flags: FlagFigures;
  flagsPaperRule: FlagFigures | null;
}

/** `scores`: low is suspicious; `mask`: one entry a training sample, null where the truth is not known. */
export function measureFlags(
  metric: string,
  flagged: Int32Array,
  scores: Float32Array | null,
  mask: Uint8Array | null,
): FlagFigures {
  if (mask === null) {
    return {
      metric,
      count: flagged.length,
      precision: null,
      precisionInterval: null,
      recall: null,
      auroc: null,
    };
  }
  const { precision, recall, truePositives } = measureDetection(flagged, mask);
  return {
    metric,
    count: flagged.length,
    precision,
    precisionInterval: wilsonInterval(truePositives, flagged.length),
    recall,
    auroc:
      scores === null
        ? null
        : auroc(
            scores.map((value) => -value),
            mask,
          ),
  };
}

/** Share of the subset that is what its name says: poisoned, or clean. */
export function measureSubset(
  indices: Int32Array | null,
  mask: Uint8Array | null,
  kind: 'poisoned' | 'clean',
): SubsetFigures {
  if (indices === null) return { count: 0, precision: null };
  const precision = mask === null ? null : measureDetection(indices, mask).precision;
  return {
    count: indices.length,
    precision: precision === null || kind === 'poisoned' ? precision : 1 - precision,
  };
}

/** The score that decided, by the defense's rule. */
export function metricInForce(spec: AuditSpec): string {
  return spec.options['scoreRule'] === 'last' ? PAPER_METRIC : 'entropy';
}

export const PAPER_METRIC = 'entropyLastEpoch';
export const FLAGGED_SUBSET = 'poisoned';
export const PAPER_SUBSET = 'poisonedPaperRule';
export const CLEAN_SUBSET = 'clean';
