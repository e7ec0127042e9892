/** The figures of an audit, measured where the truth is known. */
import type { FlagFigures, SubsetFigures } from '../../src-shared/domain/audit.ts';
import { measureDetection } from '../../src-shared/math/detection.ts';
import { auroc } from '../../src-shared/math/roc.ts';
import { wilsonInterval } from '../../src-shared/math/wilson.ts';

/** `mask`: one entry a training sample, null where the truth is not known. */
export function measureFlags(
  metric: string,
  flagged: Int32Array,
  scores: Float32Array | null,
  suspicious: 'low' | 'high',
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
      scores === null ? null : auroc(suspicious === 'high' ? scores : scores.map((value) => -value), mask),
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

export const FLAGGED_SUBSET = 'poisoned';
export const CLEAN_SUBSET = 'clean';
