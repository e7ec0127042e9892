/**
 * What an update of NONE's fine-tuning is made of: samples that are learned with their labels, and rows that only teach of a
 * trigger's carriers, and of what a person judged poison, that their label is wrong. A loss for both: `descendOrAscendUpTo`.
 */
import type { DefenseContext } from '../../loop/context.ts';
import type { Batch } from '../../loop/step.ts';
import { LabelledBatches, type LabelledBatchesOptions } from '../labelled-batches.ts';
import { joinBatches, SuppressedRows } from '../suppressed-rows.ts';
import { triggered } from '../trigger-test.ts';

export class TuningBatches {
  readonly perEpoch: number;
  readonly #learned: LabelledBatches;
  /** Null where no label is known to be wrong. */
  readonly #suppressed: SuppressedRows | null;

  constructor(context: DefenseContext, options: LabelledBatchesOptions) {
    const { data, judged, session, rng } = context;
    this.#learned = new LabelledBatches(context, options);
    this.perEpoch = this.#learned.perEpoch;
    const wrong = Int32Array.from(new Set([...judged.poison, ...triggered(session)]));
    this.#suppressed =
      wrong.length === 0 ? null : new SuppressedRows(data, wrong, rng.fork(`${options.stage}/suppressed`));
  }

  /** The batch of an update, a function of the step alone. */
  at(step: number): Batch {
    const learned = this.#learned.at(step);
    return this.#suppressed === null ? learned : joinBatches([learned, this.#suppressed.at(step)]);
  }
}
