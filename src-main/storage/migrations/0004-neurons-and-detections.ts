/**
 * The fourth format: what a defense measured of single neurons, and what detectors that ran on a finished run found.
 */
export const neuronsAndDetections = {
  name: '0004-neurons-and-detections',
  sql: `
-- What a round of a run measured of the channels of one layer and made of them; layers in the order of the network.
CREATE TABLE neuron_statistics (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  round INTEGER NOT NULL CHECK (round >= 1),
  layer_index INTEGER NOT NULL CHECK (layer_index >= 0),
  layer TEXT NOT NULL,
  channels INTEGER NOT NULL CHECK (channels >= 1),
  -- int32 little-endian, one a channel: the class whose confident predictions drive it furthest, -1 = no class.
  top_classes BLOB NOT NULL CHECK (length(top_classes) = 4 * channels),
  -- float32 little-endian, one a channel; not a number where there is no class.
  strong_max BLOB NOT NULL CHECK (length(strong_max) = 4 * channels),
  weak_mean BLOB NOT NULL CHECK (length(weak_mean) = 4 * channels),
  weak_std BLOB NOT NULL CHECK (length(weak_std) = 4 * channels),
  channel_scores BLOB NOT NULL CHECK (length(channel_scores) = 4 * channels),
  -- One byte a channel, 0 or 1.
  was_reset BLOB NOT NULL CHECK (length(was_reset) = channels),
  UNIQUE (run_id, round, layer_index),
  UNIQUE (run_id, round, layer)
) STRICT;

-- What a detector made of a finished run, once for each way of running it.
CREATE TABLE detections (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  detector TEXT NOT NULL,
  detector_version INTEGER NOT NULL CHECK (detector_version >= 1),
  -- JSON with the keys sorted: equal options are equal text.
  options TEXT NOT NULL,
  -- float32 little-endian, one value a training sample, in index order.
  score BLOB NOT NULL CHECK (length(score) % 4 = 0),
  -- One byte a training sample, 0 or 1.
  flagged BLOB NOT NULL CHECK (length(flagged) * 4 = length(score)),
  threshold REAL,
  details TEXT NOT NULL,
  seconds REAL NOT NULL CHECK (seconds >= 0),
  created_at TEXT NOT NULL,
  UNIQUE (run_id, detector, options)
) STRICT;
`,
};
