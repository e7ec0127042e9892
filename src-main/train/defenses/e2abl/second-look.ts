/**
 * What the main head makes of some samples when batch normalisation takes the statistics of these samples instead of the
 * moving averages (prediction-time batch normalisation; Nado et al. 2020). A trigger that lies over whole images shifts
 * all of them the same way, and the main head, which has never learned such images, takes them for one class. Normalised
 * among themselves that shift is gone and the samples can be told apart again.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Rng } from '../../../../src-shared/math/rng.ts';
import { gatherValues } from '../../data/batches.ts';
import type { DefenseContext } from '../../loop/context.ts';

const BATCH = 250;
/** Fewer samples say too little about their own mean. */
const FEWEST = 32;

/**
 * Logits float32 [rows,K] in the order of `rows`; null for too few rows. Samples are mixed among the batches by `rng`, so
 * that each batch holds a bit of everything. Moving averages stay as they are.
 */
export async function lookAgain(
  { data, session, normaliser, signal }: DefenseContext,
  rows: Int32Array,
  rng: Rng,
): Promise<Float32Array | null> {
  if (rows.length < FEWEST) return null;
  const classes = data.classes.length;
  const logits = new Float32Array(rows.length * classes);
  const order = rng.shuffle(Int32Array.from(rows.keys()));
  const batches = Math.max(1, Math.round(rows.length / BATCH));
  for (let part = 0; part < batches; part++) {
    signal.throwIfAborted();
    const places = order.filter((_, i) => i % batches === part);
    const values = gatherValues(
      data,
      places.map((place) => rows[place]!),
    );
    const found = tf.tidy(() => {
      const out = session.model.apply(normaliser.toTensor(values), { batchNorm: 'train-no-update' });
      return (out as tf.Tensor).dataSync<'float32'>();
    });
    places.forEach((place, i) => {
      logits.set(found.subarray(i * classes, (i + 1) * classes), place * classes);
    });
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return logits;
}
