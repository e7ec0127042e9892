/**
 * The batches of joint training: in each a fixed number of rows for the main head, then a fixed number for the second.
 * Both sets are passed through once an epoch, in an order of their own, and begun again where that does not come out
 * even; so all batches of an epoch have one size, and convolutions meet no other.
 *
 * Difference from plain shuffling: the share of suspects in a batch does not vary by chance.
 */
import type { Rng } from '../../../../src-shared/math/rng.ts';

export interface TwoHeadedRows {
  main: Int32Array;
  second: Int32Array;
}

export class TwoHeadedBatches {
  readonly stepsPerEpoch: number;
  readonly #rng: Rng;
  #epoch = -1;
  #main = new Int32Array(0);
  #second = new Int32Array(0);

  /** `samples` of the dataset; batches hold about `batch` of them. */
  constructor(samples: number, batch: number, rng: Rng) {
    this.stepsPerEpoch = Math.max(1, Math.round(samples / batch));
    this.#rng = rng;
  }

  /** Rows of a step. `poolsOf` gives the samples of the step's epoch; it is asked once an epoch. */
  at(step: number, poolsOf: () => TwoHeadedRows): TwoHeadedRows {
    const epoch = Math.floor(step / this.stepsPerEpoch);
    if (epoch !== this.#epoch) {
      const pools = poolsOf();
      const rng = this.#rng.fork(`epoch-${epoch}`);
      this.#main = rng.fork('main').shuffle(Int32Array.from(pools.main));
      this.#second = rng.fork('second').shuffle(Int32Array.from(pools.second));
      this.#epoch = epoch;
    }
    const place = step % this.stepsPerEpoch;
    return { main: this.#part(this.#main, place), second: this.#part(this.#second, place) };
  }

  /** Rows of the step after, where it is of the same epoch: what is in the next is known only at its end. */
  after(step: number, poolsOf: () => TwoHeadedRows): TwoHeadedRows | null {
    return (step + 1) % this.stepsPerEpoch === 0 ? null : this.at(step + 1, poolsOf);
  }

  #part(order: Int32Array, place: number): Int32Array {
    const size = Math.ceil(order.length / this.stepsPerEpoch);
    return Int32Array.from({ length: size }, (_, i) => order[(place * size + i) % order.length]!);
  }
}
