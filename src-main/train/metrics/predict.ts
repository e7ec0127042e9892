/** One pass over samples in evaluation mode: moving averages in batch normalisation, no augmentation, dataset order. */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { SampleValues } from '../../../src-shared/domain/sample-values.ts';
import type { InputNormaliser } from '../data/input-normaliser.ts';

const BATCH = 500;

/**
 * Logits float32 [N, classes] of `count` samples, row-major. `valuesOf(begin, end)` gives [end - begin,H,W,C].
 * Between batches it yields to the event loop and throws what the signal was aborted with.
 */
export async function predictLogits(
  model: tfl.LayersModel,
  normaliser: InputNormaliser,
  count: number,
  valuesOf: (begin: number, end: number) => SampleValues,
  signal: AbortSignal,
): Promise<Float32Array> {
  let logits = new Float32Array(0);
  for (let begin = 0; begin < count; begin += BATCH) {
    signal.throwIfAborted();
    const end = Math.min(count, begin + BATCH);
    const rows = tf.tidy(() =>
      (model.apply(normaliser.toTensor(valuesOf(begin, end))) as tf.Tensor).dataSync<'float32'>(),
    );
    const classes = rows.length / (end - begin);
    if (begin === 0) logits = new Float32Array(count * classes);
    logits.set(rows, begin * classes);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return logits;
}
