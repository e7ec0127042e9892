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

/**
 * How the steps of a training are run. `eager`: as they are written. `captured`: as one graph, and an error where that
 * cannot be. `auto`: as one graph where that can be and is worth its preparation, else as they are written.
 */
export const EXECUTIONS = ['eager', 'captured', 'auto'] as const;
export type Execution = (typeof EXECUTIONS)[number];

/** What a run gets where nobody says otherwise. */
export const DEFAULT_EXECUTION: Execution = 'auto';

/** The request for an audit, complete: a run can be repeated from it alone. */
export interface AuditSpec {
  defense: string;
  defenseVersion: number;
  preset: string;
  arch: string;
  seed: number;
  device: 'auto' | 'cpu' | 'cuda';
  /** Absent: eager. It stays the same when the run is resumed, since the last digits may depend on it. */
  execution?: Execution;
  options: Readonly<Record<string, number | boolean | string>>;
  /** What a person had judged when the run was asked for, and what outranks the method; absent: nothing. */
  judged?: JudgedSamples;
  /** Of a repair: the run whose final model is mended; architecture and dataset version are that run's. */
  base?: number;
  /** For a method that needs clean data: what it may take for clean. */
  trusted?: TrustedSamples;
}

/** How the steps of a run are or were run. */
export function executionOf({ execution }: Pick<AuditSpec, 'execution'>): Execution {
  return execution ?? 'eager';
}

export interface TrustedSamples {
  /** `verdicts`: a person judged them clean. `drill`: drawn from what is known to be clean, as only a drill allows. */
  source: 'verdicts' | 'drill';
  /** Indices of training samples, ascending. */
  indices: readonly number[];
}

/** What the papers give repair methods, as a share of the training split. */
export const USUAL_TRUSTED_SHARE = 0.05;
const SMALLEST_TRUSTED_SHARE = 0.01;
const FEWEST_TRUSTED = 20;
const FEWEST_TRUSTED_PER_CLASS = 4;

/**
 * How many trusted samples a method that needs them asks for at least: half of them teach and half of them decide how
 * far it may go, and with fewer neither half says anything.
 */
export function fewestTrusted(trainSamples: number, classes: number): number {
  const share = Math.ceil(SMALLEST_TRUSTED_SHARE * trainSamples);
  return Math.max(FEWEST_TRUSTED, FEWEST_TRUSTED_PER_CLASS * classes, share);
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
