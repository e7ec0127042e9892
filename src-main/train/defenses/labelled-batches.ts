/** Batches of supervised learning on given labels: shuffled anew every epoch, every sample of the same weight. */
import type { SampleValues } from '../../../src-shared/domain/sample-values.ts';
import { augmenterFor } from '../data/augment/augmenter.ts';
import { EpochBatches, gatherLabels, gatherValues } from '../data/batches.ts';
import type { DefenseContext } from '../loop/context.ts';
import type { Batch } from '../loop/step.ts';

export interface LabelledBatchesOptions {
  /** Name of the stage: its random draws are streams of their own. */
  stage: string;
  /** Samples that are learned, where these are not all. */
  indices?: Int32Array;
  batch: number;
  /** Crops and flips of images, shifts and a little noise of series. */
  augment: boolean;
}

export class LabelledBatches {
  readonly perEpoch: number;
  readonly #context: DefenseContext;
  readonly #batches: EpochBatches;
  readonly #augment: (values: SampleValues, step: number) => SampleValues;

  constructor(context: DefenseContext, { stage, indices, batch, augment }: LabelledBatchesOptions) {
    const { data, rng } = context;
    this.#context = context;
    const learned = indices ?? Int32Array.from(data.labels.keys());
    this.#batches = new EpochBatches(learned, batch, rng.fork(`${stage}/shuffle`));
    this.perEpoch = this.#batches.batchesPerEpoch;
    const augmenter = augment ? augmenterFor(data, context.flipIsHarmless) : null;
    this.#augment = (values, step) =>
      augmenter === null ? values : augmenter.plain(values, rng.fork(`${stage}/augment`).fork(String(step)));
  }

  /** The batch of an update, a function of the step alone. */
  at(step: number): Batch {
    const { data } = this.#context;
    const indices = this.#batches.at(step);
    return {
      values: this.#augment(gatherValues(data, indices), step),
      labels: gatherLabels(data.labels, indices),
      weights: new Float32Array(indices.length).fill(1 / indices.length),
    };
  }
}
