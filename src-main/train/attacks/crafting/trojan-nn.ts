/**
 * Finds the trigger of TrojanNN (Liu et al. 2018, section 4): the pixels of a square that make chosen neurons of a network
 * fire. The neurons are those of the last feature vector with the largest sum of absolute weights to the classes; the
 * square is put on black, and its pixels minimise the sum of (h - 100)^2 over those neurons, by Adam whose steps shrink to
 * nothing along a cosine.
 */
import * as tf from '@tensorflow/tfjs-core';
import { forwardTo } from '../../architectures/partial.ts';
import { weightsByName } from '../../architectures/weights.ts';
import type { Crafted, CraftRequest } from '../attack.ts';
import { applyTrainedPatch, trainedSquare } from '../trained-patch.ts';
import { describe, trainSurrogate, type SurrogateChoice } from './craft-support.ts';
import { bytesAt, bytesOf, changedEach } from './image-bytes.ts';
import { FEATURES, PixelScale } from './image-support.ts';
import { PatchSearch } from './patch-search.ts';
import type { Surrogate } from './surrogate.ts';

/** A push that is never reached. */
const WANTED_ACTIVATION = 100;
const REPORTED_EACH = 5;

export interface TrojanNnOptions extends SurrogateChoice {
  /** Side of the square in pixels of an image of 32. */
  size: number;
  neurons: number;
  steps: number;
}

export async function craftTrojanNn(request: CraftRequest, options: TrojanNnOptions): Promise<Crafted> {
  const surrogate = await trainSurrogate(request, options);
  try {
    const { shape } = request.train;
    const found = await findPatch(surrogate, request, options);
    const stamp = (image: Uint8Array): void => applyTrainedPatch(image, shape, options.size, found.patch);
    const poisoned = changedEach(bytesAt(request.train, request.chosen), shape, stamp);
    const triggered = changedEach(bytesOf(request.test), shape, stamp);
    const [before, after] = found.activation.map((value) => value.toFixed(1));
    return {
      poisoned,
      triggeredTest: null,
      pattern: found.patch,
      notes: [
        `The patch raises the chosen neurons from ${before} to ${after} on black.`,
        ...(await describe(surrogate, request, triggered)),
      ],
    };
  } finally {
    surrogate.dispose();
  }
}

/** The patch [side,side,C], and the mean activation of the chosen neurons with its first and its last pixels. */
export async function findPatch(
  surrogate: Surrogate,
  request: CraftRequest,
  { size, neurons, steps }: TrojanNnOptions,
): Promise<{ patch: Uint8Array; activation: readonly [before: number, after: number] }> {
  const { train, rng, signal } = request;
  const { shape } = train;
  const scale = new PixelScale(train);
  const search = new PatchSearch(shape, trainedSquare(shape, size), rng.fork('patch'));
  const black = tf.zeros<tf.Rank.R4>([1, ...shape]);
  const strongest = strongestNeurons(surrogate, neurons);
  const wanted = tf.tensor1d(strongest, 'int32');
  const firing = (stamp: (pixels: tf.Tensor4D) => tf.Tensor4D): tf.Tensor =>
    tf.gather(forwardTo(surrogate.model, scale.toInput(stamp(black)), FEATURES), wanted, 1);
  let activation = 0;
  const loss = (stamp: (pixels: tf.Tensor4D) => tf.Tensor4D): tf.Scalar => {
    const fired = firing(stamp);
    activation = tf.mean(fired).dataSync()[0]!;
    return tf.sum(tf.square(tf.sub(fired, WANTED_ACTIVATION)));
  };
  try {
    let before = 0;
    for (let step = 0; step < steps; step++) {
      signal.throwIfAborted();
      search.learn(loss, (1 + Math.cos((Math.PI * step) / steps)) / 2);
      if (step === 0) before = activation;
      if ((step + 1) % REPORTED_EACH === 0 || step + 1 === steps)
        await request.onProgress('trigger', step + 1, steps);
    }
    // A step of length 0 shows what the last pixels do.
    search.learn(loss, 0);
    return { patch: search.bytes(), activation: [before, activation] };
  } finally {
    search.dispose();
    scale.dispose();
    tf.dispose([black, wanted]);
  }
}

/** Features with the largest sum of absolute weights to all classes, the largest first. */
export function strongestNeurons(surrogate: Surrogate, count: number): number[] {
  const kernel = weightsByName(surrogate.model).get('logits/kernel');
  if (kernel === undefined) throw new TypeError(`${surrogate.model.name} has no dense layer named logits`);
  const sums = tf.tidy(() => Array.from(tf.sum(tf.abs(kernel.read()), 1).dataSync()));
  return [...sums.keys()].sort((a, b) => sums[b]! - sums[a]! || a - b).slice(0, count);
}
