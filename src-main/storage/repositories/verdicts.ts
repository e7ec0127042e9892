/**
 * Verdicts: a journal to which batches are only added. What is judged together (a lasso, "all of these") is one batch,
 * and undone as one. The latest entry of a sample counts; a `value` of null means that there is no verdict any more.
 * Undo and redo are batches too, so the history that they move along is read from the journal and survives a restart.
 */
import type { VerdictValue } from '../../../src-shared/domain/score.ts';
import { VERDICT_CODES, verdictOfCode } from '../../../src-shared/domain/score.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { now, toBlob, toInt32Array, transactDurably, type Connection } from '../connection.ts';
import { readGeometry } from './geometry.ts';

export interface NewVerdicts {
  versionId: number;
  /** In any order; one that comes twice counts once. */
  indices: ArrayLike<number>;
  value: VerdictValue | null;
  author: string;
  reason: string;
}

export interface VerdictBatch {
  id: number;
  versionId: number;
  kind: 'judge' | 'undo' | 'redo';
  /** The batch that an undo took back or a redo brought back. */
  target: number | null;
  /** Ascending. */
  indices: Int32Array;
  /** A code of `VERDICT_CODES` for each. */
  codes: Uint8Array;
  author: string;
  reason: string;
  createdAt: string;
}

/** One line in the history of a sample. */
export interface HistoryLine extends Pick<VerdictBatch, 'id' | 'kind' | 'author' | 'reason' | 'createdAt'> {
  value: VerdictValue | null;
}

interface Row {
  id: number;
  version_id: number;
  kind: string;
  target: number | null;
  sample_indices: Buffer;
  sample_values: Buffer;
  author: string;
  reason: string;
  created_at: string;
}

function toBatch(row: Row): VerdictBatch {
  return {
    id: row.id,
    versionId: row.version_id,
    kind: row.kind as VerdictBatch['kind'],
    target: row.target,
    indices: toInt32Array(row.sample_indices),
    codes: new Uint8Array(row.sample_values),
    author: row.author,
    reason: row.reason,
    createdAt: row.created_at,
  };
}

function insert(db: Connection, batch: Omit<VerdictBatch, 'id' | 'createdAt'>): number {
  const inserted = db
    .prepare(
      `INSERT INTO verdict_batches (version_id, kind, target, sample_indices, sample_values, author, reason, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      batch.versionId,
      batch.kind,
      batch.target,
      toBlob(batch.indices),
      toBlob(batch.codes),
      batch.author,
      batch.reason,
      now(),
    );
  return Number(inserted.lastInsertRowid);
}

/**
 * Adds a batch, on disk before it returns, and returns its number. Throws `not-found` for a sample the version does not
 * have, `input.invalid` for an empty list.
 */
export function judgeSamples(db: Connection, verdicts: NewVerdicts): number {
  const { versionId, value, author, reason } = verdicts;
  const indices = Int32Array.from(new Set(Array.from(verdicts.indices))).sort();
  if (indices.length === 0) throw new AssayError('input.invalid', 'No sample was named to be judged.');
  return transactDurably(db, () => {
    const { total } = readGeometry(db, versionId);
    const stray = indices.find((index) => index < 0 || index >= total);
    if (stray !== undefined) {
      throw new AssayError('not-found', `Version ${versionId} has no sample ${stray} to judge.`, {
        versionId,
        sampleIndex: stray,
      });
    }
    const codes = new Uint8Array(indices.length).fill(VERDICT_CODES[value ?? 'none']);
    return insert(db, { versionId, kind: 'judge', target: null, indices, codes, author, reason });
  });
}

/** What undo and redo would take next; null at an end of the history. */
export interface HistoryEnds {
  undo: number | null;
  redo: number | null;
}

/** Judging again after an undo starts a new branch: what was taken back cannot be brought back any more. */
export function readHistoryEnds(db: Connection, versionId: number): HistoryEnds {
  const rows = db
    .prepare<[number], Pick<Row, 'id' | 'kind' | 'target'>>(
      'SELECT id, kind, target FROM verdict_batches WHERE version_id = ? ORDER BY id',
    )
    .all(versionId);
  const done: number[] = [];
  let undone: number[] = [];
  for (const { id, kind, target } of rows) {
    if (kind === 'judge') {
      done.push(id);
      undone = [];
    } else if (kind === 'undo') undone.push(done.pop() ?? id);
    else done.push(undone.pop() ?? target ?? id);
  }
  return { undo: done.at(-1) ?? null, redo: undone.at(-1) ?? null };
}

/** Takes back the last batch that counts; null when there is none. */
export function undoVerdicts(
  db: Connection,
  versionId: number,
  author: string,
): { batch: number; count: number } | null {
  return transactDurably(db, () => {
    const { undo } = readHistoryEnds(db, versionId);
    if (undo === null) return null;
    const { indices } = readBatch(db, undo);
    // Whatever came after this batch was taken back before it: the state before it is what counts again.
    const before = replay(db, versionId, undo);
    const codes = Uint8Array.from(indices, (index) => before[index] ?? 0);
    const reason = `undo of ${undo}`;
    const batch = insert(db, { versionId, kind: 'undo', target: undo, indices, codes, author, reason });
    return { batch, count: indices.length };
  });
}

/** Brings back the batch that was taken back last; null when there is none. */
export function redoVerdicts(
  db: Connection,
  versionId: number,
  author: string,
): { batch: number; count: number } | null {
  return transactDurably(db, () => {
    const { redo } = readHistoryEnds(db, versionId);
    if (redo === null) return null;
    const { indices, codes } = readBatch(db, redo);
    const reason = `redo of ${redo}`;
    const batch = insert(db, { versionId, kind: 'redo', target: redo, indices, codes, author, reason });
    return { batch, count: indices.length };
  });
}

function readBatch(db: Connection, id: number): VerdictBatch {
  const row = db.prepare<[number], Row>('SELECT * FROM verdict_batches WHERE id = ?').get(id);
  if (row !== undefined) return toBatch(row);
  throw new AssayError('not-found', `There are no verdicts with the batch ${id} in ${db.name}.`, {
    batch: id,
  });
}

function* iterateBatches(db: Connection, versionId: number, before: number | null): Generator<VerdictBatch> {
  const rows = db
    .prepare<[number, number | null, number | null], Row>(
      'SELECT * FROM verdict_batches WHERE version_id = ? AND (? IS NULL OR id < ?) ORDER BY id',
    )
    .iterate(versionId, before, before);
  for (const row of rows) yield toBatch(row);
}

function replay(db: Connection, versionId: number, before: number | null): Uint8Array {
  const column = new Uint8Array(readGeometry(db, versionId).total);
  for (const { indices, codes } of iterateBatches(db, versionId, before)) {
    indices.forEach((index, i) => (column[index] = codes[i] ?? 0));
  }
  return column;
}

/** The verdicts that count as codes of `VERDICT_CODES`, one byte a sample over both splits. */
export function readVerdictColumn(db: Connection, versionId: number): Uint8Array {
  return replay(db, versionId, null);
}

/** The verdicts that count, by sample index, ascending; samples without one are absent. */
export function readVerdicts(db: Connection, versionId: number): Map<number, VerdictValue> {
  const verdicts = new Map<number, VerdictValue>();
  readVerdictColumn(db, versionId).forEach((code, index) => {
    const value = verdictOfCode(code);
    if (value !== null) verdicts.set(index, value);
  });
  return verdicts;
}

/** The whole history of a sample, oldest first. */
export function readVerdictHistory(db: Connection, versionId: number, sampleIndex: number): HistoryLine[] {
  const lines: HistoryLine[] = [];
  for (const { id, kind, indices, codes, author, reason, createdAt } of iterateBatches(db, versionId, null)) {
    const at = indices.indexOf(sampleIndex);
    if (at >= 0) lines.push({ id, kind, author, reason, createdAt, value: verdictOfCode(codes[at] ?? 0) });
  }
  return lines;
}

/** Batches with a number below `before` (null: from the newest), newest first, at most `limit`. */
export function readBatches(
  db: Connection,
  versionId: number,
  before: number | null,
  limit: number,
): VerdictBatch[] {
  return db
    .prepare<[number, number | null, number | null, number], Row>(
      'SELECT * FROM verdict_batches WHERE version_id = ? AND (? IS NULL OR id < ?) ORDER BY id DESC LIMIT ?',
    )
    .all(versionId, before, before, limit)
    .map(toBatch);
}

/** 0 where nothing was judged yet. */
export function readLatestBatchId(db: Connection, versionId: number): number {
  return (
    db
      .prepare<[number], number | null>('SELECT max(id) FROM verdict_batches WHERE version_id = ?')
      .pluck()
      .get(versionId) ?? 0
  );
}

/** For `verify`: batches that speak of samples their version does not have; one sentence each. */
export function findStrayVerdicts(db: Connection): string[] {
  const versions = db
    .prepare<[], { id: number; total: number }>(
      `SELECT id, train_count + test_count AS total FROM versions
       WHERE id IN (SELECT version_id FROM verdict_batches)`,
    )
    .all();
  return versions.flatMap(({ id, total }) =>
    [...iterateBatches(db, id, null)]
      .filter(
        ({ indices, codes }) =>
          indices.some((index) => index < 0 || index >= total) || codes.some((code) => code > 3),
      )
      .map((batch) => `Verdict batch ${batch.id} speaks of samples that version ${id} does not have.`),
  );
}
