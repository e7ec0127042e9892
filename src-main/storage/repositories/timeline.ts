/** What a run reports on its way: points of its curves, results of its stages, log lines. */
import type { StageResult, TimelinePoint } from '../../../src-shared/domain/run.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { now, transact, type Connection } from '../connection.ts';

export interface LogLine {
  id: number;
  level: 'info' | 'warning';
  text: string;
  createdAt: string;
}

/**
 * Adds a point and returns its `seq` (1, 2, ...). A point at the same stage, epoch and step joins the older one under a
 * new `seq`, so that whoever reads on sees it: several metrics of one moment become one point, and one that comes
 * again after a resume replaces its older value. Throws `input.invalid` for a metric that is not finite.
 */
export function appendTimelinePoint(
  db: Connection,
  runId: number,
  point: Omit<TimelinePoint, 'seq'>,
): number {
  for (const [metric, value] of Object.entries(point.metrics)) {
    if (Number.isFinite(value)) continue;
    throw new AssayError(
      'input.invalid',
      `Metric ${metric} at ${point.stage}, epoch ${point.epoch} is ${value}.`,
      {
        metric,
        stage: point.stage,
        epoch: point.epoch,
      },
    );
  }
  return transact(db, () => {
    const last = db
      .prepare<[number], number | null>('SELECT max(seq) FROM timeline WHERE run_id = ?')
      .pluck();
    const seq = (last.get(runId) ?? 0) + 1;
    const place = [runId, point.stage, point.epoch, point.step] as const;
    const older = db
      .prepare<[number, string, number, number], string>(
        'DELETE FROM timeline WHERE run_id = ? AND stage = ? AND epoch = ? AND step = ? RETURNING metrics',
      )
      .pluck()
      .get(...place);
    const metrics = { ...(older === undefined ? {} : (JSON.parse(older) as object)), ...point.metrics };
    db.prepare(
      'INSERT INTO timeline (run_id, seq, stage, epoch, step, metrics) VALUES (?, ?, ?, ?, ?, ?)',
    ).run(runId, seq, point.stage, point.epoch, point.step, JSON.stringify(metrics));
    return seq;
  });
}

/** Points with a `seq` above `after`, in order, at most `limit`. */
export function readTimeline(db: Connection, runId: number, after = 0, limit = 10_000): TimelinePoint[] {
  return db
    .prepare<[number, number, number], Omit<TimelinePoint, 'metrics'> & { metrics: string }>(
      'SELECT seq, stage, epoch, step, metrics FROM timeline WHERE run_id = ? AND seq > ? ORDER BY seq LIMIT ?',
    )
    .all(runId, after, limit)
    .map((row) => ({ ...row, metrics: JSON.parse(row.metrics) as TimelinePoint['metrics'] }));
}

/** Stores what a stage ended with; the same stage again, after a resume, replaces it in its place. */
export function storeStage(db: Connection, runId: number, result: StageResult): void {
  db.prepare(
    `INSERT INTO stages (run_id, ordinal, name, epochs, updates, clean_accuracy, attack_success, robust_accuracy, seconds, notes)
     SELECT @runId, coalesce(max(ordinal), 0) + 1, @name, @epochs, @updates, @cleanAccuracy, @attackSuccess,
       @robustAccuracy, @seconds, @notes FROM stages WHERE run_id = @runId
     ON CONFLICT (run_id, name) DO UPDATE SET epochs = excluded.epochs, updates = excluded.updates,
       clean_accuracy = excluded.clean_accuracy, attack_success = excluded.attack_success,
       robust_accuracy = excluded.robust_accuracy, seconds = excluded.seconds, notes = excluded.notes`,
  ).run({ ...result, runId, notes: JSON.stringify(result.notes) });
}

/** In the order the stages first ended. */
export function listStages(db: Connection, runId: number): StageResult[] {
  return db
    .prepare<[number], Omit<StageResult, 'notes'> & { notes: string }>(
      `SELECT name, epochs, updates, clean_accuracy AS cleanAccuracy, attack_success AS attackSuccess,
         robust_accuracy AS robustAccuracy, seconds, notes FROM stages WHERE run_id = ? ORDER BY ordinal`,
    )
    .all(runId)
    .map((row) => ({ ...row, notes: JSON.parse(row.notes) as string[] }));
}

export function appendLog(db: Connection, runId: number, level: LogLine['level'], text: string): void {
  db.prepare('INSERT INTO logs (run_id, level, text, created_at) VALUES (?, ?, ?, ?)').run(
    runId,
    level,
    text,
    now(),
  );
}

/** Lines with an id above `after`, in order, at most `limit`. */
export function readLogs(db: Connection, runId: number, after = 0, limit = 1000): LogLine[] {
  return db
    .prepare<[number, number, number], LogLine>(
      'SELECT id, level, text, created_at AS createdAt FROM logs WHERE run_id = ? AND id > ? ORDER BY id LIMIT ?',
    )
    .all(runId, after, limit);
}
