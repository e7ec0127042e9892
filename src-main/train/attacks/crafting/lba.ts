/**
 * Finds the trigger of LBA in its data form, after the latent backdoor (Yao et al. 2019, section 4): the pixels of a square
 * that move the last feature vector of images of other classes to the centre of the target class's, in a network trained
 * here: they minimise the mean squared distance over random batches, by Adam.
 */
import * as tf from '@tensorflow/tfjs-core';
import { forwardTo } from '../../architectures/partial.ts';
import { EpochBatches } from '../../data/batches.ts';
import type { Crafted, CraftRequest } from '../attack.ts';
import { applyTrainedPatch, trainedSquare } from '../trained-patch.ts';
import { describe, trainSurrogate, type SurrogateChoice } from './craft-support.ts';
import { bytesAt, bytesOf, changedEach } from './image-bytes.ts';
import { featuresOf, FEATURES, PixelScale, pixelsOf } from './image-support.ts';
import { PatchSearch } from './patch-search.ts';
import type { Surrogate } from './surrogate.ts';

export interface LbaOptions extends SurrogateChoice {
  /** Side of the square in pixels of an image of 32. */
  size: number;
  steps: number;
  searchBatch: number;
}

/** Steps of which the mean distance is told, at either end of the search. */
const TOLD = 10;

export async function craftLba(request: CraftRequest, options: LbaOptions): Promise<Crafted> {
  const surrogate = await trainSurrogate(request, options);
  try {
    const { shape } = request.train;
    const { patch, distance } = await findLatentPatch(surrogate, request, options);
    const stamp = (image: Uint8Array): void => applyTrainedPatch(image, shape, options.size, patch);
    const poisoned = changedEach(bytesAt(request.train, request.chosen), shape, stamp);
    const triggered = changedEach(bytesOf(request.test), shape, stamp);
    const [first, last] = distance.map((value) => value.toPrecision(3));
    return {
      poisoned,
      triggeredTest: null,
      pattern: patch,
      notes: [
        `The patch brings the squared distance to the centre of the target class from ${first} to ${last}.`,
        ...(await describe(surrogate, request, triggered)),
      ],
    };
  } finally {
    surrogate.dispose();
  }
}

/** The patch [side,side,C], and the mean squared distance over the first and over the last steps. */
export async function findLatentPatch(
  surrogate: Surrogate,
  request: CraftRequest,
  { size, steps, searchBatch }: LbaOptions,
): Promise<{ patch: Uint8Array; distance: readonly [first: number, last: number] }> {
  const { train, target, rng, signal } = request;
  const { shape, labels } = train;
  const others = Int32Array.from([...labels.keys()].filter((index) => labels[index] !== target));
  const batches = new EpochBatches(others, searchBatch, rng.fork('batches'));
  const search = new PatchSearch(shape, trainedSquare(shape, size), rng.fork('patch'));
  const scale = new PixelScale(train);
  const centre = tf.tensor1d(await targetCentre(surrogate, request));
  const distances: number[] = [];
  try {
    for (let step = 0; step < steps; step++) {
      signal.throwIfAborted();
      const images = pixelsOf(bytesAt(train, batches.at(step)), shape);
      const distance = search.learn((stamp) => {
        const features = forwardTo(surrogate.model, scale.toInput(stamp(images)), FEATURES);
        return tf.mean(tf.sum(tf.square(tf.sub(features, centre)), 1));
      });
      distances.push(distance);
      images.dispose();
      await request.onProgress('trigger', step + 1, steps);
    }
    return {
      patch: search.bytes(),
      distance: [mean(distances.slice(0, TOLD)), mean(distances.slice(-TOLD))],
    };
  } finally {
    search.dispose();
    scale.dispose();
    centre.dispose();
  }
}

/** Mean of the last feature vectors of the target class's training samples, float32 [F]. */
async function targetCentre(
  surrogate: Surrogate,
  { train, target, signal }: CraftRequest,
): Promise<Float32Array> {
  const own = [...train.labels.keys()].filter((index) => train.labels[index] === target);
  const { features, width } = await featuresOf(surrogate, { ...train, values: bytesAt(train, own) }, signal);
  const centre = new Float64Array(width);
  features.forEach((value, i) => {
    centre[i % width]! += value / own.length;
  });
  return Float32Array.from(centre);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
