/**
 * Seedable, forkable, savable random numbers: xoshiro128** seeded by splitmix32 (Blackman & Vigna 2018).
 * Every random decision of the program comes from a stream named by a label, so that adding a draw in one
 * place never changes the numbers of another. `Math.random` is forbidden.
 */
export type RngState = readonly [number, number, number, number];

export class Rng {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  private constructor(state: RngState) {
    [this.#a, this.#b, this.#c, this.#d] = state;
  }

  /** A stream from an unsigned 32-bit seed. */
  static fromSeed(seed: number): Rng {
    let s = seed >>> 0;
    const next = (): number => {
      s = (s + 0x9e3779b9) >>> 0;
      let z = s;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return (z ^ (z >>> 15)) >>> 0;
    };
    return new Rng([next(), next(), next(), next()]);
  }

  static fromState(state: RngState): Rng {
    return new Rng(state);
  }

  /** The whole state; `Rng.fromState` continues exactly where this stream stood. */
  state(): RngState {
    return [this.#a, this.#b, this.#c, this.#d];
  }

  /** An independent stream for a named purpose; does not advance this one. */
  fork(label: string): Rng {
    let hash = 0x811c9dc5;
    for (let i = 0; i < label.length; i++) {
      hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193);
    }
    return Rng.fromSeed((hash ^ this.#a ^ Math.imul(this.#b, 31) ^ this.#c ^ Math.imul(this.#d, 17)) >>> 0);
  }

  /** A whole number in 0 .. 2^32 - 1. */
  uint32(): number {
    const result = Math.imul(rotateLeft(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const t = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= t;
    this.#d = rotateLeft(this.#d, 11);
    return result;
  }

  /** Uniform in [0, 1), 32 bits of resolution. */
  uniform(): number {
    return this.uint32() / 4294967296;
  }

  /** A whole number in 0 .. bound - 1, without bias. `bound` in 1 .. 2^32. */
  below(bound: number): number {
    const limit = 4294967296 - (4294967296 % bound);
    let x = this.uint32();
    while (x >= limit) x = this.uint32();
    return x % bound;
  }

  /** Standard normal (Box and Muller, one value a call so that the state stays four numbers). */
  normal(): number {
    const u = 1 - this.uniform();
    const v = this.uniform();
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
  }

  /** Fisher and Yates, in place. */
  shuffle<T extends { length: number; [index: number]: number }>(values: T): T {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const t = values[i]!;
      values[i] = values[j]!;
      values[j] = t;
    }
    return values;
  }

  /** A random order of 0 .. n - 1. */
  permutation(n: number): Uint32Array {
    const order = new Uint32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    return this.shuffle(order);
  }

  /** `count` different members of `pool`, in random order. `count` must not exceed the pool. */
  sample(pool: ArrayLike<number>, count: number): Uint32Array {
    if (count > pool.length) throw new RangeError(`cannot draw ${count} of ${pool.length}`);
    return this.shuffle(Uint32Array.from(pool)).slice(0, count);
  }
}

function rotateLeft(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k));
}
