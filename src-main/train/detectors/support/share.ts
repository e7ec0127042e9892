/** For detectors that rank all samples by one number and flag a share of them. */
import type { SuspiciousEnd } from '../../../../src-shared/domain/detection.ts';
import { orderBySuspicion } from '../../../../src-shared/math/rank.ts';
import type { DetectorInput, DetectorOutcome } from '../detector.ts';

/** The score taken over from the run, else the one the network gives. */
export function scoreOf(input: DetectorInput, kind: 'loss' | 'entropy'): Float32Array {
  return input.network === null ? requireStored(input) : input.network[kind];
}

export function requireStored({ stored }: DetectorInput): Float32Array {
  if (stored === null) throw new TypeError('a detector was started without what it needs');
  return stored;
}

/** Flags the most suspicious `share` of the samples, rounded down but at least one; ties by index. */
export function flagShare(score: Float32Array, share: number, suspicious: SuspiciousEnd): DetectorOutcome {
  const count = Math.min(score.length, Math.max(1, Math.floor(share * score.length)));
  const first = orderBySuspicion(score, suspicious).subarray(0, count);
  const flagged = new Uint8Array(score.length);
  for (const index of first) flagged[index] = 1;
  return {
    score: Float32Array.from(score),
    flagged,
    threshold: score[first.at(-1) ?? 0] ?? null,
    notes: [],
    classes: [],
    groups: null,
  };
}
