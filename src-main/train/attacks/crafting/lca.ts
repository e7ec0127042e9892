/**
 * Makes the poison of the label-consistent attack (Turner et al. 2019, section 4.2): images of the target class are moved
 * against a network until it no longer knows them, so that the trigger put on them is the easier thing to learn. Projected
 * gradient ascent on the cross-entropy with the true class, within `epsilon` of the original in every pixel, from the
 * original itself; the result stays in 0..255 and is rounded.
 */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { sampleSize } from '../../../../src-shared/domain/sample-values.ts';
import { crossEntropy } from '../../layers/ops.ts';
import type { Crafted, CraftRequest } from '../attack.ts';
import { describeLearning, trainSurrogate, type SurrogateChoice } from './craft-support.ts';
import { bytesAt, changedEach } from './image-bytes.ts';
import { bytesOfPixels, PixelScale, pixelsOf } from './image-support.ts';
import { GRADIENT_BATCH, type Surrogate } from './surrogate.ts';
import { inputGradient } from '../../optim/gradients.ts';

export interface LcaOptions extends SurrogateChoice {
  /** Largest change of a pixel, and that of one step, of 255. */
  epsilon: number;
  stepSize: number;
  steps: number;
}

export async function craftLca(
  request: CraftRequest,
  options: LcaOptions,
  stamp: (image: Uint8Array) => void,
): Promise<Crafted> {
  const surrogate = await trainSurrogate(request, options);
  try {
    const { train, chosen, target } = request;
    const originals = bytesAt(train, chosen);
    const moved = await moveAway(surrogate, originals, request, options);
    const before = await confidence(surrogate, originals, request);
    const after = await confidence(surrogate, moved, request);
    return {
      poisoned: changedEach(moved, train.shape, stamp),
      triggeredTest: null,
      notes: [
        await describeLearning(surrogate, train),
        `On it the perturbation lowers the mean probability of class ${target} on the poisoned images from ${before.toFixed(3)} to ${after.toFixed(3)}.`,
      ],
    };
  } finally {
    surrogate.dispose();
  }
}

/** Copies of images of the target class, [n,H,W,C], that the network takes for it no longer, or less. */
export async function moveAway(
  surrogate: Surrogate,
  originals: Uint8Array,
  request: CraftRequest,
  { epsilon, stepSize, steps }: LcaOptions,
): Promise<Uint8Array> {
  const { target, signal } = request;
  const { shape } = request.train;
  const size = sampleSize(shape);
  const total = originals.length / size;
  const out = originals.slice();
  const scale = new PixelScale(request.train);
  try {
    for (let begin = 0; begin < total; begin += GRADIENT_BATCH) {
      const end = Math.min(total, begin + GRADIENT_BATCH);
      const start = pixelsOf(originals.subarray(begin * size, end * size), shape);
      let pixels = tf.clone(start);
      try {
        for (let step = 0; step < steps; step++) {
          signal.throwIfAborted();
          const next = stepAway(surrogate.model, scale, pixels, start, target, {
            epsilon: epsilon / 255,
            stepSize: stepSize / 255,
          });
          pixels.dispose();
          pixels = next;
          await request.onProgress('perturbation', begin * steps + (end - begin) * (step + 1), total * steps);
        }
        out.set(bytesOfPixels(pixels), begin * size);
      } finally {
        tf.dispose([start, pixels]);
      }
    }
    return out;
  } finally {
    scale.dispose();
  }
}

function stepAway(
  model: tfl.LayersModel,
  scale: PixelScale,
  pixels: tf.Tensor4D,
  start: tf.Tensor4D,
  label: number,
  { epsilon, stepSize }: { epsilon: number; stepSize: number },
): tf.Tensor4D {
  return tf.tidy(() => {
    const labels = tf.fill<tf.Rank.R1>([start.shape[0]], label, 'int32');
    const gradient = inputGradient(
      (x) => tf.sum(crossEntropy(model.apply(scale.toInput(x)) as tf.Tensor2D, labels)),
      pixels,
    );
    const moved = tf.add(pixels, tf.mul(tf.sign(gradient), stepSize));
    const near = tf.minimum(tf.maximum(moved, tf.sub(start, epsilon)), tf.add(start, epsilon));
    return tf.clipByValue(near, 0, 1) as tf.Tensor4D;
  });
}

/** Mean probability of the target class. */
async function confidence(
  surrogate: Surrogate,
  values: Uint8Array,
  { train, target, classes }: CraftRequest,
): Promise<number> {
  const probabilities = await surrogate.probabilities(values, sampleSize(train.shape));
  const count = probabilities.length / classes;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += probabilities[i * classes + target]!;
  return sum / count;
}
