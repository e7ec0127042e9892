/** What a run measured of single neurons: one row a round and layer, its columns as blobs. */
import type { NeuronLayer, NeuronRound } from '../../../src-shared/domain/neuron.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { toBlob, toFloat32Array, toInt32Array, transact, type Connection } from '../connection.ts';

/**
 * Stores what a round measured, in place of what it stored before: a resumed run measures a round again. Throws
 * TypeError when the columns of a layer differ in length.
 */
export function storeNeurons(db: Connection, runId: number, { round, layers }: NeuronRound): void {
  transact(db, () => {
    db.prepare('DELETE FROM neuron_statistics WHERE run_id = ? AND round = ?').run(runId, round);
    const insert = db.prepare(
      `INSERT INTO neuron_statistics (run_id, round, layer_index, layer, channels,
         top_classes, strong_max, weak_mean, weak_std, channel_scores, was_reset)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    layers.forEach((layer, index) => {
      const columns = [layer.topClass, layer.strongMax, layer.weakMean, layer.weakStd, layer.score];
      const channels = layer.wasReset.length;
      if (columns.some((column) => column.length !== channels)) {
        throw new TypeError(`the columns of layer ${layer.layer} differ in length`);
      }
      const blobs = [...columns, layer.wasReset].map(toBlob);
      insert.run(runId, round, index, layer.layer, channels, ...blobs);
    });
  });
}

/** How many rounds a run has neurons of; 0 for a defense that looks at none. */
export function countNeuronRounds(db: Connection, runId: number): number {
  return db
    .prepare<[number], number>('SELECT count(DISTINCT round) FROM neuron_statistics WHERE run_id = ?')
    .pluck()
    .get(runId) as number;
}

interface Row {
  layer: string;
  channels: number;
  top_classes: Buffer;
  strong_max: Buffer;
  weak_mean: Buffer;
  weak_std: Buffer;
  channel_scores: Buffer;
  was_reset: Buffer;
}

/** One round, counted from 1. Throws `not-found`, saying how many rounds there are. */
export function readNeurons(db: Connection, runId: number, round: number): NeuronRound {
  const rows = db
    .prepare<[number, number], Row>(
      'SELECT * FROM neuron_statistics WHERE run_id = ? AND round = ? ORDER BY layer_index',
    )
    .all(runId, round);
  if (rows.length > 0) return { round, layers: rows.map(toLayer) };
  const rounds = countNeuronRounds(db, runId);
  const there = rounds === 0 ? 'it measured none' : `it has rounds 1 to ${rounds}`;
  throw new AssayError('not-found', `Run ${runId} has no neurons of round ${round}; ${there}.`, {
    runId,
    round,
    rounds,
  });
}

function toLayer(row: Row): NeuronLayer {
  return {
    layer: row.layer,
    topClass: toInt32Array(row.top_classes),
    strongMax: toFloat32Array(row.strong_max),
    weakMean: toFloat32Array(row.weak_mean),
    weakStd: toFloat32Array(row.weak_std),
    score: toFloat32Array(row.channel_scores),
    wasReset: Uint8Array.from(row.was_reset),
  };
}
