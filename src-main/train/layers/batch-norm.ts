/**
 * Batch normalisation with the four modes that defenses need, which the library's layer does not have (its
 * statistics move even when it is frozen). It serialises as the library's own `BatchNormalization`, so an exported
 * model loads in stock TensorFlow.js.
 *
 * Defaults follow the reference implementations: epsilon 1e-5, moving averages keep 0.9 of the old value.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { batchNormTraining } from './ops.ts';

/**
 * `train`: batch statistics, moving averages updated. `train-no-update`: batch statistics, averages untouched.
 * `inference`: moving averages used and untouched; scale and offset still take gradients.
 */
export type BatchNormMode = 'train' | 'train-no-update' | 'inference';

/** What a caller may pass through a model to all of its batch normalisation layers, besides the mode. */
export interface BatchNormHooks {
  /**
   * Scale and offset to use in place of the layer's own, float32 [C] each; differentiable. Borrows what it is given and
   * returns tensors of the surrounding tidy.
   */
  adjust?(
    layerName: string,
    gamma: tf.Tensor1D,
    beta: tf.Tensor1D,
  ): { gamma: tf.Tensor1D; beta: tf.Tensor1D };
  /** Borrows the mean and variance of the batch, float32 [C] each, in mode `train-no-update`. */
  onStatistics?(layerName: string, mean: tf.Tensor1D, variance: tf.Tensor1D): void;
}

export interface BatchNormConfig {
  name: string;
  epsilon?: number;
  momentum?: number;
}

export class BatchNorm extends tfl.layers.Layer {
  static className = 'BatchNormalization';
  readonly epsilon: number;
  readonly momentum: number;
  #gamma: tfl.LayerVariable | undefined;
  #beta: tfl.LayerVariable | undefined;
  #movingMean: tfl.LayerVariable | undefined;
  #movingVariance: tfl.LayerVariable | undefined;

  constructor(config: BatchNormConfig) {
    super({ name: config.name });
    this.epsilon = config.epsilon ?? 1e-5;
    this.momentum = config.momentum ?? 0.9;
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const channels = (inputShape as tfl.Shape).at(-1);
    if (typeof channels !== 'number') throw new TypeError(`${this.name}: the channel count must be known`);
    const ones = tfl.initializers.ones();
    const zeros = tfl.initializers.zeros();
    this.#gamma = this.addWeight('gamma', [channels], 'float32', ones);
    this.#beta = this.addWeight('beta', [channels], 'float32', zeros);
    this.#movingMean = this.addWeight('moving_mean', [channels], 'float32', zeros, undefined, false);
    this.#movingVariance = this.addWeight('moving_variance', [channels], 'float32', ones, undefined, false);
    this.built = true;
  }

  override call(
    inputs: tf.Tensor | tf.Tensor[],
    kwargs: { batchNorm?: BatchNormMode } & BatchNormHooks,
  ): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    const mode = kwargs.batchNorm ?? 'inference';
    return tf.tidy(() => {
      const own = { gamma: read(this.#gamma), beta: read(this.#beta) };
      const { gamma, beta } = kwargs.adjust?.(this.name, own.gamma, own.beta) ?? own;
      if (mode === 'inference') {
        const mean = read(this.#movingMean);
        const variance = read(this.#movingVariance);
        return tf.batchNorm4d(x, mean, variance, beta, gamma, this.epsilon);
      }
      if (mode === 'train-no-update') {
        return batchNormTraining(x, gamma, beta, this.epsilon, (mean, variance) => {
          kwargs.onStatistics?.(this.name, mean, variance);
        });
      }
      const averages = {
        mean: read(this.#movingMean),
        variance: read(this.#movingVariance),
        keep: this.momentum,
      };
      const move = (mean: tf.Tensor1D, variance: tf.Tensor1D): void => {
        this.#movingMean?.write(mean);
        this.#movingVariance?.write(variance);
      };
      return batchNormTraining(x, gamma, beta, this.epsilon, move, averages);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      axis: -1,
      momentum: this.momentum,
      epsilon: this.epsilon,
      center: true,
      scale: true,
    };
  }
}

function read(variable: tfl.LayerVariable | undefined): tf.Tensor1D {
  if (variable === undefined)
    throw new TypeError('a batch normalisation layer was called before it was built');
  return variable.read() as tf.Tensor1D;
}
