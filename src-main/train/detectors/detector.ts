/**
 * What a detector is: a registry entry that gives every training sample of a run a score and flags some of them, from
 * what the run's network makes of the samples. It trains nothing.
 */
import {
  LOBE_SEPARATION,
  type DetectionDetails,
  type DetectorEntry,
  type DetectorNeed,
  type SuspiciousEnd,
} from '../../../src-shared/domain/detection.ts';
import type { Rng } from '../../../src-shared/math/rng.ts';
import type { EntrySource } from '../../../src-shared/schema/definitions.ts';
import { choice, number, type OptionsOf, type Schema } from '../../../src-shared/schema/fields.ts';
import type { ClassFeatures } from './support/class-features.ts';

/** What a network makes of the samples, in evaluation mode and without augmentation. */
export interface NetworkView {
  features: ClassFeatures;
  /** Prediction entropy in bits, [N]. */
  entropy: Float32Array;
  /** Cross-entropy with the given label in nats, [N]. */
  loss: Float32Array;
}

export interface DetectorInput {
  /** Given labels of the training samples, 0 .. classes - 1. */
  labels: Int32Array;
  classes: readonly string[];
  /** Null where the detector takes a stored score over. */
  network: NetworkView | null;
  /** The score of the run that is taken over; null where it is computed. */
  stored: Float32Array | null;
  rng: Rng;
  /** Called between classes; throws what the signal was aborted with. */
  step(done: number, total: number): Promise<void>;
}

export interface DetectorOutcome {
  /** One finite value a training sample. */
  score: Float32Array;
  /** One byte a training sample, 0 or 1. */
  flagged: Uint8Array;
  threshold: number | null;
  notes: string[];
  classes: DetectionDetails['classes'];
  /** One byte a training sample: its group in its class, 0 for none. */
  groups: Uint8Array | null;
}

export interface DetectorDefinition<S extends Schema> {
  /** Equals the folder's name; stored with every result; never reused. */
  id: string;
  /** Raised when options or results change their meaning. */
  version: number;
  title: string;
  summary: string;
  source: EntrySource;
  /** When it fails, in a sentence or two. */
  limits: string;
  options: S;
  needs: DetectorNeed;
  score: { title: string; unit: string; suspicious: SuspiciousEnd };
  storedScores: DetectorEntry['storedScores'];
  run(input: DetectorInput, options: OptionsOf<S>): Promise<DetectorOutcome>;
}

export function defineDetector<S extends Schema>(definition: DetectorDefinition<S>): DetectorDefinition<S> {
  return definition;
}

export const NETWORK_CHOICES = ['learned', 'final'] as const;
export type NetworkChoice = (typeof NETWORK_CHOICES)[number];

/** Which network of the run is asked. */
export const networkOption = choice({
  choices: NETWORK_CHOICES,
  default: 'learned',
  help: 'Network that is asked: the one that learned all given labels, poison among them, or the final one of the run',
});

/** For detectors that flag a share of all samples. */
export const flaggedShareOption = number({
  default: 0.01,
  min: 0.0001,
  max: 0.5,
  unit: 'fraction of samples',
  help: 'Most suspicious samples that are flagged; a clean dataset has as many',
});

export const separationOption = number({
  default: LOBE_SEPARATION.some,
  min: 0,
  max: 100,
  unit: 'lobe separation D',
  advanced: true,
  help: 'Separation above which the suspicious part of a class is flagged; every class splits somehow, also a clean one',
});
