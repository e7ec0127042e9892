/**
 * The batches of FixMatch (Sohn et al. 2020) with RandAugment: labelled samples under weak augmentation, and
 * unlabelled ones twice. The weak view is predicted without a gradient; where it is confident, its prediction is the
 * label that the strong view is trained on.
 *
 * Difference from the reference code: weak views have a forward pass of their own (batch statistics, averages not
 * moved), which halves the memory; and strong views below the threshold may be left out of the update, where they
 * would only cost time. The loss is divided by the number of all unlabelled samples either way. A sample that is taught its
 * given label although it is not of the labelled ones is taught it on its weak view.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Rng } from '../../../src-shared/math/rng.ts';
import { EpochBatches, gatherLabels } from '../data/batches.ts';
import { rowsOf, viewsFor, type ViewRequest, type Views } from '../data/views.ts';
import { sampleSize, type SampleValues } from '../../../src-shared/domain/sample-values.ts';
import type { DefenseContext } from '../loop/context.ts';
import { AS_WRITTEN, type Batch, type StepRunner } from '../loop/step.ts';
import { joinBatches, SuppressedRows } from './suppressed-rows.ts';

export interface FixMatchOptions {
  labelledBatch: number;
  /** Unlabelled samples for each labelled one. */
  ratio: number;
  /** Probability in 0..1. */
  threshold: number;
  /** Probability in 0..1 that a prediction has to leave to the given label of a plausible sample for it to be taught. */
  plausibleFrom: number;
  /** What the unlabelled part of the loss counts. */
  unlabelledWeight: number;
  skipUnconfident: boolean;
}

/** Sample indices; all but the first two may be empty. */
export interface FixMatchPools {
  labelled: Int32Array;
  unlabelled: Int32Array;
  /** Unlabelled ones that are taught their given label, on the weak view, where the prediction does not rule it out. */
  plausible: Int32Array;
  /** Samples of which only this is taught, that their label is wrong. */
  suppressed: Int32Array;
}

export interface FixMatchMonitor {
  /** Fraction of weak views whose prediction counts. */
  maskRate: number;
}

/** Accepted strong views are filled up to a multiple of this, so that convolutions meet few different batch sizes. */
const SIZE_STEP = 32;

export class FixMatchBatches {
  readonly #context: DefenseContext;
  readonly #options: FixMatchOptions;
  readonly #labelled: EpochBatches;
  readonly #unlabelled: EpochBatches;
  #suppressed: SuppressedRows | null = null;
  readonly #isPlausible: Uint8Array;
  readonly #views: Views;
  readonly #weakPasses: StepRunner;
  readonly #rng: Rng;
  monitor: FixMatchMonitor;

  /** Trains the session's network for `updates` updates; draws from streams of `rng`. */
  constructor(
    context: DefenseContext,
    pools: FixMatchPools,
    rng: Rng,
    options: FixMatchOptions,
    updates: number,
  ) {
    this.#context = context;
    this.#weakPasses = context.newStepRunner?.(updates) ?? AS_WRITTEN;
    this.#options = options;
    this.#views = viewsFor(context);
    this.#rng = rng;
    this.#labelled = new EpochBatches(pools.labelled, options.labelledBatch, rng.fork('labelled'));
    const unlabelledBatch = options.labelledBatch * options.ratio;
    this.#unlabelled = new EpochBatches(pools.unlabelled, unlabelledBatch, rng.fork('unlabelled'));
    this.suppress(pools.suppressed);
    this.#isPlausible = new Uint8Array(context.data.labels.length);
    for (const index of pools.plausible) this.#isPlausible[index] = 1;
    this.monitor = { maskRate: 0 };
  }

  /**
   * Labelled rows, then weak views with given labels that are possible, then strong views with pseudo-labels, then
   * suppressed rows; weights make the loss of equation 7, negative ones say "not this label" (`descendOrAscendUpTo`).
   */
  at(step: number): Batch {
    const { data } = this.#context;
    const requests = this.#requests(step);
    const labelled = requests.labelled.indices;
    const weak = this.#views.take(requests.weak);
    const { labels, isAccepted, isGiven } = this.#pseudoLabel(requests.weak.indices, weak);
    const rows = this.#rowsToTrain(isAccepted);
    // A given label is learned as that of a labelled sample is; the strong view is there to be told by a prediction.
    const rowsGiven = rows.filter((row) => isGiven[row] === 1);
    const rowsPredicted = rows.filter((row) => isGiven[row] === 0);
    const acceptedWeight = this.#options.unlabelledWeight / isAccepted.length;
    const part = (some: number[], values: SampleValues): Batch => ({
      values,
      labels: Int32Array.from(some, (row) => labels[row]!),
      weights: Float32Array.from(some, (row) => isAccepted[row]! * acceptedWeight),
    });
    const labelledValues = this.#views.take(requests.labelled);
    const strong = this.#views.take(requests.strong, rowsPredicted);
    this.#askAhead(step + 1);
    return joinBatches([
      {
        values: labelledValues,
        labels: gatherLabels(data.labels, labelled),
        weights: new Float32Array(labelled.length).fill(1 / labelled.length),
      },
      part(rowsGiven, rowsOf(weak, rowsGiven, sampleSize(data.shape))),
      part(rowsPredicted, strong),
      ...(this.#suppressed === null ? [] : [this.#suppressed.at(step)]),
    ]);
  }

  /** From the next batch on these samples are the suppressed ones; none: nothing is suppressed. */
  suppress(indices: Int32Array): void {
    this.#suppressed =
      indices.length === 0
        ? null
        : new SuppressedRows(this.#context.data, indices, this.#rng.fork('suppressed'));
  }

  dispose(): void {
    this.#weakPasses.dispose();
  }

  /** Of all unlabelled rows there is a strong view, of which those that are trained on are taken. */
  #requests(step: number): Record<'weak' | 'labelled' | 'strong', ViewRequest> {
    const [labelled, unlabelled] = [this.#labelled.at(step), this.#unlabelled.at(step)];
    const stream = (purpose: string): ViewRequest['stream'] =>
      this.#rng.fork(purpose).fork(String(step)).state();
    return {
      weak: { kind: 'weak', indices: unlabelled, stream: stream('weak-unlabelled') },
      labelled: { kind: 'weak', indices: labelled, stream: stream('weak-labelled') },
      strong: { kind: 'strong', indices: unlabelled, stream: stream('strong') },
    };
  }

  /** In the order in which they are needed. */
  #askAhead(step: number): void {
    const { weak, labelled, strong } = this.#requests(step);
    this.#views.ahead([weak, labelled, strong]);
  }

  #pseudoLabel(indices: Int32Array, weak: SampleValues): PseudoLabels {
    const { session, normaliser } = this.#context;
    const { predicted } = this.#weakPasses.run(() => {
      const x = normaliser.toTensor(weak);
      return {
        predicted: tf.softmax(session.model.apply(x, { batchNorm: 'train-no-update' }) as tf.Tensor2D),
      };
    });
    const probabilities = predicted.dataSync();
    predicted.dispose();
    const { labels: given, classes } = this.#context.data;
    const found = pseudoLabels(
      probabilities as Float32Array,
      Int32Array.from(indices, (index) => (this.#isPlausible[index] === 1 ? given[index]! : NO_LABEL)),
      classes.length,
      this.#options,
    );
    const accepted = found.isAccepted.reduce((sum, flag) => sum + flag, 0);
    this.monitor = { maskRate: accepted / indices.length };
    return found;
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

/** In place of a given label that is not to be used. */
export const NO_LABEL = -1;

export interface PseudoLabels {
  labels: Int32Array;
  /** 1 where the label may be taught. */
  isAccepted: Uint8Array;
  /** 1 where it is the given one. */
  isGiven: Uint8Array;
}

/**
 * What each row of `probabilities` [rows, classes] teaches: its given label where there is one (not `NO_LABEL`) of at
 * least the probability `plausibleFrom`, else the most probable class, where that has at least `threshold`.
 */
export function pseudoLabels(
  probabilities: Float32Array,
  given: Int32Array,
  classes: number,
  { threshold, plausibleFrom }: Pick<FixMatchOptions, 'threshold' | 'plausibleFrom'>,
): PseudoLabels {
  const labels = new Int32Array(given.length);
  const isAccepted = new Uint8Array(given.length);
  const isGiven = new Uint8Array(given.length);
  for (let row = 0; row < given.length; row++) {
    const of = probabilities.subarray(row * classes, (row + 1) * classes);
    const label = given[row]!;
    const isPossible = label !== NO_LABEL && of[label]! >= plausibleFrom;
    const best = isPossible ? label : of.indexOf(Math.max(...of));
    labels[row] = best;
    isGiven[row] = isPossible ? 1 : 0;
    isAccepted[row] = isPossible || of[best]! >= threshold ? 1 : 0;
  }
  return { labels, isAccepted, isGiven };
}
