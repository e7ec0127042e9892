/** What a run found out about samples: final scores, their traces over epochs, subsets. */
import type { Subset } from '../../../src-shared/domain/score.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { toBlob, toFloat32Array, toInt32Array, type Connection } from '../connection.ts';

export interface TraceEpoch {
  epoch: number;
  /** One value a training sample, in index order. */
  values: Float32Array;
}

/**
 * Stores the final scores of a metric, `values[i]` for training sample i, in place of earlier ones. Throws
 * `input.invalid` for a value that is not finite.
 */
export function storeScores(db: Connection, runId: number, metric: string, values: Float32Array): void {
  const index = values.findIndex((value) => !Number.isFinite(value));
  if (index >= 0) {
    throw new AssayError(
      'input.invalid',
      `The ${metric} of sample ${index} is ${values[index]}; a score is finite.`,
      { metric, index },
    );
  }
  db.prepare(
    `INSERT INTO scores (run_id, metric, sample_values) VALUES (?, ?, ?)
     ON CONFLICT (run_id, metric) DO UPDATE SET sample_values = excluded.sample_values`,
  ).run(runId, metric, toBlob(values));
}

export function listScoreMetrics(db: Connection, runId: number): string[] {
  return db
    .prepare<[number], string>('SELECT metric FROM scores WHERE run_id = ? ORDER BY metric')
    .pluck()
    .all(runId);
}

/** All scores of a metric by training sample. Throws `not-found` when the run has none of it. */
export function readScores(db: Connection, runId: number, metric: string): Float32Array {
  const blob = db
    .prepare<[number, string], Buffer>('SELECT sample_values FROM scores WHERE run_id = ? AND metric = ?')
    .pluck()
    .get(runId, metric);
  if (blob !== undefined) return toFloat32Array(blob);
  const available = listScoreMetrics(db, runId);
  throw new AssayError(
    'not-found',
    `Run ${runId} has no scores "${metric}"; it has: ${available.join(', ') || 'none'}.`,
    { runId, metric, available },
  );
}

/** Epochs a run was traced at, by metric, both in order. */
export function listTraces(db: Connection, runId: number): { metric: string; epochs: number[] }[] {
  const rows = db
    .prepare<[number], { metric: string; epoch: number }>(
      'SELECT metric, epoch FROM score_traces WHERE run_id = ? ORDER BY metric, epoch',
    )
    .all(runId);
  const byMetric = new Map<string, number[]>();
  for (const { metric, epoch } of rows) byMetric.set(metric, [...(byMetric.get(metric) ?? []), epoch]);
  return [...byMetric].map(([metric, epochs]) => ({ metric, epochs }));
}

/** Stores one epoch of a metric's trace; the same epoch again, after a resume, replaces it. */
export function storeTrace(
  db: Connection,
  runId: number,
  metric: string,
  epoch: number,
  values: Float32Array,
): void {
  db.prepare(
    `INSERT INTO score_traces (run_id, metric, epoch, sample_values) VALUES (?, ?, ?, ?)
     ON CONFLICT (run_id, metric, epoch) DO UPDATE SET sample_values = excluded.sample_values`,
  ).run(runId, metric, epoch, toBlob(values));
}

/** Epochs a metric was traced at, ascending. */
export function listTraceEpochs(db: Connection, runId: number, metric: string): number[] {
  return db
    .prepare<[number, string], number>(
      'SELECT epoch FROM score_traces WHERE run_id = ? AND metric = ? ORDER BY epoch',
    )
    .pluck()
    .all(runId, metric);
}

export function readTrace(db: Connection, runId: number, metric: string, epoch: number): Float32Array {
  const blob = db
    .prepare<[number, string, number], Buffer>(
      'SELECT sample_values FROM score_traces WHERE run_id = ? AND metric = ? AND epoch = ?',
    )
    .pluck()
    .get(runId, metric, epoch);
  if (blob !== undefined) return toFloat32Array(blob);
  throw new AssayError('not-found', `Run ${runId} has no "${metric}" of epoch ${epoch}.`, {
    runId,
    metric,
    epoch,
  });
}

/** Every epoch of a metric's trace in order, one in memory at a time. */
export function* iterateTraces(db: Connection, runId: number, metric: string): Generator<TraceEpoch> {
  for (const epoch of listTraceEpochs(db, runId, metric)) {
    yield { epoch, values: readTrace(db, runId, metric, epoch) };
  }
}

/** Stores a subset under its name, in place of an earlier one. `indices`: most extreme first. */
export function storeSubset(db: Connection, runId: number, name: string, indices: Int32Array): void {
  db.prepare(
    `INSERT INTO subsets (run_id, name, sample_indices) VALUES (?, ?, ?)
     ON CONFLICT (run_id, name) DO UPDATE SET sample_indices = excluded.sample_indices`,
  ).run(runId, name, toBlob(indices));
}

/** All subsets of a run, by name. */
export function listSubsets(db: Connection, runId: number): Subset[] {
  return db
    .prepare<[number], { name: string; sample_indices: Buffer }>(
      'SELECT name, sample_indices FROM subsets WHERE run_id = ? ORDER BY name',
    )
    .all(runId)
    .map((row) => ({ name: row.name, indices: toInt32Array(row.sample_indices) }));
}

/** Throws `not-found`, naming the subsets there are. */
export function readSubset(db: Connection, runId: number, name: string): Int32Array {
  const subsets = listSubsets(db, runId);
  const found = subsets.find((subset) => subset.name === name);
  if (found !== undefined) return found.indices;
  const available = subsets.map((subset) => subset.name);
  throw new AssayError(
    'not-found',
    `Run ${runId} has no subset "${name}"; it has: ${available.join(', ') || 'none'}.`,
    {
      runId,
      name,
      available,
    },
  );
}
