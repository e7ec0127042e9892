/** Which samples form which batch. */
import type { Rng } from '../../../src-shared/math/rng.ts';
import { sampleSize, type SampleValues } from '../../../src-shared/domain/sample-values.ts';
import type { LabelledSamples } from './training-data.ts';

/** Batches smaller than this are dropped in training: their statistics damage the moving averages. */
const SMALLEST_BATCH = 8;

/**
 * The shuffled batches of an epoch. Order depends on the stream and the epoch alone, never on what was drawn before,
 * so that a resumed run draws the same batches.
 */
export class EpochBatches {
  readonly #pool: Int32Array;
  readonly #batchSize: number;
  readonly #rng: Rng;
  #epoch = -1;
  #order = new Int32Array(0);

  constructor(pool: Int32Array, batchSize: number, rng: Rng) {
    this.#pool = pool;
    this.#batchSize = Math.min(batchSize, pool.length);
    this.#rng = rng;
  }

  get batchesPerEpoch(): number {
    const full = Math.floor(this.#pool.length / this.#batchSize);
    const rest = this.#pool.length - full * this.#batchSize;
    return full + (rest >= SMALLEST_BATCH ? 1 : 0);
  }

  /** Sample indices of batch `step` counted from the start of the stage. */
  at(step: number): Int32Array {
    const epoch = Math.floor(step / this.batchesPerEpoch);
    if (epoch !== this.#epoch) {
      this.#order = this.#rng.fork(`epoch-${epoch}`).shuffle(Int32Array.from(this.#pool));
      this.#epoch = epoch;
    }
    const begin = (step % this.batchesPerEpoch) * this.#batchSize;
    return this.#order.slice(begin, begin + this.#batchSize);
  }
}

/** Copies the values of the given samples into one [B,H,W,C]. */
export function gatherValues(
  data: Pick<LabelledSamples, 'shape' | 'values'>,
  indices: ArrayLike<number>,
): SampleValues {
  const size = sampleSize(data.shape);
  const out = newValues(data.values, indices.length * size);
  for (let i = 0; i < indices.length; i++) {
    const begin = indices[i]! * size;
    out.set(data.values.subarray(begin, begin + size), i * size);
  }
  return out;
}

/** The parts one after the other; all of one element type, at least one. */
export function joinValues(...parts: readonly SampleValues[]): SampleValues {
  const [first] = parts;
  if (first === undefined) throw new TypeError('there is nothing to join');
  const whole = newValues(
    first,
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Zeros of the same element type. */
export function newValues(like: SampleValues, length: number): SampleValues {
  return like instanceof Float32Array ? new Float32Array(length) : new Uint8Array(length);
}

export function gatherLabels(labels: Int32Array, indices: ArrayLike<number>): Int32Array {
  const out = new Int32Array(indices.length);
  for (let i = 0; i < indices.length; i++) out[i] = labels[indices[i]!]!;
  return out;
}
