/**
 * The only list of calls and events between the interface and the host. A call has a schema for its arguments, by which
 * the host checks them on arrival, and a type for its answer; both sides take their types from here.
 *
 * Fractions are in 0..1, times ISO 8601, long lists typed arrays. Sample indices are those of a dataset version: the
 * train split first, then the test split.
 */
import type { z } from 'zod';
import type { JobSnapshot } from '../domain/job.ts';
import { appCalls, type Settings, type WorkspaceInfo } from './calls/app.ts';
import { assessmentCalls } from './calls/assessment.ts';
import { benchmarkCalls } from './calls/benchmarks.ts';
import { datasetCalls } from './calls/datasets.ts';
import { detectionCalls } from './calls/detections.ts';
import { evidenceCalls } from './calls/evidence.ts';
import { exportCalls } from './calls/exports.ts';
import { libraryCalls } from './calls/library.ts';
import { neuronCalls } from './calls/neurons.ts';
import { runCalls } from './calls/runs.ts';
import { sampleCalls } from './calls/samples.ts';
import { verdictCalls } from './calls/verdicts.ts';

export type * from './calls/app.ts';
export type * from './calls/benchmarks.ts';
export type * from './calls/datasets.ts';
export type * from './calls/detections.ts';
export type * from './calls/evidence.ts';
export type * from './calls/library.ts';
export type * from './calls/neurons.ts';
export type * from './calls/runs.ts';
export type * from './calls/samples.ts';
export type * from './calls/verdicts.ts';

/** Raised when a call or event changes its meaning; a page of another version is told to reload. */
export const CONTRACT_VERSION = 1;

export const calls = {
  ...appCalls,
  ...libraryCalls,
  ...datasetCalls,
  ...sampleCalls,
  ...runCalls,
  ...evidenceCalls,
  ...neuronCalls,
  ...detectionCalls,
  ...verdictCalls,
  ...exportCalls,
  ...benchmarkCalls,
  ...assessmentCalls,
} as const satisfies Record<string, { args: z.ZodType }>;

/** News, never the truth itself: a screen asks again. Only `jobs.changed` carries what changed, being small. */
export interface Events {
  'jobs.changed': readonly JobSnapshot[];
  /** Null: it was closed. */
  'workspace.changed': { workspace: WorkspaceInfo | null };
  /** Datasets or runs came, went or changed their state. */
  'library.changed': Record<string, never>;
  /** At most four a second for a run. */
  'run.changed': { runId: number };
  /** A cell of a benchmark may have another state now. */
  'benchmark.changed': { jobId: number };
  'verdicts.changed': { versionId: number };
  'settings.changed': Settings;
}

export type Calls = typeof calls;
export type CallName = keyof Calls;
export type ArgsOf<Name extends CallName> = z.infer<Calls[Name]['args']>;
export type AnswerOf<Name extends CallName> = Exclude<Calls[Name]['answer'], undefined>;
export type EventName = keyof Events;
