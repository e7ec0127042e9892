/** One pass over samples in evaluation mode: moving averages in batch normalisation, no augmentation, dataset order. */
import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import type { SampleValues } from '../../../src-shared/domain/sample-values.ts';
import type { InputNormaliser } from '../data/input-normaliser.ts';
import { AS_WRITTEN, type StepRunner } from '../loop/step.ts';

/** Samples in a pass, of images of 32 x 32 pixels and of what is smaller. */
const PASS_BATCH = 500;
const PASS_PIXELS = PASS_BATCH * 32 * 32;

/** Samples in a pass: fewer of larger ones, so that their maps take no more memory. The last pass of a set may have fewer. */
function passBatch([height, width]: ImageShape): number {
  return Math.max(1, Math.min(PASS_BATCH, Math.floor(PASS_PIXELS / (height * width))));
}

/** Passes over `count` samples [H,W,C] or [T,1,V] that a runner is given. */
export function passesOver(count: number, shape: ImageShape): number {
  return Math.floor(count / passBatch(shape));
}

/** Values [end - begin,H,W,C] of samples `begin .. end - 1`. */
export type ValuesOf = (begin: number, end: number) => SampleValues;

/** Logits float32 [N, classes] of `count` samples, row-major; else as `predictRows`, the runner being that of this model. */
export function predictLogits(
  model: tfl.LayersModel,
  normaliser: InputNormaliser,
  count: number,
  valuesOf: ValuesOf,
  signal: AbortSignal,
  runner?: StepRunner,
): Promise<Float32Array> {
  return predictRows((x) => model.apply(x) as tf.Tensor, normaliser, count, valuesOf, signal, runner);
}

/**
 * What `forward` gives for each of `count` samples, float32 [N, width] row-major. Between batches it yields to the event
 * loop and throws what the signal was aborted with. `runner` is one that runs nothing but this `forward`.
 */
export async function predictRows(
  forward: (x: tf.Tensor) => tf.Tensor,
  normaliser: InputNormaliser,
  count: number,
  valuesOf: ValuesOf,
  signal: AbortSignal,
  runner: StepRunner = AS_WRITTEN,
): Promise<Float32Array> {
  let all = new Float32Array(0);
  const most = passBatch(normaliser.shape);
  for (let begin = 0; begin < count; begin += most) {
    signal.throwIfAborted();
    const end = Math.min(count, begin + most);
    const values = valuesOf(begin, end);
    // The last pass has a shape of its own, which is not worth a graph.
    const { rows: result } = (end - begin === most ? runner : AS_WRITTEN).run(() => ({
      rows: forward(normaliser.toTensor(values)),
    }));
    const rows = result.dataSync<'float32'>();
    result.dispose();
    const width = rows.length / (end - begin);
    if (begin === 0) all = new Float32Array(count * width);
    all.set(rows, begin * width);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return all;
}
