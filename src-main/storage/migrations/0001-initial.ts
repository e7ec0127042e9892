/** The first format: datasets with their samples, runs with all they found, verdicts, exports, and apart the truth. */
export const initial = {
  name: '0001-initial',
  sql: `
CREATE TABLE datasets (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE versions (
  id INTEGER PRIMARY KEY,
  dataset_id INTEGER NOT NULL REFERENCES datasets (id),
  version INTEGER NOT NULL CHECK (version >= 1),
  state TEXT NOT NULL CHECK (state IN ('importing', 'ready')),
  origin TEXT NOT NULL,
  parent_id INTEGER REFERENCES versions (id),
  modality TEXT NOT NULL,
  height INTEGER NOT NULL CHECK (height >= 1),
  width INTEGER NOT NULL CHECK (width >= 1),
  channels INTEGER NOT NULL CHECK (channels >= 1),
  classes TEXT NOT NULL,
  class_count INTEGER NOT NULL,
  train_count INTEGER NOT NULL DEFAULT 0,
  test_count INTEGER NOT NULL DEFAULT 0,
  samples_per_pack INTEGER NOT NULL CHECK (samples_per_pack >= 1),
  resize_rule TEXT NOT NULL,
  source TEXT,
  source_sha256 TEXT,
  import_options TEXT,
  -- Ordinal of the first item of the source that is not stored yet.
  next_ordinal INTEGER NOT NULL DEFAULT 0,
  layout TEXT NOT NULL,
  sha256 TEXT CHECK (state = 'importing' OR sha256 IS NOT NULL),
  created_at TEXT NOT NULL,
  UNIQUE (dataset_id, version)
) STRICT;
CREATE INDEX versions_by_source ON versions (source_sha256);
CREATE INDEX versions_by_parent ON versions (parent_id);

CREATE TABLE samples (
  version_id INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
  sample_index INTEGER NOT NULL CHECK (sample_index >= 0),
  split TEXT NOT NULL CHECK (split IN ('train', 'test')),
  label INTEGER NOT NULL CHECK (label >= 0),
  name TEXT NOT NULL,
  source_sha256 BLOB NOT NULL CHECK (length(source_sha256) = 32),
  PRIMARY KEY (version_id, sample_index)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX samples_by_name ON samples (version_id, name);

-- Pixels of samples_per_pack samples a row (the last row: the rest), uint8 [N,H,W,C], in index order over both splits.
CREATE TABLE packs (
  id INTEGER PRIMARY KEY,
  version_id INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
  pack_index INTEGER NOT NULL CHECK (pack_index >= 0),
  sample_count INTEGER NOT NULL CHECK (sample_count >= 1),
  pixels BLOB NOT NULL,
  UNIQUE (version_id, pack_index)
) STRICT;

CREATE TABLE rejections (
  id INTEGER PRIMARY KEY,
  version_id INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX rejections_by_version ON rejections (version_id, id);

-- What drills planted: read for evaluation only, never by anything that defends.
CREATE TABLE attack_manifests (
  version_id INTEGER PRIMARY KEY REFERENCES versions (id) ON DELETE CASCADE,
  manifest TEXT NOT NULL
) STRICT;

CREATE TABLE sample_truth (
  version_id INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
  sample_index INTEGER NOT NULL,
  is_poisoned INTEGER NOT NULL CHECK (is_poisoned IN (0, 1)),
  label_changed INTEGER NOT NULL CHECK (label_changed IN (0, 1)),
  true_label INTEGER NOT NULL,
  PRIMARY KEY (version_id, sample_index),
  FOREIGN KEY (version_id, sample_index) REFERENCES samples (version_id, sample_index) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  version_id INTEGER REFERENCES versions (id) ON DELETE SET NULL,
  spec TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN
    ('queued', 'starting', 'running', 'cancelling', 'finished', 'cancelled', 'failed', 'interrupted')),
  created_at TEXT NOT NULL,
  finished_at TEXT,
  result TEXT,
  error TEXT
) STRICT;
CREATE INDEX runs_by_state ON runs (state);
CREATE INDEX runs_by_version ON runs (version_id);

CREATE TABLE attempts (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  attempt INTEGER NOT NULL CHECK (attempt >= 1),
  started_at TEXT NOT NULL,
  ended_at TEXT,
  outcome TEXT,
  backend TEXT,
  details TEXT,
  PRIMARY KEY (run_id, attempt)
) STRICT, WITHOUT ROWID;

CREATE TABLE stages (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  name TEXT NOT NULL,
  epochs REAL NOT NULL,
  updates INTEGER NOT NULL,
  clean_accuracy REAL,
  attack_success REAL,
  robust_accuracy REAL,
  seconds REAL NOT NULL,
  notes TEXT NOT NULL,
  PRIMARY KEY (run_id, ordinal),
  UNIQUE (run_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE timeline (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  stage TEXT NOT NULL,
  epoch REAL NOT NULL,
  step INTEGER NOT NULL,
  metrics TEXT NOT NULL,
  PRIMARY KEY (run_id, seq),
  UNIQUE (run_id, stage, epoch, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE logs (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  level TEXT NOT NULL CHECK (level IN ('info', 'warning')),
  text TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX logs_by_run ON logs (run_id, id);

CREATE TABLE scores (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  metric TEXT NOT NULL,
  sample_index INTEGER NOT NULL CHECK (sample_index >= 0),
  value REAL NOT NULL,
  PRIMARY KEY (run_id, metric, sample_index)
) STRICT, WITHOUT ROWID;
CREATE INDEX scores_by_value ON scores (run_id, metric, value, sample_index);

-- float32 little-endian, one value a training sample, in index order.
CREATE TABLE score_traces (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  metric TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  sample_values BLOB NOT NULL CHECK (length(sample_values) % 4 = 0),
  UNIQUE (run_id, metric, epoch)
) STRICT;

-- Sample indices, int32 little-endian, most extreme first.
CREATE TABLE subsets (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  sample_indices BLOB NOT NULL CHECK (length(sample_indices) % 4 = 0),
  UNIQUE (run_id, name)
) STRICT;

CREATE TABLE checkpoints (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('progress', 'stage', 'final')),
  stage TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  size_bytes INTEGER NOT NULL CHECK (size_bytes >= 1),
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX checkpoints_by_run ON checkpoints (run_id, id);

CREATE TABLE checkpoint_chunks (
  id INTEGER PRIMARY KEY,
  checkpoint_id INTEGER NOT NULL REFERENCES checkpoints (id) ON DELETE CASCADE,
  chunk_index INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (checkpoint_id, chunk_index)
) STRICT;

-- A journal: rows are only ever added, the latest of a sample counts. Entries of one batch were made together.
CREATE TABLE verdicts (
  id INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL,
  version_id INTEGER NOT NULL,
  sample_index INTEGER NOT NULL,
  value TEXT CHECK (value IN ('poison', 'clean', 'unsure')),
  author TEXT NOT NULL,
  reason TEXT NOT NULL,
  created_at TEXT NOT NULL,
  FOREIGN KEY (version_id, sample_index) REFERENCES samples (version_id, sample_index)
) STRICT;
CREATE INDEX verdicts_by_sample ON verdicts (version_id, sample_index, id);
CREATE INDEX verdicts_by_batch ON verdicts (batch);

CREATE TABLE exports (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  folder TEXT NOT NULL,
  files TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX exports_by_run ON exports (run_id, id);
`,
};
