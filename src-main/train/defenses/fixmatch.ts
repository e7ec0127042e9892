/**
 * The batches of FixMatch (Sohn et al. 2020) with RandAugment: labelled samples under weak augmentation, and
 * unlabelled ones twice. The weak view is predicted without a gradient; where it is confident, its prediction is the
 * label that the strong view is trained on.
 *
 * Difference from the reference code: weak views have a forward pass of their own (batch statistics, averages not
 * moved), which halves the memory; and strong views below the threshold may be left out of the update, where they
 * would only cost time. The loss is divided by the number of all unlabelled samples either way.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Rng } from '../../../src-shared/math/rng.ts';
import { augmenterFor, type Augmenter } from '../data/augment/augmenter.ts';
import { EpochBatches, gatherLabels, gatherValues, joinValues } from '../data/batches.ts';
import type { InputNormaliser } from '../data/input-normaliser.ts';
import type { SampleValues } from '../../../src-shared/domain/sample-values.ts';
import type { TrainingData } from '../data/training-data.ts';
import type { Batch } from '../loop/step.ts';
import type * as tfl from '@tensorflow/tfjs-layers';

export interface FixMatchOptions {
  labelledBatch: number;
  /** Unlabelled samples for each labelled one. */
  ratio: number;
  /** Probability in 0..1. */
  threshold: number;
  /** What the unlabelled part of the loss counts. */
  unlabelledWeight: number;
  skipUnconfident: boolean;
  flip: boolean;
}

/** Sample indices. `suppressed`: samples of which only this is taught, that their label is wrong; may be empty. */
export interface FixMatchPools {
  labelled: Int32Array;
  unlabelled: Int32Array;
  suppressed: Int32Array;
}

export interface FixMatchMonitor {
  /** Fraction of weak views above the threshold. */
  maskRate: number;
}

/** Suppressed rows in an update. */
const SUPPRESSED_BATCH = 16;
/** What unlearning counts beside learning: enough to keep the trigger unlearned, too little to bend other predictions. */
const SUPPRESSED_WEIGHT = 0.2;

/** Accepted strong views are filled up to a multiple of this, so that convolutions meet few different batch sizes. */
const SIZE_STEP = 32;

export class FixMatchBatches {
  readonly #data: TrainingData;
  readonly #model: tfl.LayersModel;
  readonly #normaliser: InputNormaliser;
  readonly #options: FixMatchOptions;
  readonly #labelled: EpochBatches;
  readonly #unlabelled: EpochBatches;
  readonly #suppressed: EpochBatches | null;
  readonly #augmenter: Augmenter;
  readonly #rng: Rng;
  monitor: FixMatchMonitor;

  constructor(
    data: TrainingData,
    model: tfl.LayersModel,
    normaliser: InputNormaliser,
    pools: FixMatchPools,
    rng: Rng,
    options: FixMatchOptions,
  ) {
    this.#data = data;
    this.#model = model;
    this.#normaliser = normaliser;
    this.#options = options;
    this.#augmenter = augmenterFor(data, options.flip);
    this.#rng = rng;
    this.#labelled = new EpochBatches(pools.labelled, options.labelledBatch, rng.fork('labelled'));
    const unlabelledBatch = options.labelledBatch * options.ratio;
    this.#unlabelled = new EpochBatches(pools.unlabelled, unlabelledBatch, rng.fork('unlabelled'));
    const { suppressed } = pools;
    this.#suppressed =
      suppressed.length === 0 ? null : new EpochBatches(suppressed, SUPPRESSED_BATCH, rng.fork('suppressed'));
    this.monitor = { maskRate: 0 };
  }

  /**
   * Labelled rows, then strong views with their pseudo-labels, then suppressed rows; weights make the loss of
   * equation 7, negative ones say "not this label" (`descendOrAscendUpTo`).
   */
  at(step: number): Batch {
    const labelled = this.#labelled.at(step);
    const unlabelled = this.#unlabelled.at(step);
    const suppressed = this.#suppressed?.at(step) ?? new Int32Array(0);
    const { labels, isAccepted } = this.#pseudoLabel(this.#weaken(unlabelled, step, 'weak-unlabelled'));
    const rows = this.#rowsToTrain(isAccepted);
    const acceptedWeight = this.#options.unlabelledWeight / unlabelled.length;
    return join([
      {
        values: this.#weaken(labelled, step, 'weak-labelled'),
        labels: gatherLabels(this.#data.labels, labelled),
        weights: new Float32Array(labelled.length).fill(1 / labelled.length),
      },
      {
        values: this.#strengthen(
          Int32Array.from(rows, (row) => unlabelled[row]!),
          step,
        ),
        labels: Int32Array.from(rows, (row) => labels[row]!),
        weights: Float32Array.from(rows, (row) => isAccepted[row]! * acceptedWeight),
      },
      {
        // Not augmented: a crop may cut the trigger off, and with it what is to be unlearned.
        values: gatherValues(this.#data, suppressed),
        labels: gatherLabels(this.#data.labels, suppressed),
        weights: new Float32Array(suppressed.length).fill(-SUPPRESSED_WEIGHT / suppressed.length),
      },
    ]);
  }

  #weaken(indices: Int32Array, step: number, purpose: string): SampleValues {
    const stream = this.#rng.fork(purpose).fork(String(step));
    return this.#augmenter.weak(gatherValues(this.#data, indices), stream);
  }

  #strengthen(indices: Int32Array, step: number): SampleValues {
    const stream = this.#rng.fork('strong').fork(String(step));
    return this.#augmenter.strong(gatherValues(this.#data, indices), stream);
  }

  #pseudoLabel(weak: SampleValues): { labels: Int32Array; isAccepted: Uint8Array } {
    const probabilities = tf.tidy(() => {
      const x = this.#normaliser.toTensor(weak);
      return tf.softmax(this.#model.apply(x, { batchNorm: 'train-no-update' }) as tf.Tensor2D).dataSync();
    });
    const classes = this.#data.classes.length;
    const count = probabilities.length / classes;
    const labels = new Int32Array(count);
    const isAccepted = new Uint8Array(count);
    let accepted = 0;
    for (let row = 0; row < count; row++) {
      let best = 0;
      for (let c = 1; c < classes; c++) {
        if (probabilities[row * classes + c]! > probabilities[row * classes + best]!) best = c;
      }
      labels[row] = best;
      if (probabilities[row * classes + best]! < this.#options.threshold) continue;
      isAccepted[row] = 1;
      accepted++;
    }
    this.monitor = { maskRate: accepted / count };
    return { labels, isAccepted };
  }

  #rowsToTrain(isAccepted: Uint8Array): number[] {
    const all = [...isAccepted.keys()];
    if (!this.#options.skipUnconfident) return all;
    const accepted = all.filter((row) => isAccepted[row] === 1);
    const rejected = all.filter((row) => isAccepted[row] === 0);
    const fill = (SIZE_STEP - (accepted.length % SIZE_STEP)) % SIZE_STEP;
    return [...accepted, ...rejected.slice(0, fill)];
  }
}

function join(parts: readonly Batch[]): Batch {
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
