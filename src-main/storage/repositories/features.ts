/** What a run's network makes of each training sample: its features, and their picture in two dimensions. */
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { toBlob, toFloat32Array, transact, type Connection } from '../connection.ts';

export interface FeatureSet {
  /** Features of a sample. */
  width: number;
  /** How the picture was made, for people. */
  method: string;
  /** The stage of the run whose network it was. */
  stage: string;
  /** float32 [N,2]. */
  points: Float32Array;
}

/** Makes room for the features of a run in place of earlier ones; they are invisible until `finishFeatures`. */
export function beginFeatures(
  db: Connection,
  runId: number,
  set: Pick<FeatureSet, 'width' | 'method' | 'stage'>,
): void {
  transact(db, () => {
    db.prepare('DELETE FROM feature_sets WHERE run_id = ?').run(runId);
    db.prepare('INSERT INTO feature_sets (run_id, width, method, stage) VALUES (?, ?, ?, ?)').run(
      runId,
      set.width,
      set.method,
      set.stage,
    );
  });
}

/** `values`: float32 [n,width], the samples after those of the chunk before. */
export function storeFeatureChunk(db: Connection, runId: number, chunk: number, values: Float32Array): void {
  db.prepare('INSERT INTO feature_chunks (run_id, chunk_index, sample_values) VALUES (?, ?, ?)').run(
    runId,
    chunk,
    toBlob(values),
  );
}

/** `points`: float32 [N,2]. */
export function finishFeatures(db: Connection, runId: number, method: string, points: Float32Array): void {
  db.prepare('UPDATE feature_sets SET method = ?, points = ? WHERE run_id = ?').run(
    method,
    toBlob(points),
    runId,
  );
}

/** Null until they are complete. */
export function readFeatureSet(db: Connection, runId: number): FeatureSet | null {
  const row = db
    .prepare<[number], { width: number; method: string; stage: string; points: Buffer }>(
      'SELECT width, method, stage, points FROM feature_sets WHERE run_id = ? AND points IS NOT NULL',
    )
    .get(runId);
  return row === undefined ? null : { ...row, points: toFloat32Array(row.points) };
}

/** float32 [n,width]; null beyond the last chunk. */
export function readFeatureChunk(db: Connection, runId: number, chunk: number): Float32Array | null {
  const blob = db
    .prepare<[number, number], Buffer>(
      'SELECT sample_values FROM feature_chunks WHERE run_id = ? AND chunk_index = ?',
    )
    .pluck()
    .get(runId, chunk);
  if (blob === undefined) return null;
  const values = toFloat32Array(blob);
  if (values.length > 0) return values;
  throw new AssayError('storage.corrupt', `Features ${chunk} of run ${runId} in ${db.name} are empty.`, {
    runId,
  });
}
