/** Mini-batches for gradient ascent on a small set: reshuffled each pass, a last batch under 16 joins the one before. */
import type { Rng } from '../../../src-shared/math/rng.ts';

const SMALLEST = 16;

export class UnlearningBatches {
  readonly #members: Int32Array;
  readonly #sizes: number[] = [];
  readonly #rng: Rng;

  constructor(members: Int32Array, batchSize: number, rng: Rng) {
    this.#members = members;
    this.#rng = rng;
    for (let left = members.length; left > 0;) {
      const size = left - batchSize < SMALLEST ? left : batchSize;
      this.#sizes.push(size);
      left -= size;
    }
  }

  get batchesPerEpoch(): number {
    return this.#sizes.length;
  }

  at(step: number): Int32Array {
    const epoch = Math.floor(step / this.#sizes.length);
    const order = this.#rng.fork(`epoch-${epoch}`).shuffle(Int32Array.from(this.#members));
    const position = step % this.#sizes.length;
    const begin = this.#sizes.slice(0, position).reduce((sum, size) => sum + size, 0);
    return order.slice(begin, begin + (this.#sizes[position] as number));
  }
}
