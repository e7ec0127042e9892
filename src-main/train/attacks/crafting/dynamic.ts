/**
 * Makes the poison of the input-aware attack (Nguyen and Tran 2020, section 3 and its code). One network says where on an
 * image a trigger goes, another what it is:
 *
 *     x' = x + (G(x) - x) m(x),      m = tanh(20 M(x) - 10) / 2 + 1/2
 *
 * First M learns masks that differ from image to image and cover little. Then G learns together with a classifier: images
 * with their own trigger lead to the target, images with the trigger of another keep their label, and triggers differ. At
 * last both are frozen and a fixed set is made: poison with own triggers, covers with those of other images.
 *
 * The budget is far below the published one and counted in updates, and the classifier has learned the clean labels
 * before: what that costs is said with the attack.
 */
import * as tf from '@tensorflow/tfjs-core';
import { aimOf } from '../../../../src-shared/domain/attack.ts';
import { AssayError } from '../../../../src-shared/errors/assay-error.ts';
import { sampleSize } from '../../../../src-shared/domain/sample-values.ts';
import { EpochBatches, gatherLabels } from '../../data/batches.ts';
import { crossEntropy } from '../../layers/ops.ts';
import { TRAINING } from '../../loop/step.ts';
import type { Crafted, CraftRequest } from '../attack.ts';
import { describe, trainSurrogate, type SurrogateChoice } from './craft-support.ts';
import { bytesAt, bytesOf } from './image-bytes.ts';
import { bytesOfPixels, PixelScale, pixelsOf } from './image-support.ts';
import { ImageToImage, unitScale } from './image-networks.ts';
import { GRADIENT_BATCH, makeAdam, updateBy, type Surrogate } from './surrogate.ts';
import { variableGradients } from '../../optim/gradients.ts';

const BATCH = 32;
/** Of a batch, as many carry their own trigger and as many that of another image. */
const TRIGGERED_SHARE = 0.25;
const RATE = 0.01;
const BETAS = [0.5, 0.9] as const;
/** What a mask beyond its density costs. */
const DENSITY_WEIGHT = 100;
const TINY = 1e-7;

export interface DynamicOptions extends SurrogateChoice {
  maskUpdates: number;
  jointUpdates: number;
  filters: number;
  /** Fraction of the image that a mask may cover. */
  density: number;
}

export async function craftDynamic(request: CraftRequest, options: DynamicOptions): Promise<Crafted> {
  const surrogate = await trainSurrogate(request, options);
  const maker = new TriggerMaker(request, options);
  try {
    await maker.learnMasks(options.maskUpdates);
    await maker.learnTriggers(surrogate, options.jointUpdates);
    const { train, test, chosen, rng } = request;
    const own = bytesAt(train, chosen);
    const poisoned = await maker.triggered(own, own);

    const isChosen = new Set(chosen);
    const free = [...train.labels.keys()].filter((index) => !isChosen.has(index));
    const drawn = rng.fork('covers').sample(free, Math.min(free.length, chosen.length));
    const indices = Int32Array.from(drawn).sort();
    const strangers = rng.fork('strangers').shuffle(Int32Array.from(chosen)).slice(0, indices.length);
    const covers = await maker.triggered(bytesAt(train, indices), bytesAt(train, strangers));

    const triggeredTest = await maker.triggered(bytesOf(test), bytesOf(test), 'test samples');
    return {
      poisoned,
      triggeredTest,
      covers: { indices, values: covers },
      notes: await describe(surrogate, request, triggeredTest),
    };
  } finally {
    maker.dispose();
    surrogate.dispose();
  }
}

/** Mask and generator, and how they learn. */
export class TriggerMaker {
  readonly #request: CraftRequest;
  readonly #density: number;
  readonly #mask: ImageToImage;
  readonly #generator: ImageToImage;
  readonly #scale: PixelScale;

  constructor(request: CraftRequest, { filters, density }: Pick<DynamicOptions, 'filters' | 'density'>) {
    const { shape } = request.train;
    this.#request = request;
    this.#density = density;
    this.#mask = new ImageToImage('mask', shape, 1, filters, request.rng.fork('mask'));
    this.#generator = new ImageToImage('generator', shape, shape[2], filters, request.rng.fork('generator'));
    this.#scale = new PixelScale(request.train);
  }

  /** Masks that differ between images as the images do, and cover no more than the density without a penalty. */
  async learnMasks(updates: number): Promise<void> {
    const { rng, signal } = this.#request;
    const adam = makeAdam(RATE, ...BETAS);
    const [first, second] = [this.#batches(rng.fork('mask first')), this.#batches(rng.fork('mask second'))];
    try {
      for (let step = 0; step < updates; step++) {
        signal.throwIfAborted();
        tf.tidy(() => {
          const a = this.#pixels(first.at(step));
          const b = this.#pixels(second.at(step));
          this.#update(adam, this.#mask.weights, () => {
            const maskA = this.#maskOf(a, true);
            const maskB = this.#maskOf(b, true);
            const excess = tf.mean(tf.relu(tf.sub(maskA, this.#density)));
            return tf.add(tf.mul(DENSITY_WEIGHT, excess), this.#likeness(a, b, maskA, maskB));
          });
        });
        await this.#request.onProgress('masks', step + 1, updates);
      }
    } finally {
      adam.dispose();
    }
  }

  /** Generator and classifier together. */
  async learnTriggers(surrogate: Surrogate, updates: number): Promise<void> {
    const { rng, signal } = this.#request;
    const [forGenerator, forClassifier] = [makeAdam(RATE, ...BETAS), makeAdam()];
    const [first, second] = [this.#batches(rng.fork('joint first')), this.#batches(rng.fork('joint second'))];
    try {
      for (let step = 0; step < updates; step++) {
        signal.throwIfAborted();
        const rows = first.at(step);
        const share = Math.max(1, Math.floor(TRIGGERED_SHARE * rows.length));
        // Those that get a trigger of another image get it from the second draw, in its order.
        const strangers = second.at(step).slice(0, share);
        const labels = this.#aimedLabels(rows, share);
        tf.tidy(() => {
          const x = this.#pixels(rows);
          const others = this.#pixels(strangers);
          const given = tf.tensor1d(labels, 'int32');
          const [weights, learners] = [[...surrogate.weights], [...this.#generator.weights]];
          const { value, grads } = variableGradients(() => {
            const size = x.shape[0];
            const own = tf.slice4d(x, [0, 0, 0, 0], [share, -1, -1, -1]);
            const crossed = tf.slice4d(x, [share, 0, 0, 0], [share, -1, -1, -1]);
            const rest = tf.slice4d(x, [2 * share, 0, 0, 0], [size - 2 * share, -1, -1, -1]);
            // One pass for both, so that both are normalised by the same batch.
            const patterns = this.#generator.apply(this.#scale.toInput(tf.concat([own, others])), true);
            const [ownPattern, otherPattern] = tf.split(patterns, 2) as [tf.Tensor4D, tf.Tensor4D];
            const attacked = blend(own, ownPattern, this.#maskOf(own, false));
            const strange = blend(crossed, otherPattern, this.#maskOf(others, false));
            const input = this.#scale.toInput(tf.concat([attacked, strange, rest]));
            const logits = surrogate.model.apply(input, TRAINING) as tf.Tensor2D;
            const likeness = this.#likeness(own, others, ownPattern, otherPattern);
            return tf.add<tf.Scalar>(tf.mean(crossEntropy(logits, given)), likeness);
          }, [...weights, ...learners]);
          requireFinite(value);
          updateBy(forClassifier, weights, grads);
          updateBy(forGenerator, learners, grads);
        });
        await this.#request.onProgress('triggers', step + 1, updates);
      }
    } finally {
      forGenerator.dispose();
      forClassifier.dispose();
    }
  }

  /** Copies of images [N,H,W,C] with the triggers that belong to `sources`, one for each. */
  async triggered(images: Uint8Array, sources: Uint8Array, stage = 'poison'): Promise<Uint8Array> {
    const { train, signal } = this.#request;
    const size = sampleSize(train.shape);
    const total = images.length / size;
    const out = images.slice();
    for (let begin = 0; begin < total; begin += GRADIENT_BATCH) {
      signal.throwIfAborted();
      const end = Math.min(total, begin + GRADIENT_BATCH);
      const bytes = tf.tidy(() => {
        const x = pixelsOf(images.subarray(begin * size, end * size), train.shape);
        const source = pixelsOf(sources.subarray(begin * size, end * size), train.shape);
        const pattern = this.#generator.apply(this.#scale.toInput(source), false);
        return bytesOfPixels(blend(x, pattern, this.#maskOf(source, false)));
      });
      out.set(bytes, begin * size);
      await this.#request.onProgress(stage, end, total);
    }
    return out;
  }

  dispose(): void {
    this.#mask.dispose();
    this.#generator.dispose();
    this.#scale.dispose();
  }

  #batches(rng: CraftRequest['rng']): EpochBatches {
    return new EpochBatches(Int32Array.from(this.#request.train.labels.keys()), BATCH, rng);
  }

  #pixels(rows: Int32Array): tf.Tensor4D {
    const { train } = this.#request;
    return pixelsOf(bytesAt(train, rows), train.shape);
  }

  /** Nearly 0 or 1 at each pixel, float32 [B,H,W,1]. */
  #maskOf(pixels: tf.Tensor4D, isTraining: boolean): tf.Tensor4D {
    const soft = this.#mask.apply(this.#scale.toInput(pixels), isTraining);
    return unitScale(tf.sub(tf.mul(soft, 20), 10));
  }

  /** How much nearer two results are than the images they are for: mean over pairs of the ratio of distances. */
  #likeness(a: tf.Tensor4D, b: tf.Tensor4D, ofA: tf.Tensor4D, ofB: tf.Tensor4D): tf.Scalar {
    const inputs = distance(this.#scale.toInput(a), this.#scale.toInput(b));
    return tf.mean(tf.div(inputs, tf.add(distance(ofA, ofB), TINY)));
  }

  #update(adam: tf.AdamOptimizer, weights: readonly tf.Variable[], loss: () => tf.Scalar): void {
    const { value, grads } = variableGradients(loss, weights);
    requireFinite(value);
    updateBy(adam, weights, grads);
  }

  /** Given labels, but the target's for the first `share` rows, where the trigger is for their class. */
  #aimedLabels(rows: Int32Array, share: number): Int32Array {
    const { train, aims } = this.#request;
    const labels = gatherLabels(train.labels, rows);
    const rule = { targets: aims, pattern: null };
    return labels.map((label, i) => (i < share ? (aimOf(rule, label) ?? label) : label));
  }
}

function blend(x: tf.Tensor4D, pattern: tf.Tensor4D, mask: tf.Tensor4D): tf.Tensor4D {
  return tf.add(x, tf.mul(tf.sub(pattern, x), mask));
}

/** Root mean square difference of each pair, float32 [B]. */
function distance(a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor1D {
  // The root has no gradient at 0.
  return tf.sqrt(tf.add(tf.mean(tf.square(tf.sub(a, b)), [1, 2, 3]), TINY ** 2));
}

function requireFinite(loss: tf.Scalar): void {
  if (Number.isFinite(loss.dataSync()[0])) return;
  throw new AssayError(
    'run.diverged',
    'The generator of the attack diverged: its loss is not a finite number. Choose another seed or fewer updates.',
  );
}
