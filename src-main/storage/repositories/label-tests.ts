/** Leave-label-out tests of dataset versions; each is kept. */
import type { LabelTest } from '../../../src-shared/domain/assessment.ts';
import { now, toBlob, toInt32Array, type Connection } from '../connection.ts';

/** Samples whose label a test contradicted, ascending, and the label each was predicted as. */
export interface Contradicted {
  indices: Int32Array;
  predicted: Int32Array;
}

/** Throws TypeError when there is not one prediction a sample. */
export function storeLabelTest(
  db: Connection,
  versionId: number,
  test: Omit<LabelTest, 'createdAt'>,
  { indices, predicted }: Contradicted,
): void {
  if (indices.length !== predicted.length) {
    throw new TypeError(`${indices.length} contradicted samples came with ${predicted.length} predictions`);
  }
  db.prepare(
    `INSERT INTO label_tests (version_id, label, seed, result, sample_indices, predicted, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(versionId, test.label, test.seed, JSON.stringify(test), toBlob(indices), toBlob(predicted), now());
}

/** Newest first. */
export function listLabelTests(db: Connection, versionId: number): LabelTest[] {
  return db
    .prepare<[number], { result: string; created_at: string }>(
      'SELECT result, created_at FROM label_tests WHERE version_id = ? ORDER BY id DESC',
    )
    .all(versionId)
    .map((row) => ({
      ...(JSON.parse(row.result) as Omit<LabelTest, 'createdAt'>),
      createdAt: row.created_at,
    }));
}

/** What the newest test of a label contradicted; null where it was not tested. */
export function readContradicted(db: Connection, versionId: number, label: number): Contradicted | null {
  const row = db
    .prepare<[number, number], { sample_indices: Buffer; predicted: Buffer }>(
      'SELECT sample_indices, predicted FROM label_tests WHERE version_id = ? AND label = ? ORDER BY id DESC LIMIT 1',
    )
    .get(versionId, label);
  return row === undefined
    ? null
    : { indices: toInt32Array(row.sample_indices), predicted: toInt32Array(row.predicted) };
}
