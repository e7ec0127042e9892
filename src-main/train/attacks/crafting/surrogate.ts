/**
 * The network on which an attack finds its trigger. It learns from given labels alone, plainly: Adam with a rate of
 * 1e-3, no augmentation. Samples enter it as they enter any network here: images normalised by channel, series each by
 * itself.
 */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { AssayError } from '../../../../src-shared/errors/assay-error.ts';
import type { Rng } from '../../../../src-shared/math/rng.ts';
import { initialiseWeights } from '../../architectures/initialise.ts';
import { findArchitecture } from '../../architectures/registry.ts';
import { trainableByName } from '../../architectures/weights.ts';
import { EpochBatches, gatherLabels, gatherValues } from '../../data/batches.ts';
import { InputNormaliser } from '../../data/input-normaliser.ts';
import { measureNormalisation, type LabelledSamples } from '../../data/training-data.ts';
import { crossEntropy } from '../../layers/ops.ts';
import { predictLogits } from '../../metrics/predict.ts';
import type { CraftRequest } from '../attack.ts';
import { variableGradients } from '../../optim/gradients.ts';

const RATE = 1e-3;
const EPSILON = 1e-8;
const LARGEST_BATCH = 64;
const SMALLEST_BATCH = 8;
/** Samples whose input gradients are computed at once. */
export const GRADIENT_BATCH = 64;

/** Adam as published (Kingma and Ba 2015). */
export function makeAdam(rate = RATE, beta1 = 0.9, beta2 = 0.999): tf.AdamOptimizer {
  return tf.train.adam(rate, beta1, beta2, EPSILON);
}

/**
 * One update in place by gradients that are keyed by the weights' own names. The library pairs its averages with weights by
 * position: every call must name the same weights in the same order.
 */
export function updateBy(
  adam: tf.AdamOptimizer,
  weights: readonly tf.Variable[],
  gradients: tf.NamedTensorMap,
): void {
  adam.applyGradients(weights.map(({ name }) => ({ name, tensor: gradients[name]! })));
}

export interface Learning {
  epochs: number;
  /** Updates at most, whatever the epochs ask for. */
  updates: number;
  /** Called after each update with the number done and the number planned. */
  onUpdate(done: number, planned: number): Promise<void>;
}

/** A tenth of a small set, so that an epoch has ten updates at least. */
export function batchSizeFor(samples: number): number {
  return Math.min(LARGEST_BATCH, Math.max(SMALLEST_BATCH, Math.floor(samples / 10)));
}

export class Surrogate {
  readonly model: tfl.LayersModel;
  readonly normaliser: InputNormaliser;
  /** What learns. */
  readonly weights: readonly tf.Variable[];
  readonly #adam = makeAdam();
  #epochs = 0;
  readonly #signal: AbortSignal;

  private constructor(model: tfl.LayersModel, normaliser: InputNormaliser, signal: AbortSignal) {
    this.model = model;
    this.normaliser = normaliser;
    this.weights = [...trainableByName(model).values()];
    this.#signal = signal;
  }

  /** Epochs it has learned, of whatever it was given. */
  get epochs(): number {
    return this.#epochs;
  }

  /** An untrained network of a registered architecture. Throws `run.unfit` where it cannot read such samples. */
  static async build(architecture: string, request: CraftRequest): Promise<Surrogate> {
    const { shape } = request.train;
    const model = await findArchitecture(architecture).build(shape, request.classes);
    initialiseWeights(model, request.rng.fork('surrogate'));
    const normaliser = new InputNormaliser(shape, measureNormalisation(request.train));
    return new Surrogate(model, normaliser, request.signal);
  }

  /** Learns the labels of `samples`; `rng` orders them. Throws `run.diverged` when the loss is no longer finite. */
  async learn(samples: LabelledSamples, rng: Rng, learning: Learning): Promise<void> {
    const pool = Int32Array.from(samples.labels.keys());
    const batches = new EpochBatches(pool, batchSizeFor(pool.length), rng);
    const planned = Math.min(learning.updates, learning.epochs * batches.batchesPerEpoch);
    for (let step = 0; step < planned; step++) {
      this.#signal.throwIfAborted();
      const batch = batches.at(step);
      const x = this.normaliser.toTensor(gatherValues(samples, batch));
      this.#update(x, gatherLabels(samples.labels, batch));
      await learning.onUpdate(step + 1, planned);
    }
    this.#epochs += planned / batches.batchesPerEpoch;
  }

  /** Disposes of x, normalised samples [B,...]. */
  #update(x: tf.Tensor, labels: Int32Array): void {
    tf.tidy(() => {
      const target = tf.tensor1d(labels, 'int32');
      const { value, grads } = variableGradients(() => {
        const logits = this.model.apply(x, { batchNorm: 'train' }) as tf.Tensor2D;
        return tf.mean(crossEntropy(logits, target));
      }, this.weights);
      if (!Number.isFinite(value.dataSync()[0])) {
        throw new AssayError(
          'run.diverged',
          'The helper network of the attack diverged: its loss is not a finite number. Choose another seed or surrogate.',
        );
      }
      updateBy(this.#adam, this.weights, grads);
    });
    x.dispose();
  }

  /** Class probabilities float32 [N, classes], row-major, of stored samples [N,H,W,C]. */
  async probabilities(values: LabelledSamples['values'], size: number): Promise<Float32Array> {
    const valuesOf = (begin: number, end: number) => values.subarray(begin * size, end * size);
    const count = values.length / size;
    const logits = await predictLogits(this.model, this.normaliser, count, valuesOf, this.#signal);
    return tf.tidy(() =>
      Float32Array.from(tf.softmax(tf.tensor2d(logits, [count, logits.length / count])).dataSync()),
    );
  }

  dispose(): void {
    this.#adam.dispose();
    this.model.dispose();
  }
}
