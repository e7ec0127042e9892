/**
 * Masks and perturbations of the channels of batch normalisation (Wu and Wang 2021, section 3.2, equations 4 to 7): with
 * mask m, and noise d and x, a channel puts out gamma (m + d) z + beta (1 + x) of its normalised input z.
 */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { Rng } from '../../../../src-shared/math/rng.ts';
import { BatchNorm, type BatchNormHooks } from '../../layers/batch-norm.ts';
import { crossEntropy } from '../../layers/ops.ts';
import { variableGradients } from '../../optim/gradients.ts';

interface Channels {
  mask: tf.Variable;
  /** Perturbation of the scale and of the offset. */
  scaleNoise: tf.Variable;
  offsetNoise: tf.Variable;
}

/** Batch statistics, and averages that stay those of the base model: the pruned network is evaluated by them. */
const LEARNING = { batchNorm: 'train-no-update' } as const;

export class ChannelMasks {
  readonly #model: tfl.LayersModel;
  readonly #channels = new Map<string, Channels>();

  /** Masks of 1 for every channel of every batch normalisation layer; the caller disposes of them. */
  constructor(model: tfl.LayersModel) {
    this.#model = model;
    for (const layer of model.layers) {
      if (!(layer instanceof BatchNorm)) continue;
      const size = layer.weights[0]!.shape[0] as number;
      const variable = (value: number): tf.Variable => tf.tidy(() => tf.variable(tf.fill([size], value)));
      this.#channels.set(layer.name, {
        mask: variable(1),
        scaleNoise: variable(0),
        offsetNoise: variable(0),
      });
    }
  }

  /** By layer name. */
  get masks(): Map<string, tf.Variable> {
    return new Map([...this.#channels].map(([layer, { mask }]) => [layer, mask]));
  }

  /** Logits [B,K] with the masks alone, or perturbed too. Differentiable. */
  forward(x: tf.Tensor, isPerturbed: boolean): tf.Tensor2D {
    return this.#model.apply(x, {
      ...LEARNING,
      adjust: isPerturbed ? this.#perturbed : this.#masked,
    }) as tf.Tensor2D;
  }

  /** Both, one below the other: [2B,K], without noise first. */
  both(x: tf.Tensor): tf.Tensor2D {
    return tf.concat2d([this.forward(x, false), this.forward(x, true)], 0);
  }

  readonly #masked: NonNullable<BatchNormHooks['adjust']> = (layer, gamma, beta) => ({
    gamma: tf.mul(gamma, this.#of(layer).mask),
    beta,
  });

  readonly #perturbed: NonNullable<BatchNormHooks['adjust']> = (layer, gamma, beta) => {
    const { mask, scaleNoise, offsetNoise } = this.#of(layer);
    return {
      gamma: tf.mul(gamma, tf.add(mask, scaleNoise)),
      beta: tf.mul(beta, tf.add(offsetNoise, 1)),
    };
  };

  /** Noise anew, uniform within +-epsilon. A layer's numbers depend on the stream and its name only. */
  drawNoise(epsilon: number, rng: Rng): void {
    for (const [layer, { scaleNoise, offsetNoise }] of this.#channels) {
      const stream = rng.fork(layer);
      for (const noise of [scaleNoise, offsetNoise]) {
        const values = Float32Array.from({ length: noise.size }, () => (2 * stream.uniform() - 1) * epsilon);
        tf.tidy(() => noise.assign(tf.tensor1d(values)));
      }
    }
  }

  /** One step of the noise toward the largest loss: its gradient's sign times epsilon, and back into +-epsilon if asked. */
  worsenNoise(x: tf.Tensor, labels: tf.Tensor1D, epsilon: number, isClipped: boolean): void {
    const noises = [...this.#channels.values()].flatMap((one) => [one.scaleNoise, one.offsetNoise]);
    tf.tidy(() => {
      const { grads } = variableGradients(() => tf.mean(crossEntropy(this.forward(x, true), labels)), noises);
      for (const noise of noises) {
        const moved = tf.add(noise, tf.mul(tf.sign(grads[noise.name] as tf.Tensor), epsilon));
        noise.assign(isClipped ? tf.clipByValue(moved, -epsilon, epsilon) : moved);
      }
    });
  }

  /** After an update: masks stay within 0..1. */
  clip(): void {
    for (const { mask } of this.#channels.values()) {
      tf.tidy(() => mask.assign(tf.clipByValue(mask, 0, 1)));
    }
  }

  /** Values by layer name, as copies. */
  read(): Map<string, Float32Array> {
    return new Map(
      [...this.masks].map(([layer, mask]) => [layer, mask.dataSync<'float32'>().slice()] as const),
    );
  }

  write(values: ReadonlyMap<string, Float32Array>): void {
    for (const [layer, mask] of this.masks) {
      const stored = values.get(layer);
      if (stored?.length !== mask.size) throw new TypeError(`the stored masks do not fit layer ${layer}`);
      tf.tidy(() => mask.assign(tf.tensor1d(stored)));
    }
  }

  dispose(): void {
    for (const one of this.#channels.values()) {
      for (const variable of [one.mask, one.scaleNoise, one.offsetNoise]) variable.dispose();
    }
    this.#channels.clear();
  }

  #of(layer: string): Channels {
    const found = this.#channels.get(layer);
    if (found === undefined) throw new TypeError(`layer ${layer} has no masks`);
    return found;
  }
}
