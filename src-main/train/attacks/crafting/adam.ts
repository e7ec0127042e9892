/**
 * Adam (Kingma and Ba 2015, algorithm 1) for the helper networks of attacks, with slots kept by weight name:
 *
 *     m <- b1 m + (1 - b1) g;   v <- b2 v + (1 - b2) g^2;   w <- w - rate_k m / (sqrt(v) + e)
 *
 * where rate_k = rate sqrt(1 - b2^k) / (1 - b1^k), which corrects the bias of both averages, as section 2 proposes.
 */
import * as tf from '@tensorflow/tfjs-core';

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-8;

interface Slots {
  mean: tf.Variable;
  square: tf.Variable;
}

export class Adam {
  readonly #rate: number;
  readonly #slots = new Map<string, Slots>();
  #updates = 0;

  constructor(rate: number) {
    this.#rate = rate;
  }

  /** One update in place of all `weights`; `gradientOf(name)` gives each weight's gradient, which is borrowed. */
  apply(weights: ReadonlyMap<string, tf.Variable>, gradientOf: (name: string) => tf.Tensor): void {
    this.#updates += 1;
    const rate = (this.#rate * Math.sqrt(1 - BETA_2 ** this.#updates)) / (1 - BETA_1 ** this.#updates);
    for (const [name, weight] of weights) {
      const { mean, square } = this.#slotsOf(name, weight);
      tf.tidy(() => {
        const gradient = gradientOf(name);
        mean.assign(tf.add(tf.mul(mean, BETA_1), tf.mul(gradient, 1 - BETA_1)));
        square.assign(tf.add(tf.mul(square, BETA_2), tf.mul(tf.square(gradient), 1 - BETA_2)));
        const step = tf.div(mean, tf.add(tf.sqrt(square), EPSILON));
        weight.assign(tf.sub(weight, tf.mul(step, rate)));
      });
    }
  }

  dispose(): void {
    for (const { mean, square } of this.#slots.values()) {
      mean.dispose();
      square.dispose();
    }
    this.#slots.clear();
  }

  #slotsOf(name: string, weight: tf.Variable): Slots {
    let slots = this.#slots.get(name);
    if (slots === undefined) {
      slots = tf.tidy(() => ({
        mean: tf.variable(tf.zeros(weight.shape), false),
        square: tf.variable(tf.zeros(weight.shape), false),
      }));
      this.#slots.set(name, slots);
    }
    return slots;
  }
}
