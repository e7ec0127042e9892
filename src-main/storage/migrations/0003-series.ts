/**
 * The third format. Packs hold bytes of any kind of sample, not pixels alone; and attacks that craft each trigger by itself
 * keep their test samples.
 */
import type Database from 'better-sqlite3';
import { canonicalJson } from '../connection.ts';

export const series = {
  name: '0003-series',
  sql: `
ALTER TABLE packs RENAME COLUMN pixels TO bytes;

-- The test split of a drill with its trigger, about 1 MiB a row, in index order. Read for evaluation only.
CREATE TABLE triggered_tests (
  id INTEGER PRIMARY KEY,
  version_id INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
  pack_index INTEGER NOT NULL CHECK (pack_index >= 0),
  bytes BLOB NOT NULL,
  UNIQUE (version_id, pack_index)
) STRICT;
`,
  convert(db: Database.Database): void {
    // Imports made before there were rules for series followed none: the same request must find them again.
    const rows = db
      .prepare<[], { id: number; import_options: string }>(
        'SELECT id, import_options FROM versions WHERE import_options IS NOT NULL',
      )
      .all();
    const update = db.prepare('UPDATE versions SET import_options = ? WHERE id = ?');
    for (const { id, import_options } of rows) {
      const options = JSON.parse(import_options) as object;
      update.run(canonicalJson({ lengths: null, missing: null, ...options }), id);
    }
  },
};
