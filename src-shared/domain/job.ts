/** A long piece of work as every screen sees it: in the job tray, from start to end. */
import type { ErrorRecord } from '../errors/assay-error.ts';

export interface ProgressNews {
  stage: string;
  done: number;
  total: number;
  unit: string;
  /** Seconds left in the whole piece of work, null while unknown. */
  etaSeconds: number | null;
  metrics: Readonly<Record<string, number>>;
}

export type JobKind =
  | 'setup'
  | 'import'
  | 'poison'
  | 'example'
  | 'audit'
  | 'features'
  | 'detect'
  | 'neurons'
  | 'label-test'
  | 'statistics'
  | 'export'
  | 'benchmark'
  | 'measure';
export type JobState = 'queued' | 'running' | 'cancelling' | 'done' | 'failed' | 'cancelled';

export interface JobSnapshot {
  id: number;
  kind: JobKind;
  /** What it works on, e.g. a dataset's name. */
  subject: string;
  state: JobState;
  runId: number | null;
  versionId: number | null;
  progress: ProgressNews | null;
  /** The last sentence it said. */
  note: string | null;
  error: ErrorRecord | null;
  /** Plain JSON; what it ended with. */
  result: unknown;
  startedAt: string;
  endedAt: string | null;
}

export function isActive({ state }: Pick<JobSnapshot, 'state'>): boolean {
  return state === 'queued' || state === 'running' || state === 'cancelling';
}
