/** Calls and answers about runs: planned, started, watched, stopped. */
import { z } from 'zod';
import type { AuditDocument } from '../../domain/audit.ts';
import {
  EXECUTIONS,
  type AuditSpec,
  type RunState,
  type TimelinePoint,
  type TrustedSamples,
} from '../../domain/run.ts';
import type { ErrorRecord } from '../../errors/assay-error.ts';
import { call, device, id, index, name, optionValues, seed } from './call.ts';

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

/** A run may take more memory than there is. */
export interface LackOfMemory {
  neededBytes: number;
  machineBytes: number;
}

export interface RunPlan {
  spec: AuditSpec;
  /** Forecast for this machine; null while its speed is not known. */
  estimateSeconds: number | null;
  /** Null: this machine has enough memory for all that is known. */
  lackOfMemory: LackOfMemory | null;
  command: string;
  judged: { poison: number; clean: number };
  /** Of a repair: the run whose model it mends. */
  base: number | null;
  /** What a method that needs clean data takes for clean. */
  trusted: { source: TrustedSamples['source']; count: number } | null;
}

/** Why the model of a run cannot be repaired on a dataset version. */
export type BaseObstacle = 'other-data' | 'no-model';

/** What a repair on a dataset version could start from. */
export interface RepairOffer {
  /** Runs of the same dataset, newest first. */
  bases: readonly {
    run: number;
    dataset: string;
    version: number;
    defense: string;
    preset: string;
    arch: string;
    seed: number;
    state: RunState;
    cleanAccuracy: number | null;
    attackSuccess: number | null;
    /** It is a repair itself. */
    isRepair: boolean;
    obstacle: BaseObstacle | null;
  }[];
  /** The run that is taken where none is named; null: there is none to repair. */
  latest: number | null;
  /** Training samples that a person judged clean, and how many it takes at least. */
  judgedClean: number;
  needed: number;
  /** In a drill the training samples that are known to be clean; null: nobody knows. */
  knownClean: number | null;
  train: number;
  /** Share of the training samples that a drill draws where none is named. */
  usualShare: number;
}

const auditRequest = z.strictObject({
  versionId: id,
  defense: name,
  preset: name,
  arch: name,
  seed: seed,
  device,
  /** Absent: the usual way. */
  execution: z.enum(EXECUTIONS).optional(),
  options: optionValues,
  /** Whether a person's "poison" and "clean" outrank the filter. */
  useVerdicts: z.boolean(),
  /** Of a repair: the run whose model is mended; null or absent: the newest that fits. */
  base: id.nullable().optional(),
  /** Fraction of the training samples that a drill draws for clean; null or absent: those judged clean, else the usual. */
  trusted: z.number().gt(0).max(1).nullable().optional(),
});

export type AuditRequestArgs = z.infer<typeof auditRequest>;

export const runCalls = {
  'runs.plan': call<RunPlan>()(auditRequest),
  'runs.repairs': call<RepairOffer>()(z.strictObject({ versionId: id })),
  /** Trains for a moment to learn this machine's speed; `runs.plan` can forecast then. */
  'runs.measure': call<{ secondsPerImage: number }>()(z.strictObject({ versionId: id, arch: name, device })),
  'runs.start': call<{ runId: number; jobId: number }>()(auditRequest),
  'runs.resume': call<{ jobId: number }>()(z.strictObject({ runId: id })),
  /** Saves a checkpoint and stops; resumable. */
  'runs.stop': call<null>()(z.strictObject({ runId: id })),
  'runs.read': call<RunDetail>()(z.strictObject({ runId: id })),
  'runs.timeline': call<readonly TimelinePoint[]>()(z.strictObject({ runId: id, after: index })),
} as const;
