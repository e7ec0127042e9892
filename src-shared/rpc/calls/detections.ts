/**
 * Calls and answers about detectors on a run: which it can have, how those that have run compare, and the columns of each,
 * which are too long for the comparison and are asked for one by one.
 */
import { z } from 'zod';
import type { Statement } from '../../domain/assessment-words.ts';
import type { DetectionDocument, DetectorFindings } from '../../domain/detection.ts';
import type { OptionValue } from '../../schema/fields.ts';
import { call, id, name, optionValues } from './call.ts';

/** What one detector found, without what is as long as the dataset. */
export interface DetectorSummary extends Omit<DetectorFindings, 'flagged' | 'groups'> {
  flaggedCount: number;
  /** Whether `detections.groups` has a column for it. */
  hasGroups: boolean;
}

export interface DetectionSummary extends Omit<DetectionDocument, 'detectors' | 'statements'> {
  detectors: readonly DetectorSummary[];
  /** With the English text of each. */
  statements: readonly Statement[];
}

/** One way of running a detector that the workspace has the result of. */
export interface StoredDetection {
  options: Readonly<Record<string, OptionValue>>;
  seconds: number;
  createdAt: string;
}

/** A detector as this run can or cannot have it. */
export interface DetectorOffer {
  detector: string;
  /** Why it cannot run with its default options, in a sentence; null where it can. */
  obstacle: string | null;
  /** Whether it takes a score over that the run has stored: then nothing is computed. */
  takesStoredScore: boolean;
  /** Newest first; the first is what the other calls answer with where no options are given. */
  stored: readonly StoredDetection[];
}

/** `options` left out: the way of running it that was stored last. */
const oneDetector = z.strictObject({ detector: name, options: optionValues.optional() });
const ofRun = z.strictObject({ runId: id, ...oneDetector.shape });

export const detectionCalls = {
  /** Every detector, in the order of the catalog. */
  'detections.offers': call<readonly DetectorOffer[]>()(z.strictObject({ runId: id })),
  /**
   * The comparison of what is stored; nothing is computed that takes a network. Null where nothing is stored. `choices`
   * says for single detectors which way of running them is meant.
   */
  'detections.read': call<DetectionSummary | null>()(
    z.strictObject({ runId: id, choices: z.array(oneDetector).max(50).optional() }),
  ),
  /** One byte a training sample, 1 = flagged. */
  'detections.flags': call<Uint8Array>()(ofRun),
  /** One finite value a training sample, as the detector gives it: its entry says which end is suspicious. */
  'detections.score': call<Float32Array>()(ofRun),
  /** One byte a training sample: its group in its class, 0 where the class was not divided. Null without groups. */
  'detections.groups': call<Uint8Array | null>()(ofRun),
  /** Runs detectors that have not run in this way yet; each result is kept when it has come. */
  'detections.start': call<{ jobId: number }>()(
    z.strictObject({
      runId: id,
      detectors: z
        .array(z.strictObject({ detector: name, options: optionValues }))
        .min(1)
        .max(50),
    }),
  ),
} as const;
