import { AssayError, type ErrorRecord } from '../errors/assay-error.ts';

/** Any long piece of work on a workspace. */
export type RunKind = 'import' | 'poison' | 'audit' | 'evaluate' | 'export';

export type RunState =
  'queued' | 'starting' | 'running' | 'cancelling' | 'finished' | 'cancelled' | 'failed' | 'interrupted';

export type RunEvent =
  | 'start'
  | 'ready'
  | 'cancel-requested'
  | 'completed'
  | 'stopped-after-cancel'
  | 'failed'
  | 'host-gone'
  | 'resume';

const TRANSITIONS: Readonly<Record<RunState, Partial<Record<RunEvent, RunState>>>> = {
  queued: {
    start: 'starting',
    'cancel-requested': 'cancelled',
    failed: 'failed',
    'host-gone': 'interrupted',
  },
  starting: {
    ready: 'running',
    'cancel-requested': 'cancelling',
    failed: 'failed',
    'host-gone': 'interrupted',
  },
  running: {
    'cancel-requested': 'cancelling',
    completed: 'finished',
    failed: 'failed',
    'host-gone': 'interrupted',
  },
  // A run that completes while it is being cancelled has completed: its results are there.
  cancelling: {
    'stopped-after-cancel': 'cancelled',
    completed: 'finished',
    failed: 'failed',
    'host-gone': 'interrupted',
  },
  finished: {},
  cancelled: { resume: 'starting' },
  failed: { resume: 'starting' },
  interrupted: { resume: 'starting' },
};

/** The one place that knows how a run moves. Throws `conflict` for a transition that does not exist. */
export function nextRunState(state: RunState, event: RunEvent): RunState {
  const next = TRANSITIONS[state][event];
  if (next === undefined) {
    throw new AssayError('conflict', `A run that is ${state} cannot take the step "${event}".`, {
      state,
      event,
    });
  }
  return next;
}

/** States in which a worker may be at work: after a host died these become `interrupted`. */
export const ACTIVE_RUN_STATES: readonly RunState[] = ['queued', 'starting', 'running', 'cancelling'];

export interface RunRecord {
  id: number;
  kind: RunKind;
  versionId: number | null;
  /** What was asked for, with every default filled in; never changed after the start. */
  spec: AuditSpec | Readonly<Record<string, unknown>>;
  state: RunState;
  attempts: number;
  createdAt: string;
  finishedAt: string | null;
  result: unknown;
  error: ErrorRecord | null;
}

/** The request for an audit, complete: a run can be repeated from it alone. */
export interface AuditSpec {
  defense: string;
  defenseVersion: number;
  preset: string;
  arch: string;
  seed: number;
  device: 'auto' | 'cpu' | 'cuda';
  options: Readonly<Record<string, number | boolean | string>>;
  /** What a person had judged when the run was asked for, and what outranks the method; absent: nothing. */
  judged?: JudgedSamples;
}

/** Indices of training samples, ascending. */
export interface JudgedSamples {
  poison: readonly number[];
  clean: readonly number[];
}

/** What one stage of a defense ended with. Fractions in 0..1; null where there is nothing to measure with. */
export interface StageResult {
  name: string;
  epochs: number;
  updates: number;
  cleanAccuracy: number | null;
  attackSuccess: number | null;
  /** Fraction of triggered test samples that still get their true class. */
  robustAccuracy: number | null;
  seconds: number;
  /** Anything the stage wants a person to read, e.g. that unlearning stayed incomplete. */
  notes: readonly string[];
}

/** One point of a run's timeline, e.g. an epoch's loss; `metrics` hold finite numbers only. */
export interface TimelinePoint {
  seq: number;
  stage: string;
  epoch: number;
  step: number;
  metrics: Readonly<Record<string, number>>;
}
