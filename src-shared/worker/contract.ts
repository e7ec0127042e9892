/**
 * What host and worker say to each other. A worker does one job and exits; it opens the workspace read-only
 * and sends everything it finds as frames, which the host stores. Frames travel by structured clone, so typed
 * arrays arrive as they are.
 */
import type { DatasetLayout, ImageShape, Modality, Rejection, Split } from '../domain/dataset.ts';
import type { AttackManifest, Mapping, SampleTruth } from '../domain/attack.ts';
import type { NeuronReference, NeuronRound } from '../domain/neuron.ts';
import type { InversionOptions, InvertedTriggerRecord } from '../domain/inversion.ts';
import type { Detection } from '../domain/detection.ts';
import type { AuditSpec, StageResult } from '../domain/run.ts';
import type { TriggerFinding } from '../domain/trigger-test.ts';
import type { ErrorRecord } from '../errors/assay-error.ts';

export interface ImportJob {
  kind: 'import';
  source: string;
  format: string | null;
  options: ImportOptions;
  /** Ordinal of the first source item that is not stored yet; 0 at the first attempt. */
  resumeFrom: number;
  scratchFolder: string;
}

/** Series of unequal length: stretched to the longest, filled up, cut to the shortest, or not taken. */
export const LENGTH_RULES = ['resample', 'resample-cubic', 'pad', 'cut', 'refuse'] as const;
export type LengthRule = (typeof LENGTH_RULES)[number];

/** Values missing in a series: filled in from their neighbours, taken as 0, or the series is not taken. */
export const MISSING_RULES = ['interpolate', 'zero', 'reject'] as const;
export type MissingRule = (typeof MISSING_RULES)[number];

/** What a person may say about an import; null means: as the data suggests. */
export interface ImportOptions {
  /** Images: [height, width] to scale to. */
  size: readonly [number, number] | null;
  /** Images. */
  channels: 1 | 3 | null;
  /** Series; null: stretched to the longest, linear in between. */
  lengths: LengthRule | null;
  /** Series; null: interpolated. */
  missing: MissingRule | null;
}

/** Everything as the data suggests. */
export const DEFAULT_IMPORT: ImportOptions = { size: null, channels: null, lengths: null, missing: null };

export interface PoisonJob {
  kind: 'poison';
  workspace: string;
  versionId: number;
  attack: string;
  rate: number;
  mapping: Mapping;
  seed: number;
  /** Where the network of a crafted attack is trained; others have none. */
  device: AuditSpec['device'];
  options: Readonly<Record<string, number | boolean | string>>;
}

export interface AuditJob {
  kind: 'audit';
  workspace: string;
  versionId: number;
  runId: number;
  spec: AuditSpec;
  /** The checkpoint to continue from, or null to begin. */
  checkpointId: number | null;
  scratchFolder: string;
}

/** Tests the final model of a finished audit again. */
export interface EvaluateJob {
  kind: 'evaluate';
  workspace: string;
  /** What it was trained on. */
  versionId: number;
  /** Whose test samples and triggers it is measured with: the same, or another of the same classes and shape. */
  testVersionId: number;
  checkpointId: number;
  spec: AuditSpec;
}

/** Writes the final model of an audit as a TensorFlow.js LayersModel into a folder. */
export interface ExportModelJob {
  kind: 'export-model';
  workspace: string;
  versionId: number;
  checkpointId: number;
  spec: AuditSpec;
  folder: string;
}

/** Writes a version without some of its samples in the layout it came in. */
export interface ExportDatasetJob {
  kind: 'export-dataset';
  workspace: string;
  versionId: number;
  /** Where the version, or the one it was made from, was imported from; null when that is not known. */
  source: string | null;
  /** Indices of samples whose stored pixels or label are not those of the source, ascending. */
  changed: Int32Array;
  /** Indices of samples that are left out. */
  excluded: Int32Array;
  folder: string;
  scratchFolder: string;
}

/** Draws the practice dataset into an existing, empty folder, in the CIFAR-10 binary layout. */
export interface DrawPracticeJob {
  kind: 'draw-practice';
  folder: string;
  train: number;
  test: number;
  seed: number;
}

/** Looks at a source as an import would, and stores nothing. */
export interface PreviewJob {
  kind: 'preview';
  source: string;
  format: string | null;
  options: ImportOptions;
  scratchFolder: string;
}

/** Value ranges, class means and duplicates of a version. */
export interface StatisticsJob {
  kind: 'statistics';
  workspace: string;
  versionId: number;
}

/** What a run's network makes of each training sample, and a picture of that in two dimensions. */
export interface FeaturesJob {
  kind: 'features';
  workspace: string;
  versionId: number;
  checkpointId: number;
  /** The stage the checkpoint was made in. */
  stage: string;
  spec: AuditSpec;
}

/** How strongly single channels of a run's network fire for each training sample. */
export interface NeuronsJob {
  kind: 'neurons';
  workspace: string;
  versionId: number;
  checkpointId: number;
  spec: AuditSpec;
  neurons: readonly NeuronReference[];
}

/** Detectors on a run, without any training: each result is sent as soon as it is there. */
export interface DetectJob {
  kind: 'detect';
  workspace: string;
  versionId: number;
  runId: number;
  spec: AuditSpec;
  /**
   * Networks of the run that were kept. `learned`: those that may have learned all given labels, the likeliest first; the
   * last of them is taken where the others turn out not to have.
   */
  networks: Record<'learned' | 'final', readonly { checkpointId: number; stage: string }[]>;
  detectors: readonly {
    detector: string;
    /** Complete. */
    options: Readonly<Record<string, number | boolean | string>>;
    /** The score of the run that is taken over; null: the network is asked. */
    storedScore: string | null;
  }[];
}

/** What two networks of a run look at in one sample: the one that learned the poison and the final one. */
export interface ExplainJob {
  kind: 'explain';
  workspace: string;
  versionId: number;
  spec: AuditSpec;
  sampleIndex: number;
  networks: readonly { stage: string; checkpointId: number }[];
}

/** Trains without the suspicious samples of one label and asks what the network makes of them. */
export interface LabelTestJob {
  kind: 'label-test';
  workspace: string;
  versionId: number;
  label: number;
  /** All training samples with the label, most suspicious first. */
  ranked: Int32Array;
  arch: string;
  seed: number;
  device: AuditSpec['device'];
}

/** Looks for triggers of a run's final network. */
export interface InvertJob {
  kind: 'invert';
  workspace: string;
  versionId: number;
  checkpointId: number;
  spec: AuditSpec;
  options: InversionOptions;
  wanted: readonly { source: number | null; target: number }[];
}

/** Trains a throwaway network for a moment. */
export interface CalibrateJob {
  kind: 'calibrate';
  arch: string;
  shape: ImageShape;
  classes: number;
  device: AuditSpec['device'];
}

export type Job =
  | ImportJob
  | PoisonJob
  | AuditJob
  | EvaluateJob
  | ExportModelJob
  | ExportDatasetJob
  | DrawPracticeJob
  | PreviewJob
  | StatisticsJob
  | FeaturesJob
  | NeuronsJob
  | DetectJob
  | ExplainJob
  | LabelTestJob
  | InvertJob
  | CalibrateJob;

export type HostFrame = { type: 'start'; job: Job } | { type: 'cancel' } | { type: 'ack' };

/** A group of decoded samples, in source order. `bytes` holds their values one after the other. */
export interface SampleGroup {
  split: Split;
  bytes: Uint8Array;
  labels: Int32Array;
  names: string[];
  sourceSha256: string[];
}

export interface CheckpointFrame {
  type: 'checkpoint';
  /** 'progress' replaces older progress checkpoints (two are kept), 'stage' and 'final' are kept for good. */
  role: 'progress' | 'stage' | 'final';
  stage: string;
  /** Scratch file, complete and flushed when this frame is sent. The host deletes it after storing it. */
  file: string;
  sha256: string;
}

export type WorkerFrame =
  | { type: 'ready'; backend: string | null }
  | {
      type: 'progress';
      stage: string;
      done: number;
      total: number;
      unit: string;
      /** Seconds left in the whole job, null while unknown. */
      etaSeconds: number | null;
      metrics: Record<string, number>;
    }
  | { type: 'timeline'; stage: string; epoch: number; step: number; metrics: Record<string, number> }
  | { type: 'log'; level: 'info' | 'warning'; text: string }
  // Import
  | {
      type: 'import-plan';
      importer: string;
      modality: Modality;
      shape: ImageShape;
      classes: string[];
      resizeRule: string;
      layout: DatasetLayout;
      sourceSha256: string;
    }
  /** Needs an `ack` before the next one is sent, so that a slow disk holds the reader back. */
  | { type: 'samples'; group: SampleGroup; rejected: Rejection[]; nextOrdinal: number }
  // Poison
  | {
      type: 'poisoned';
      manifest: AttackManifest;
      /** Rows that differ from the parent version: their index, new label and new values. */
      changed: { indices: Int32Array; labels: Int32Array; bytes: Uint8Array };
      /** The test split with the trigger, where the manifest alone cannot make it. */
      triggeredTest: Uint8Array | null;
      truth: SampleTruth[];
      notes: string[];
    }
  // Audit
  | { type: 'scores'; metric: string; values: Float32Array }
  | { type: 'trace'; metric: string; epoch: number; values: Float32Array }
  | { type: 'subset'; name: string; indices: Int32Array }
  | { type: 'neurons'; found: NeuronRound }
  | { type: 'trigger'; found: TriggerFinding }
  | { type: 'stage'; result: StageResult }
  | CheckpointFrame
  // Features: float32 [n,width] of the next samples. Needs an `ack`.
  | { type: 'features'; width: number; chunk: number; values: Float32Array }
  // Neurons: float32 [N], one value a training sample, of the channel asked for at that place.
  | { type: 'activations'; place: number; values: Float32Array }
  // Triggers
  | { type: 'inverted'; found: InvertedTriggerRecord }
  // Detectors
  | ({ type: 'detection' } & Omit<Detection, 'runId' | 'createdAt'>)
  // End
  | { type: 'finished'; outcome: 'completed' | 'cancelled'; result: unknown }
  | { type: 'failed'; error: ErrorRecord };
