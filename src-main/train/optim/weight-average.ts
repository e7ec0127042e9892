/**
 * Exponential moving average of trainable weights (FixMatch evaluates and exports the average, not the live weights).
 * The decay starts low so that short stages are not held back by their first weights; moving averages of batch
 * normalisation are taken from the live model.
 */
import * as tf from '@tensorflow/tfjs-core';

export class WeightAverage {
  readonly #decay: number;
  readonly #average = new Map<string, tf.Variable>();

  constructor(weights: ReadonlyMap<string, tf.Variable>, decay: number) {
    this.#decay = decay;
    for (const [name, weight] of weights) {
      this.#average.set(
        name,
        tf.tidy(() => tf.variable(tf.clone(weight), false)),
      );
    }
  }

  /** Takes the weights after update `step` (0-based) into the average. */
  update(weights: ReadonlyMap<string, tf.Variable>, step: number): void {
    const decay = Math.min(this.#decay, (1 + step) / (10 + step));
    for (const [name, weight] of weights) {
      const average = this.#average.get(name);
      if (average === undefined) throw new TypeError(`weight ${name} has no average`);
      tf.tidy(() => average.assign(tf.add(average, tf.mul(tf.sub(weight, average), 1 - decay))));
    }
  }

  state(): Map<string, Float32Array> {
    const state = new Map<string, Float32Array>();
    for (const [name, average] of this.#average) state.set(name, Float32Array.from(average.dataSync()));
    return state;
  }

  restore(state: ReadonlyMap<string, Float32Array>): void {
    for (const [name, average] of this.#average) {
      const values = state.get(name);
      if (values === undefined) throw new TypeError(`the stored average lacks weight ${name}`);
      tf.tidy(() => average.assign(tf.tensor(values, average.shape)));
    }
  }

  /** Writes the average into the live weights. */
  copyInto(weights: ReadonlyMap<string, tf.Variable>): void {
    for (const [name, weight] of weights) {
      const average = this.#average.get(name);
      if (average !== undefined) tf.tidy(() => weight.assign(tf.clone(average)));
    }
  }

  /** Runs `body` with the average in place of the live weights, then puts them back. */
  async during<T>(weights: ReadonlyMap<string, tf.Variable>, body: () => T | Promise<T>): Promise<T> {
    const live = new Map([...weights].map(([name, weight]) => [name, tf.clone(weight)]));
    this.copyInto(weights);
    try {
      return await body();
    } finally {
      for (const [name, weight] of weights) {
        const value = live.get(name);
        if (value !== undefined) weight.assign(value);
      }
      live.clear();
    }
  }

  dispose(): void {
    for (const average of this.#average.values()) average.dispose();
    this.#average.clear();
  }
}
