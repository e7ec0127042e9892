/** What NONE (Wang et al. 2022) calls the activation of a channel for a sample: the largest value of its map. */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { forwardWatched } from '../../architectures/partial.ts';
import type { WatchedLayer } from './watched-layers.ts';

/**
 * Spatial maxima float32 [B, channels of all the given layers, one after the other] and logits float32 [B, classes] for
 * the input x float32 [B,...], in evaluation mode. To be called inside `tf.tidy`.
 */
export function spatialMaxima(
  model: tfl.LayersModel,
  watched: readonly WatchedLayer[],
  x: tf.Tensor,
): { logits: tf.Tensor; maxima: tf.Tensor2D } {
  const seen = new Map<string, tf.Tensor2D>();
  const logits = forwardWatched(model, x, (name, value) => {
    if (watched.some(({ tap }) => tap === name)) seen.set(name, tf.max(value, [1, 2]));
  });
  const maxima = tf.concat(
    watched.map(({ tap }) => seen.get(tap)!),
    1,
  );
  return { logits, maxima };
}
