/** Names of datasets, and finding a dataset's row. */
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { now, type Connection } from '../connection.ts';

const NAME_LIMIT = 100;

/**
 * Throws `input.invalid` unless `name` can name a dataset: 1 to 100 characters, no `@` (it separates the version),
 * slash or control character, no space at either end.
 */
export function checkDatasetName(name: string): void {
  const hasBadCharacter = /[@/\\\p{Cc}]/u.test(name);
  if (name.length >= 1 && name.length <= NAME_LIMIT && name === name.trim() && !hasBadCharacter) return;
  throw new AssayError(
    'input.invalid',
    `"${name}" cannot name a dataset: use 1 to ${NAME_LIMIT} characters without "@", slashes or control characters, and no space at either end.`,
    { name },
  );
}

export function listDatasetNames(db: Connection): string[] {
  return db.prepare<[], string>('SELECT name FROM datasets ORDER BY name').pluck().all();
}

/** The dataset's id, made when it is new, and the number its next version gets. To be called in a transaction. */
export function prepareDataset(db: Connection, name: string): { datasetId: number; nextVersion: number } {
  checkDatasetName(name);
  db.prepare('INSERT INTO datasets (name, created_at) VALUES (?, ?) ON CONFLICT (name) DO NOTHING').run(
    name,
    now(),
  );
  const row = db
    .prepare<[string], { datasetId: number; nextVersion: number }>(
      `SELECT d.id AS datasetId, coalesce(max(v.version), 0) + 1 AS nextVersion
       FROM datasets d LEFT JOIN versions v ON v.dataset_id = d.id WHERE d.name = ? GROUP BY d.id`,
    )
    .get(name);
  if (row === undefined) throw new AssayError('internal', `Dataset ${name} was not stored.`, { name });
  return row;
}

/** A dataset whose only version was removed goes with it. */
export function removeEmptyDatasets(db: Connection): void {
  db.prepare('DELETE FROM datasets WHERE id NOT IN (SELECT dataset_id FROM versions)').run();
}
