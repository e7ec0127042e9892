/**
 * The only list of calls and events between the interface and the host. A call has a schema for its arguments, by which
 * the host checks them on arrival, and a type for its answer; both sides take their types from here.
 *
 * Fractions are in 0..1, times ISO 8601, long lists typed arrays. Sample indices are those of a dataset version: the
 * train split first, then the test split.
 */
import { z } from 'zod';
import { LENGTH_RULES, MISSING_RULES } from '../worker/contract.ts';
import type { MappingKind } from '../domain/attack.ts';
import type { AuditDocument } from '../domain/audit.ts';
import type { Catalog } from '../domain/catalog.ts';
import type { DatasetVersion, Rejection, Split, VersionStatistics } from '../domain/dataset.ts';
import { EXPORT_PARTS } from '../domain/export.ts';
import type { Explanation } from '../domain/explanation.ts';
import type { JobSnapshot } from '../domain/job.ts';
import type { AuditSpec, RunState, TimelinePoint } from '../domain/run.ts';
import type { ScannedSource } from '../domain/scanned-source.ts';
import type { VerdictValue } from '../domain/score.ts';
import type { ErrorRecord } from '../errors/assay-error.ts';

/** Raised when a call or event changes its meaning; a page of another version is told to reload. */
export const CONTRACT_VERSION = 1;

interface Call<Args, Answer> {
  args: z.ZodType<Args>;
  /** Only a type: carries what the call answers with. */
  answer?: Answer;
}

function call<Answer>(): <Args>(args: z.ZodType<Args>) => Call<Args, Answer> {
  return (args) => ({ args });
}

// ---- What the answers hold --------------------------------------------------------------------------------------

export interface Hello {
  contract: number;
  program: string;
  /** What this shell can do beyond the contract; screens ask for abilities, never for the platform. */
  abilities: {
    /** Native dialogs for opening and saving, and showing a file in its folder. */
    nativeDialogs: boolean;
    /** Folders a browser may read and write below; empty where the whole disk may be chosen. */
    roots: readonly string[];
  };
  /** Name given to verdicts unless the settings hold another. */
  user: string;
  catalog: Catalog;
  /** Formats an import can be forced to. */
  formats: readonly { id: string; title: string; summary: string }[];
  workspace: WorkspaceInfo | null;
}

export interface WorkspaceInfo {
  path: string;
  name: string;
  isReadOnly: boolean;
  /** Says what opening changed in an older file. */
  upgradeNote: string | null;
}

export interface Settings {
  author: string;
  language: 'system' | 'en' | 'de';
  theme: 'system' | 'light' | 'dark';
  device: 'auto' | 'cpu' | 'cuda';
  recent: readonly { path: string; openedAt: string }[];
}

export interface FolderListing {
  path: string;
  /** Null at the top of what may be seen. */
  parent: string | null;
  entries: readonly { name: string; path: string; isFolder: boolean; sizeBytes: number }[];
  /** True when there were more entries than are listed. */
  isCut: boolean;
}

export interface DeviceFinding {
  id: string;
  name: string;
  state: 'ok' | 'optional' | 'missing';
  value: string;
  /** The one command that mends it. */
  mend: string | null;
}

export interface LibraryVersion {
  id: number;
  dataset: string;
  version: number;
  origin: DatasetVersion['origin'];
  modality: DatasetVersion['modality'];
  splits: Readonly<Record<Split, number>>;
  classes: number;
  judged: number;
  rejected: number;
  createdAt: string;
  /** Of its newest audit with results. */
  flagged: number | null;
  best: { runId: number; cleanAccuracy: number | null; attackSuccess: number | null } | null;
  /** State of its newest run. */
  lastRun: { id: number; state: RunState } | null;
}

export interface LibraryRun {
  id: number;
  versionId: number | null;
  dataset: string | null;
  state: RunState;
  defense: string;
  preset: string;
  arch: string;
  seed: number;
  /** True when a person's verdicts outranked the filter. */
  usedVerdicts: boolean;
  cleanAccuracy: number | null;
  attackSuccess: number | null;
  flagged: number | null;
  seconds: number;
  createdAt: string;
  finishedAt: string | null;
  error: ErrorRecord | null;
}

export interface Library {
  workspace: WorkspaceInfo;
  sizeBytes: number;
  versions: readonly LibraryVersion[];
  runs: readonly LibraryRun[];
  incompleteImports: readonly { dataset: string; source: string; samples: number }[];
}

export interface ImportPreview extends ScannedSource {
  /** What the import would add to the workspace, and what its disk has. */
  diskBytes: number;
  freeBytes: number;
}

export interface VersionDetail {
  version: DatasetVersion;
  /** Samples of each class in each split. */
  classCounts: Readonly<Record<Split, readonly number[]>>;
  rejected: readonly Rejection[];
  rejectedCount: number;
  madeFrom: string | null;
  /** How a drill's poison was made; null where none was planted here. */
  drill: {
    attack: string;
    rate: number;
    mapping: MappingKind;
    /** Every class that a trigger leads to, ascending. */
    targets: readonly number[];
    seed: number;
    poisoned: number;
  } | null;
  runs: readonly number[];
}

/** Columns over all samples of a version, in index order. */
export interface VersionColumns {
  trainCount: number;
  labels: Uint16Array;
  /** Codes of `VERDICT_CODES`. */
  verdicts: Uint8Array;
}

export interface ImageTiles {
  modality: 'image';
  height: number;
  width: number;
  channels: number;
  /** uint8 [N,H,W,C]. */
  pixels: Uint8Array;
}

export interface SeriesTiles {
  modality: 'series';
  /** Steps of the stored series. */
  steps: number;
  /** Of each series here: all its steps, or the smallest and largest value of each stretch of it. */
  points: number;
  variables: number;
  /** float32 [N,points,variables]. */
  values: Float32Array;
}

export type Tiles = ImageTiles | SeriesTiles;

export interface JournalLine {
  id: number;
  kind: 'judge' | 'undo' | 'redo';
  value: VerdictValue | null;
  author: string;
  reason: string;
  createdAt: string;
}

export interface SampleDetail {
  index: number;
  split: Split;
  label: number;
  name: string;
  sourceSha256: string;
  /** Samples with the same source bytes, this one left out. */
  duplicates: readonly number[];
  /** Final scores of the run for this sample; empty without a run or beyond the train split. */
  scores: Readonly<Record<string, number>>;
  /** Rank in each score that has a suspicious end, 1 = most suspicious. */
  ranks: Readonly<Record<string, number>>;
  /** Scores over epochs, with the median of the sample's class. */
  history: readonly {
    metric: string;
    epochs: readonly number[];
    values: readonly number[];
    classMedian: readonly number[];
  }[];
  verdicts: readonly JournalLine[];
}

export interface RunDetail {
  document: AuditDocument;
  versionId: number;
  error: ErrorRecord | null;
  attempts: readonly {
    attempt: number;
    startedAt: string;
    endedAt: string | null;
    outcome: RunState | null;
    backend: string | null;
  }[];
  logs: readonly { level: string; text: string; createdAt: string }[];
  /** Scores stored so far, and the epochs they were traced at. */
  metrics: readonly {
    id: string;
    title: string;
    unit: string;
    suspicious: 'low' | 'high' | null;
    hasFinal: boolean;
    epochs: readonly number[];
  }[];
  /** The score that flags. */
  metric: string;
  subsets: readonly { name: string; count: number }[];
  /** Row-major [true class, predicted class] of the final model on clean test images. */
  confusion: readonly number[] | null;
  /** Verdicts that outranked the filter. */
  judged: { poison: number; clean: number };
  exports: readonly ExportSummary[];
  /** The same on the command line. */
  command: string;
}

export interface ExportSummary {
  id: number;
  folder: string;
  createdAt: string;
  files: readonly { path: string; sha256: string; bytes: number }[];
  /** Path on this host where report.html can be read; null when there is none or it has moved. */
  reportPath: string | null;
}

export interface RunPlan {
  spec: AuditSpec;
  /** Forecast for this machine; null while its speed is not known. */
  estimateSeconds: number | null;
  command: string;
  judged: { poison: number; clean: number };
}

export interface Features {
  /** Two coordinates a training sample, float32 [N,2], about -1..1. */
  points: Float32Array;
  method: string;
  stage: string;
}

export interface TriggerView {
  modality: DatasetVersion['modality'];
  /** A series of T steps and V variables: height T, width 1, channels V. */
  height: number;
  width: number;
  channels: number;
  suspectedCount: number;
  othersCount: number;
  /** float32 [H,W,C]: images 0..255, series in the units they were stored in. */
  suspectedMean: Float32Array;
  othersMean: Float32Array;
  /** Standard deviation over samples; of images 0..127.5. */
  suspectedDeviation: Float32Array;
  othersDeviation: Float32Array;
}

export interface JournalBatch {
  batch: number;
  /** Null for verdicts taken away, and for a batch of several values. */
  value: VerdictValue | null;
  isMixed: boolean;
  count: number;
  /** A few of its samples. */
  samples: readonly number[];
  author: string;
  reason: string;
  createdAt: string;
  kind: 'judge' | 'undo' | 'redo';
  /** The batch this one took back or brought back. */
  target: number | null;
}

export interface Journal {
  batches: readonly JournalBatch[];
  counts: Readonly<Record<VerdictValue, number>>;
  canUndo: boolean;
  canRedo: boolean;
}

// ---- Arguments --------------------------------------------------------------------------------------------------

const id = z.int().min(1);
const index = z.int().min(0);
const path = z.string().min(1).max(4096);
const nothing = z.strictObject({});
const int32 = z.custom<Int32Array>((value) => value instanceof Int32Array, 'must be an Int32Array');
const indices = int32.refine((list) => list.length <= 10_000_000, 'too many samples');
const importOptions = z.strictObject({
  size: z
    .tuple([z.int().min(1).max(4096), z.int().min(1).max(4096)])
    .readonly()
    .nullable(),
  channels: z.union([z.literal(1), z.literal(3)]).nullable(),
  lengths: z.enum(LENGTH_RULES).nullable(),
  missing: z.enum(MISSING_RULES).nullable(),
});
const device = z.enum(['auto', 'cpu', 'cuda']);
const auditRequest = z.strictObject({
  versionId: id,
  defense: z.string().max(100),
  preset: z.string().max(100),
  arch: z.string().max(100),
  seed: z.int().min(0).max(0xffff_ffff),
  device,
  options: z.record(z.string().max(100), z.union([z.number(), z.boolean(), z.string().max(1000)])),
  /** Whether a person's "poison" and "clean" outrank the filter. */
  useVerdicts: z.boolean(),
});
const verdict = z.enum(['poison', 'clean', 'unsure']);

export type AuditRequestArgs = z.infer<typeof auditRequest>;

export const calls = {
  'app.hello': call<Hello>()(nothing),
  'settings.read': call<Settings>()(nothing),
  'settings.write': call<Settings>()(
    z.strictObject({
      author: z.string().trim().min(1).max(100).optional(),
      language: z.enum(['system', 'en', 'de']).optional(),
      theme: z.enum(['system', 'light', 'dark']).optional(),
      device: device.optional(),
    }),
  ),
  /** Null: where a person would start looking. */
  'folders.list': call<FolderListing>()(z.strictObject({ path: path.nullable() })),
  'device.examine': call<{ ok: boolean; findings: readonly DeviceFinding[] }>()(nothing),
  'device.setup': call<{ jobId: number }>()(z.strictObject({ device })),
  'jobs.list': call<readonly JobSnapshot[]>()(nothing),
  'jobs.cancel': call<null>()(z.strictObject({ jobId: id })),
  /** Takes an ended job off the tray. */
  'jobs.dismiss': call<null>()(z.strictObject({ jobId: id })),

  'workspace.open': call<WorkspaceInfo>()(z.strictObject({ path, create: z.boolean() })),
  'workspace.close': call<null>()(nothing),
  'library.read': call<Library>()(nothing),

  'imports.preview': call<ImportPreview>()(
    z.strictObject({ source: path, format: z.string().max(100).nullable(), options: importOptions }),
  ),
  'imports.start': call<{ jobId: number }>()(
    z.strictObject({
      source: path,
      name: z.string().max(200).nullable(),
      format: z.string().max(100).nullable(),
      options: importOptions,
    }),
  ),
  /** Draws a small practice dataset and plants a backdoor of which the truth is known. */
  'examples.start': call<{ jobId: number }>()(nothing),
  'drills.start': call<{ jobId: number }>()(
    z.strictObject({
      versionId: id,
      attack: z.string().max(100),
      rate: z.number().min(0).max(1),
      target: index,
      seed: z.int().min(0).max(0xffff_ffff),
      options: z.record(z.string().max(100), z.union([z.number(), z.boolean(), z.string().max(1000)])),
    }),
  ),

  'versions.read': call<VersionDetail>()(z.strictObject({ versionId: id })),
  'versions.columns': call<VersionColumns>()(z.strictObject({ versionId: id })),
  /** Null while a job measures them; `library.changed` says when to ask again. */
  'versions.statistics': call<VersionStatistics | null>()(z.strictObject({ versionId: id })),
  /**
   * Pixels for the grid, scaled down to `size` at their longer side where they are larger. Series of more than `2 * size`
   * steps are reduced to that many points. A single sample may be asked for in full.
   */
  'samples.tiles': call<Tiles>()(
    z
      .strictObject({
        versionId: id,
        indices: int32.refine((list) => list.length <= 2048, 'too many tiles'),
        size: z.int().min(8).max(1_000_000),
      })
      .refine(({ indices: list, size }) => list.length <= 1 || size <= 2048, 'too large for so many tiles'),
  ),
  'samples.read': call<SampleDetail>()(z.strictObject({ versionId: id, runId: id.nullable(), index })),
  /** What the run's networks look at in a sample; takes some seconds. */
  'samples.explain': call<Explanation>()(z.strictObject({ runId: id, index })),
  /** Samples whose name contains the text, ascending, at most 10 000. */
  'samples.find': call<Int32Array>()(z.strictObject({ versionId: id, text: z.string().min(1).max(200) })),

  'runs.plan': call<RunPlan>()(auditRequest),
  /** Trains for a moment to learn this machine's speed; `runs.plan` can forecast then. */
  'runs.measure': call<{ secondsPerImage: number }>()(
    z.strictObject({ versionId: id, arch: z.string().max(100), device }),
  ),
  'runs.start': call<{ runId: number; jobId: number }>()(auditRequest),
  'runs.resume': call<{ jobId: number }>()(z.strictObject({ runId: id })),
  /** Saves a checkpoint and stops; resumable. */
  'runs.stop': call<null>()(z.strictObject({ runId: id })),
  'runs.read': call<RunDetail>()(z.strictObject({ runId: id })),
  'runs.timeline': call<readonly TimelinePoint[]>()(z.strictObject({ runId: id, after: index })),
  /** One value a training sample; `epoch` null asks for the final score. */
  'scores.read': call<Float32Array>()(
    z.strictObject({ runId: id, metric: z.string().max(100), epoch: index.nullable() }),
  ),
  'subsets.read': call<Int32Array>()(z.strictObject({ runId: id, name: z.string().max(100) })),
  /** One byte a training sample, 1 = planted; null where the truth is not known. For evaluation of drills only. */
  'drills.mask': call<Uint8Array | null>()(z.strictObject({ versionId: id })),

  /** Null until `features.start` has computed them. */
  'features.read': call<Features | null>()(z.strictObject({ runId: id })),
  'features.start': call<{ jobId: number }>()(z.strictObject({ runId: id })),
  'features.neighbours': call<readonly { index: number; distance: number }[]>()(
    z.strictObject({ runId: id, index, count: z.int().min(1).max(100) }),
  ),
  /** Compares suspected samples of one class with the class's others. */
  'trigger.view': call<TriggerView>()(
    z.strictObject({ versionId: id, label: index, suspected: indices, others: indices }),
  ),

  /** `value` null takes a verdict away. */
  'verdicts.judge': call<{ batch: number }>()(
    z.strictObject({ versionId: id, indices, value: verdict.nullable(), reason: z.string().max(1000) }),
  ),
  /** Null when there is nothing to take back. */
  'verdicts.undo': call<{ batch: number; count: number } | null>()(z.strictObject({ versionId: id })),
  'verdicts.redo': call<{ batch: number; count: number } | null>()(z.strictObject({ versionId: id })),
  /** Newest first; `before` is a batch number, null for the newest page. */
  'verdicts.journal': call<Journal>()(
    z.strictObject({ versionId: id, before: id.nullable(), limit: z.int().min(1).max(200) }),
  ),

  'exports.start': call<{ jobId: number }>()(
    z.strictObject({
      runId: id,
      out: path,
      what: z.array(z.enum(EXPORT_PARTS)).min(1).max(4),
      leaveOut: z.number().min(0).max(1).nullable(),
    }),
  ),
} as const satisfies Record<string, { args: z.ZodType }>;

// ---- Events -----------------------------------------------------------------------------------------------------

/** News, never the truth itself: a screen asks again. Only `jobs.changed` carries what changed, being small. */
export interface Events {
  'jobs.changed': readonly JobSnapshot[];
  /** Null: it was closed. */
  'workspace.changed': { workspace: WorkspaceInfo | null };
  /** Datasets or runs came, went or changed their state. */
  'library.changed': Record<string, never>;
  /** At most four a second for a run. */
  'run.changed': { runId: number };
  'verdicts.changed': { versionId: number };
  'settings.changed': Settings;
}

export type Calls = typeof calls;
export type CallName = keyof Calls;
export type ArgsOf<Name extends CallName> = z.infer<Calls[Name]['args']>;
export type AnswerOf<Name extends CallName> = Exclude<Calls[Name]['answer'], undefined>;
export type EventName = keyof Events;
