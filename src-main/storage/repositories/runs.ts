/** Runs and their attempts. A run's state changes only here, and only as `nextRunState` allows. */
import {
  ACTIVE_RUN_STATES,
  nextRunState,
  type RunEvent,
  type RunKind,
  type RunRecord,
  type RunState,
} from '../../../src-shared/domain/run.ts';
import { AssayError, type ErrorRecord } from '../../../src-shared/errors/assay-error.ts';
import { now, transact, type Connection } from '../connection.ts';

export interface NewRun {
  kind: RunKind;
  /** Null while the version does not exist yet, as at the start of an import. */
  versionId: number | null;
  /** Complete, every default filled in; plain JSON. */
  spec: RunRecord['spec'];
}

/** What a run ends with. */
export interface RunOutcome {
  /** Plain JSON. */
  result?: unknown;
  error?: ErrorRecord;
}

export interface Attempt {
  attempt: number;
  startedAt: string;
  endedAt: string | null;
  /** The state the attempt ended in. */
  outcome: RunState | null;
  backend: string | null;
  /** What is known of a crash: exit code, signal, last output, peak memory. Plain JSON. */
  details: unknown;
}

interface RunRow {
  id: number;
  kind: string;
  version_id: number | null;
  spec: string;
  state: string;
  attempts: number;
  created_at: string;
  finished_at: string | null;
  result: string | null;
  error: string | null;
}

const SELECT = `SELECT id, kind, version_id, spec, state, created_at, finished_at, result, error,
  (SELECT count(*) FROM attempts WHERE run_id = runs.id) AS attempts FROM runs`;

function toRun(row: RunRow): RunRecord {
  return {
    id: row.id,
    kind: row.kind as RunKind,
    versionId: row.version_id,
    spec: JSON.parse(row.spec) as RunRecord['spec'],
    state: row.state as RunState,
    attempts: row.attempts,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    result: row.result === null ? null : (JSON.parse(row.result) as unknown),
    error: row.error === null ? null : (JSON.parse(row.error) as ErrorRecord),
  };
}

/** Makes a run in state `queued`. */
export function createRun(db: Connection, run: NewRun): RunRecord {
  const inserted = db
    .prepare("INSERT INTO runs (kind, version_id, spec, state, created_at) VALUES (?, ?, ?, 'queued', ?)")
    .run(run.kind, run.versionId, JSON.stringify(run.spec), now());
  return readRun(db, Number(inserted.lastInsertRowid));
}

/** Throws `not-found`, naming the runs there are. */
export function readRun(db: Connection, runId: number): RunRecord {
  const row = db.prepare<[number], RunRow>(`${SELECT} WHERE id = ?`).get(runId);
  if (row !== undefined) return toRun(row);
  const known = db.prepare<[], number>('SELECT id FROM runs ORDER BY id DESC LIMIT 20').pluck().all();
  const list = known.length === 0 ? 'It holds no run yet' : `The latest are: ${known.join(', ')}`;
  throw new AssayError('not-found', `There is no run ${runId} in ${db.name}. ${list}.`, {
    runId,
    available: known,
  });
}

/** Newest first. */
export function listRuns(
  db: Connection,
  filter: { kind?: RunKind; versionId?: number } = {},
  limit = 1000,
): RunRecord[] {
  return db
    .prepare<[{ kind: string | null; versionId: number | null; limit: number }], RunRow>(
      `${SELECT} WHERE (@kind IS NULL OR kind = @kind) AND (@versionId IS NULL OR version_id = @versionId)
       ORDER BY id DESC LIMIT @limit`,
    )
    .all({ kind: filter.kind ?? null, versionId: filter.versionId ?? null, limit })
    .map(toRun);
}

/** Says which version a run works on, once it exists. */
export function setRunVersion(db: Connection, runId: number, versionId: number): void {
  db.prepare('UPDATE runs SET version_id = ? WHERE id = ?').run(versionId, runId);
}

function beginAttempt(db: Connection, runId: number, time: string): void {
  db.prepare(
    `INSERT INTO attempts (run_id, attempt, started_at)
     SELECT ?, coalesce(max(attempt), 0) + 1, ? FROM attempts WHERE run_id = ?`,
  ).run(runId, time, runId);
}

/**
 * Moves a run on. `start` and `resume` begin an attempt, a final state ends it; `outcome` is stored with that.
 * Throws `conflict` for a step its state does not allow.
 */
export function changeRunState(
  db: Connection,
  runId: number,
  event: RunEvent,
  outcome: RunOutcome = {},
): RunRecord {
  return transact(db, () => {
    const state = nextRunState(readRun(db, runId).state, event);
    const time = now();
    const isActive = ACTIVE_RUN_STATES.includes(state);
    db.prepare('UPDATE runs SET state = ?, finished_at = ?, result = ?, error = ? WHERE id = ?').run(
      state,
      isActive ? null : time,
      outcome.result === undefined ? null : JSON.stringify(outcome.result),
      outcome.error === undefined ? null : JSON.stringify(outcome.error),
      runId,
    );
    if (event === 'start' || event === 'resume') beginAttempt(db, runId, time);
    if (!isActive) {
      db.prepare('UPDATE attempts SET ended_at = ?, outcome = ? WHERE run_id = ? AND ended_at IS NULL').run(
        time,
        state,
        runId,
      );
    }
    return readRun(db, runId);
  });
}

/** Adds what becomes known of the latest attempt; absent fields stay. */
export function describeAttempt(
  db: Connection,
  runId: number,
  facts: { backend?: string; details?: unknown },
): void {
  db.prepare(
    `UPDATE attempts SET backend = coalesce(?, backend), details = coalesce(?, details)
     WHERE run_id = ? AND attempt = (SELECT max(attempt) FROM attempts WHERE run_id = ?)`,
  ).run(
    facts.backend ?? null,
    facts.details === undefined ? null : JSON.stringify(facts.details),
    runId,
    runId,
  );
}

export function listAttempts(db: Connection, runId: number): Attempt[] {
  return db
    .prepare<[number], Omit<Attempt, 'details'> & { details: string | null }>(
      `SELECT attempt, started_at AS startedAt, ended_at AS endedAt, outcome, backend, details
       FROM attempts WHERE run_id = ? ORDER BY attempt`,
    )
    .all(runId)
    .map((row) => ({ ...row, details: row.details === null ? null : (JSON.parse(row.details) as unknown) }));
}

/**
 * Turns every active run into `interrupted` and returns their ids. To be called once, by a host that has just
 * opened the workspace for writing: whoever ran them is gone, or the workspace would still be locked.
 */
export function markInterruptedRuns(db: Connection): number[] {
  return transact(db, () => {
    const states = ACTIVE_RUN_STATES.map(() => '?').join(', ');
    const ids = db
      .prepare<string[], number>(`SELECT id FROM runs WHERE state IN (${states}) ORDER BY id`)
      .pluck()
      .all(...ACTIVE_RUN_STATES);
    for (const id of ids) changeRunState(db, id, 'host-gone');
    return ids;
  });
}
