/** Batches of supervised learning on given labels: shuffled anew every epoch, every sample of the same weight. */
import type { Rng } from '../../../src-shared/math/rng.ts';
import { EpochBatches, gatherLabels } from '../data/batches.ts';
import { viewsFor, type ViewRequest, type Views } from '../data/views.ts';
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
  readonly #labels: Int32Array;
  readonly #batches: EpochBatches;
  readonly #views: Views;
  readonly #kind: ViewRequest['kind'];
  readonly #rng: Rng;

  constructor(context: DefenseContext, { stage, indices, batch, augment }: LabelledBatchesOptions) {
    const { data, rng } = context;
    const learned = indices ?? Int32Array.from(data.labels.keys());
    this.#labels = data.labels;
    this.#batches = new EpochBatches(learned, batch, rng.fork(`${stage}/shuffle`));
    this.perEpoch = this.#batches.batchesPerEpoch;
    this.#views = viewsFor(context);
    this.#kind = augment ? 'plain' : 'asIs';
    this.#rng = rng.fork(`${stage}/augment`);
  }

  /** The batch of an update, a function of the step alone. */
  at(step: number): Batch {
    const request = this.#request(step);
    const values = this.#views.take(request);
    this.#views.ahead([this.#request(step + 1)]);
    const { indices } = request;
    return {
      values,
      labels: gatherLabels(this.#labels, indices),
      weights: new Float32Array(indices.length).fill(1 / indices.length),
    };
  }

  #request(step: number): ViewRequest {
    return {
      kind: this.#kind,
      indices: this.#batches.at(step),
      stream: this.#rng.fork(String(step)).state(),
    };
  }
}
