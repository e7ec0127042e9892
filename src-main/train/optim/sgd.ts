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
    const { momentum, weightDecay, nesterov } = this.#options;
    for (const [name, weight] of weights) {
      const gradient = gradients[name];
      if (gradient === undefined) throw new TypeError(`no gradient for weight ${name}`);
      const slot = this.#slot(name, weight);
      tf.tidy(() => {
        const decays = weightDecay !== 0 && (this.#options.decays?.(name) ?? true);
        const g = decays ? tf.add(gradient, tf.mul(weight, weightDecay)) : gradient;
        const velocity = tf.add(tf.mul(slot, momentum), g);
        const step = nesterov ? tf.add(g, tf.mul(velocity, momentum)) : velocity;
        slot.assign(velocity);
        weight.assign(tf.sub(weight, tf.mul(step, rate * (this.#options.rateFactor?.(name) ?? 1))));
      });
    }
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
