/**
 * Stochastic gradient descent with momentum and coupled weight decay, as the reference implementations use it
 * (the library's own optimiser has no decay and pairs its slots with weights by position):
 *
 *     g <- gradient + decay * w;   v <- momentum * v + g;   w <- w - rate * v          (plain)
 *                                                           w <- w - rate * (g + momentum * v)   (Nesterov)
 *
 * Slots start at zero and are kept by weight name, so that a checkpoint can hold them.
 */
import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, runKernel } from '../layers/run-kernel.ts';

export interface SgdOptions {
  momentum: number;
  weightDecay: number;
  nesterov: boolean;
  /** Which weights decay; all by default. FixMatch leaves out batch normalisation and biases. */
  decays?: (weightName: string) => boolean;
  /** What the rate is multiplied by for a weight; 1 by default. */
  rateFactor?: (weightName: string) => number;
}

export class Sgd {
  readonly #options: SgdOptions;
  readonly #slots = new Map<string, tf.Variable>();

  constructor(options: SgdOptions) {
    this.#options = options;
  }

  /** One update in place. Borrows gradients; `weights` and `gradients` share their names. `rate` > 0. */
  apply(weights: ReadonlyMap<string, tf.Variable>, gradients: tf.NamedTensorMap, rate: number): void {
    const { momentum, weightDecay, nesterov, decays, rateFactor } = this.#options;
    tf.tidy(() => {
      // One tensor for all weights. By role, not by value: numbers that are the same by chance are not one thing.
      const shared = { momentum: tf.scalar(momentum), decay: tf.scalar(weightDecay) };
      const rates = new Map<number, tf.Scalar>();
      for (const [name, weight] of weights) {
        const gradient = gradients[name];
        if (gradient === undefined) throw new TypeError(`no gradient for weight ${name}`);
        const slot = this.#slot(name, weight);
        const factor = rateFactor?.(name) ?? 1;
        const ownRate = rates.get(factor) ?? tf.scalar(rate * factor);
        rates.set(factor, ownRate);
        const isDecaying = weightDecay !== 0 && (decays?.(name) ?? true);
        const factors = {
          momentum: shared.momentum,
          rate: ownRate,
          ...(isDecaying ? { decay: shared.decay } : {}),
        };
        tf.tidy(() => {
          const [velocity, moved] = moveByMomentum({ weight, gradient, slot }, factors, nesterov);
          slot.assign(velocity);
          weight.assign(moved);
        });
      }
    });
  }

  /** The momentum buffers by weight name, as copies. */
  state(): Map<string, Float32Array> {
    const state = new Map<string, Float32Array>();
    for (const [name, slot] of this.#slots) state.set(name, Float32Array.from(slot.dataSync()));
    return state;
  }

  /** Restores buffers that `state` returned, for weights of the same names and shapes. */
  restore(weights: ReadonlyMap<string, tf.Variable>, state: ReadonlyMap<string, Float32Array>): void {
    for (const [name, weight] of weights) {
      const values = state.get(name);
      if (values === undefined) continue;
      const slot = this.#slot(name, weight);
      tf.tidy(() => slot.assign(tf.tensor(values, weight.shape)));
    }
  }

  dispose(): void {
    for (const slot of this.#slots.values()) slot.dispose();
    this.#slots.clear();
  }

  #slot(name: string, weight: tf.Variable): tf.Variable {
    let slot = this.#slots.get(name);
    if (slot === undefined) {
      slot = tf.tidy(() => tf.variable(tf.zeros(weight.shape), false));
      this.#slots.set(name, slot);
    }
    return slot;
  }
}

/** The new slot and the new weight. */
function moveByMomentum(
  { weight, gradient, slot }: { weight: tf.Tensor; gradient: tf.Tensor; slot: tf.Tensor },
  factors: { momentum: tf.Scalar; rate: tf.Scalar; decay?: tf.Scalar },
  nesterov: boolean,
): [tf.Tensor, tf.Tensor] {
  const { momentum, rate, decay } = factors;
  if (hasKernel('AssayMomentumUpdate')) {
    const inputs = { weight, gradient, slot, ...factors };
    return runKernel('AssayMomentumUpdate', inputs, { nesterov }) as [tf.Tensor, tf.Tensor];
  }
  const g = decay === undefined ? gradient : tf.add(gradient, tf.mul(weight, decay));
  const velocity = tf.add(tf.mul(slot, momentum), g);
  const step = nesterov ? tf.add(g, tf.mul(velocity, momentum)) : velocity;
  return [velocity, tf.sub(weight, tf.mul(step, rate))];
}
