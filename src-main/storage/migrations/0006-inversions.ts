/** The sixth format: triggers that inversion found for the network of a run. */
export const inversions = {
  name: '0006-inversions',
  sql: `
CREATE TABLE inversions (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  -- JSON with the keys sorted: equal options are equal text.
  options TEXT NOT NULL,
  -- The class whose samples were turned, -1 for all but the target.
  source INTEGER NOT NULL CHECK (source >= -1),
  target INTEGER NOT NULL CHECK (target >= 0),
  success REAL NOT NULL CHECK (success BETWEEN 0 AND 1),
  baseline REAL NOT NULL CHECK (baseline BETWEEN 0 AND 1),
  samples INTEGER NOT NULL CHECK (samples >= 1),
  -- float32 little-endian.
  mask BLOB NOT NULL CHECK (length(mask) % 4 = 0),
  pattern BLOB NOT NULL CHECK (length(pattern) % length(mask) = 0),
  created_at TEXT NOT NULL,
  UNIQUE (run_id, options, source, target)
) STRICT;
`,
};
