/** The fifth format: tests that leave a label out of a training and ask whether the network agrees with it. */
export const labelTests = {
  name: '0005-label-tests',
  sql: `
CREATE TABLE label_tests (
  id INTEGER PRIMARY KEY,
  version_id INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
  label INTEGER NOT NULL CHECK (label >= 0),
  seed INTEGER NOT NULL CHECK (seed >= 0),
  -- JSON: figures, reading, and what the test rests on.
  result TEXT NOT NULL,
  -- int32 little-endian: samples of the label whose label was contradicted, ascending, and what each was predicted as.
  sample_indices BLOB NOT NULL CHECK (length(sample_indices) % 4 = 0),
  predicted BLOB NOT NULL CHECK (length(predicted) = length(sample_indices)),
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX label_tests_of_version ON label_tests (version_id);
`,
};
