/**
 * Verdicts: a journal to which entries are only added. The latest entry of a sample counts; `value` null means that
 * there is no verdict any more. What is made together (a lasso, "all of these") is one batch and undone as one.
 */
import type { Verdict, VerdictValue } from '../../../src-shared/domain/score.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { now, transactDurably, type Connection } from '../connection.ts';

export interface JournalEntry extends Verdict {
  id: number;
  batch: number;
}

export type NewVerdict = Omit<Verdict, 'createdAt'>;

const SELECT = `SELECT id, batch, version_id AS versionId, sample_index AS sampleIndex, value, author, reason,
  created_at AS createdAt FROM verdicts`;

function append(db: Connection, entries: readonly NewVerdict[]): number {
  const last = db.prepare<[], number | null>('SELECT max(batch) FROM verdicts').pluck().get();
  const batch = (last ?? 0) + 1;
  const insert = db.prepare(
    `INSERT INTO verdicts (batch, version_id, sample_index, value, author, reason, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const isSample = db
    .prepare<[number, number], number>('SELECT 1 FROM samples WHERE version_id = ? AND sample_index = ?')
    .pluck();
  const time = now();
  for (const entry of entries) {
    if (isSample.get(entry.versionId, entry.sampleIndex) === undefined) {
      throw new AssayError(
        'not-found',
        `Version ${entry.versionId} has no sample ${entry.sampleIndex} to judge.`,
        {
          versionId: entry.versionId,
          sampleIndex: entry.sampleIndex,
        },
      );
    }
    insert.run(batch, entry.versionId, entry.sampleIndex, entry.value, entry.author, entry.reason, time);
  }
  return batch;
}

/** Adds entries, all or none, on disk before it returns; the number of their batch. Throws `not-found`. */
export function appendVerdicts(db: Connection, entries: readonly NewVerdict[]): number {
  return transactDurably(db, () => append(db, entries));
}

/**
 * Adds, for every entry of a batch, one that brings back what counted before it; returns the new batch, which can
 * be undone in turn. Throws `conflict` when a sample of it was judged again since, `not-found`.
 */
export function undoVerdicts(db: Connection, batch: number, author: string): number {
  return transactDurably(db, () => {
    const entries = db.prepare<[number], JournalEntry>(`${SELECT} WHERE batch = ? ORDER BY id`).all(batch);
    if (entries.length === 0) {
      throw new AssayError('not-found', `There are no verdicts with the batch ${batch} in ${db.name}.`, {
        batch,
      });
    }
    const latest = db
      .prepare<[number, number], number>(
        'SELECT batch FROM verdicts WHERE version_id = ? AND sample_index = ? ORDER BY id DESC LIMIT 1',
      )
      .pluck();
    const before = db
      .prepare<[number, number, number], VerdictValue | null>(
        `SELECT value FROM verdicts WHERE version_id = ? AND sample_index = ? AND batch < ? ORDER BY id DESC LIMIT 1`,
      )
      .pluck();
    const inverse = new Map<string, NewVerdict>();
    for (const { versionId, sampleIndex } of entries) {
      if (latest.get(versionId, sampleIndex) !== batch) {
        throw new AssayError('conflict', `Sample ${sampleIndex} was judged again since; undo that first.`, {
          versionId,
          sampleIndex,
          batch,
        });
      }
      const value = before.get(versionId, sampleIndex, batch) ?? null;
      inverse.set(`${versionId}/${sampleIndex}`, {
        versionId,
        sampleIndex,
        value,
        author,
        reason: `undo of ${batch}`,
      });
    }
    return append(db, [...inverse.values()]);
  });
}

/** The verdicts that count, by sample index; samples without one are absent. */
export function readVerdicts(db: Connection, versionId: number): Map<number, JournalEntry> {
  const rows = db
    .prepare<[number], JournalEntry>(
      `${SELECT} WHERE id IN (SELECT max(id) FROM verdicts WHERE version_id = ? GROUP BY sample_index)
       AND value IS NOT NULL ORDER BY sample_index`,
    )
    .all(versionId);
  return new Map(rows.map((row) => [row.sampleIndex, row]));
}

/** The whole history of a sample, oldest first. */
export function readVerdictHistory(db: Connection, versionId: number, sampleIndex: number): JournalEntry[] {
  return db
    .prepare<[number, number], JournalEntry>(
      `${SELECT} WHERE version_id = ? AND sample_index = ? ORDER BY id`,
    )
    .all(versionId, sampleIndex);
}
