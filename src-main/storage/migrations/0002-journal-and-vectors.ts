/**
 * The second format. Scores become one vector a metric and verdicts one row a batch, so that storing those of a hundred
 * thousand samples takes milliseconds; undo and redo are kept as what they are; features of samples get a place;
 * checkpoints are stored in steps.
 */
import type Database from 'better-sqlite3';

const sql = `
-- float32 little-endian, one value a training sample, in index order.
CREATE TABLE score_vectors (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  metric TEXT NOT NULL,
  sample_values BLOB NOT NULL CHECK (length(sample_values) % 4 = 0),
  UNIQUE (run_id, metric)
) STRICT;

-- A journal: rows are only ever added. What was judged together is one row: indices int32 little-endian, ascending, and
-- for each one byte, 0 = no verdict, 1 = poison, 2 = clean, 3 = unsure. The latest entry of a sample counts.
CREATE TABLE verdict_batches (
  id INTEGER PRIMARY KEY,
  version_id INTEGER NOT NULL REFERENCES versions (id),
  -- 'judge', or which way it moves along the history: the batch it takes back or brings back is its target.
  kind TEXT NOT NULL CHECK (kind IN ('judge', 'undo', 'redo')),
  target INTEGER REFERENCES verdict_batches (id) CHECK ((kind = 'judge') = (target IS NULL)),
  sample_indices BLOB NOT NULL CHECK (length(sample_indices) % 4 = 0),
  sample_values BLOB NOT NULL CHECK (length(sample_values) * 4 = length(sample_indices)),
  author TEXT NOT NULL,
  reason TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX verdict_batches_by_version ON verdict_batches (version_id, id);

-- What a run's network makes of each training sample, and its picture in two dimensions.
CREATE TABLE feature_sets (
  run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  width INTEGER NOT NULL CHECK (width >= 1),
  method TEXT NOT NULL,
  stage TEXT NOT NULL,
  -- float32 [N,2]; null until everything is there.
  points BLOB
) STRICT;
-- float32 [n,width], continuous over the sample index.
CREATE TABLE feature_chunks (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES feature_sets (run_id) ON DELETE CASCADE,
  chunk_index INTEGER NOT NULL,
  sample_values BLOB NOT NULL,
  UNIQUE (run_id, chunk_index)
) STRICT;

ALTER TABLE checkpoints ADD COLUMN is_complete INTEGER NOT NULL DEFAULT 1 CHECK (is_complete IN (0, 1));
`;

export const journalAndVectors = {
  name: '0002-journal-and-vectors',
  sql,
  convert(db: Database.Database): void {
    convertScores(db);
    convertVerdicts(db);
    db.exec('DROP TABLE scores; ALTER TABLE score_vectors RENAME TO scores; DROP TABLE verdicts');
  },
};

function convertScores(db: Database.Database): void {
  const sets = db
    .prepare<[], { run: number; metric: string; count: number }>(
      'SELECT run_id AS run, metric, max(sample_index) + 1 AS count FROM scores GROUP BY run_id, metric',
    )
    .all();
  const rows = db.prepare<[number, string], { sample_index: number; value: number }>(
    'SELECT sample_index, value FROM scores WHERE run_id = ? AND metric = ?',
  );
  const insert = db.prepare('INSERT INTO score_vectors (run_id, metric, sample_values) VALUES (?, ?, ?)');
  for (const { run, metric, count } of sets) {
    const values = new Float32Array(count);
    for (const row of rows.iterate(run, metric)) values[row.sample_index] = row.value;
    insert.run(run, metric, Buffer.from(values.buffer));
  }
}

interface OldVerdict {
  batch: number;
  version_id: number;
  sample_index: number;
  value: string | null;
  author: string;
  reason: string;
  created_at: string;
}

/** Entries of one batch had one author, reason and time. Undo was not told apart from judging and stays so. */
function convertVerdicts(db: Database.Database): void {
  const codes: Readonly<Record<string, number>> = { poison: 1, clean: 2, unsure: 3 };
  const insert = db.prepare(
    `INSERT INTO verdict_batches (version_id, kind, sample_indices, sample_values, author, reason, created_at)
     VALUES (?, 'judge', ?, ?, ?, ?, ?)`,
  );
  const groups = db
    .prepare<[], { batch: number; version_id: number }>(
      'SELECT DISTINCT batch, version_id FROM verdicts ORDER BY batch, version_id',
    )
    .all();
  const rows = db.prepare<[number, number], OldVerdict>(
    'SELECT * FROM verdicts WHERE batch = ? AND version_id = ? ORDER BY sample_index',
  );
  for (const { batch, version_id } of groups) {
    const entries = rows.all(batch, version_id);
    const [first] = entries;
    if (first === undefined) continue;
    const indices = Int32Array.from(entries, (entry) => entry.sample_index);
    const values = Uint8Array.from(entries, (entry) => codes[entry.value ?? ''] ?? 0);
    insert.run(
      version_id,
      Buffer.from(indices.buffer),
      Buffer.from(values.buffer),
      first.author,
      first.reason,
      first.created_at,
    );
  }
}
