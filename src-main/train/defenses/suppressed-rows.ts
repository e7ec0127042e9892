/**
 * Rows of an update that teach of some samples only that their label is wrong, so that a trigger stays unlearned while the
 * rest of the update teaches everything else. Their weights are negative; the objective is `descendOrAscendUpTo`.
 */
import type { Rng } from '../../../src-shared/math/rng.ts';
import { EpochBatches, gatherLabels, gatherValues, joinValues } from '../data/batches.ts';
import type { DefenseContext } from '../loop/context.ts';
import type { Batch } from '../loop/step.ts';

/** Rows in an update. */
const BATCH = 16;
/** What they count together beside learning: enough to keep the trigger unlearned, too little to bend other predictions. */
const WEIGHT = 0.2;

export class SuppressedRows {
  readonly #data: DefenseContext['data'];
  readonly #batches: EpochBatches;

  /** `indices` is not empty. */
  constructor(data: DefenseContext['data'], indices: Int32Array, rng: Rng) {
    this.#data = data;
    this.#batches = new EpochBatches(indices, BATCH, rng);
  }

  /** The rows of an update, a function of the step alone. */
  at(step: number): Batch {
    const indices = this.#batches.at(step);
    return {
      // Not augmented: a crop may cut the trigger off, and with it what is to be unlearned.
      values: gatherValues(this.#data, indices),
      labels: gatherLabels(this.#data.labels, indices),
      weights: new Float32Array(indices.length).fill(-WEIGHT / indices.length),
    };
  }
}

/** One batch of the rows of several, in their order. */
export function joinBatches(parts: readonly Batch[]): Batch {
  const count = parts.reduce((sum, part) => sum + part.labels.length, 0);
  const labels = new Int32Array(count);
  const weights = new Float32Array(count);
  let row = 0;
  for (const part of parts) {
    labels.set(part.labels, row);
    weights.set(part.weights, row);
    row += part.labels.length;
  }
  return { values: joinValues(...parts.map(({ values }) => values)), labels, weights };
}
