/** One pass over samples in evaluation mode: moving averages in batch normalisation, no augmentation, dataset order. */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { SampleValues } from '../../../src-shared/domain/sample-values.ts';
import type { InputNormaliser } from '../data/input-normaliser.ts';

const BATCH = 500;

/** Values [end - begin,H,W,C] of samples `begin .. end - 1`. */
export type ValuesOf = (begin: number, end: number) => SampleValues;

/** Logits float32 [N, classes] of `count` samples, row-major; else as `predictRows`. */
export function predictLogits(
  model: tfl.LayersModel,
  normaliser: InputNormaliser,
  count: number,
  valuesOf: ValuesOf,
  signal: AbortSignal,
): Promise<Float32Array> {
  return predictRows((x) => model.apply(x) as tf.Tensor, normaliser, count, valuesOf, signal);
}

/**
 * What `forward` gives for each of `count` samples, float32 [N, width] row-major. Between batches it yields to the event
 * loop and throws what the signal was aborted with.
 */
export async function predictRows(
  forward: (x: tf.Tensor) => tf.Tensor,
  normaliser: InputNormaliser,
  count: number,
  valuesOf: ValuesOf,
  signal: AbortSignal,
): Promise<Float32Array> {
  let all = new Float32Array(0);
  for (let begin = 0; begin < count; begin += BATCH) {
    signal.throwIfAborted();
    const end = Math.min(count, begin + BATCH);
    const rows = tf.tidy(() => forward(normaliser.toTensor(valuesOf(begin, end))).dataSync<'float32'>());
    const width = rows.length / (end - begin);
    if (begin === 0) all = new Float32Array(count * width);
    all.set(rows, begin * width);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return all;
}
