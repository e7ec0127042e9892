/**
 * Measures a model on the test split: clean accuracy, and where a trigger is known the attack success rate and robust
 * accuracy. The one place in a worker that knows the trigger; defenses are given its reports, never its results.
 */
import type * as tfl from '@tensorflow/tfjs-layers';
import type { SampleValues } from '../../src-shared/domain/sample-values.ts';
import { Rng } from '../../src-shared/math/rng.ts';
import { predictionOfLogits } from '../../src-shared/math/entropy.ts';
import { gatherValues } from '../train/data/batches.ts';
import type { InputNormaliser } from '../train/data/input-normaliser.ts';
import type { LabelledSamples } from '../train/data/training-data.ts';
import { AS_WRITTEN, type StepRunner } from '../train/loop/step.ts';
import { predictLogits } from '../train/metrics/predict.ts';
import type { TestTrigger } from './evaluator-trigger.ts';

/** Fractions in 0..1; null where there is nothing to measure with. */
export interface Measurement {
  cleanAccuracy: number | null;
  /** Triggered test samples, without those of the class that the trigger leads to, predicted as that class. */
  attackSuccess: number | null;
  /** The same samples predicted as their true class. */
  robustAccuracy: number | null;
  counts: { test: number; triggered: number };
  /** Row-major [true class, predicted class] on clean test images; null without a test split. */
  confusion: number[] | null;
}

const CURVE_SAMPLES = 2000;

export class Evaluator {
  readonly #test: LabelledSamples;
  readonly #classes: number;
  readonly #triggers: readonly TestTrigger[] | null;
  readonly #normaliser: InputNormaliser;
  /** Of the one model that is measured. */
  readonly #passRunner: StepRunner;
  /** Test samples for the points of a curve. */
  readonly #part: Int32Array;

  constructor(
    test: LabelledSamples,
    classes: number,
    triggers: readonly TestTrigger[] | null,
    normaliser: InputNormaliser,
    passRunner: StepRunner = AS_WRITTEN,
  ) {
    this.#test = test;
    this.#classes = classes;
    this.#triggers = triggers;
    this.#normaliser = normaliser;
    this.#passRunner = passRunner;
    const all = Int32Array.from(test.labels.keys());
    // The draw belongs to the split, not to a run: curves of different runs are of the same samples.
    this.#part = Rng.fromSeed(0).fork('curve').shuffle(all).slice(0, CURVE_SAMPLES).sort();
  }

  /** Everything there is to measure with. */
  measure(model: tfl.LayersModel, signal: AbortSignal): Promise<Measurement> {
    return this.#measure(model, Int32Array.from(this.#test.labels.keys()), signal);
  }

  /**
   * For a point of a curve: the same at most 2,000 test samples each time, true to about one point of a hundred. All of a
   * large split, measured again and again, would be a good part of a short training.
   */
  measurePart(model: tfl.LayersModel, signal: AbortSignal): Promise<Measurement> {
    return this.#measure(model, this.#part, signal);
  }

  async #measure(model: tfl.LayersModel, rows: Int32Array, signal: AbortSignal): Promise<Measurement> {
    const { labels } = this.#test;
    if (rows.length === 0) {
      return {
        cleanAccuracy: null,
        attackSuccess: null,
        robustAccuracy: null,
        counts: { test: 0, triggered: 0 },
        confusion: null,
      };
    }
    const clean = await this.#predict(model, rows, (some) => gatherValues(this.#test, some), signal);
    const confusion = new Array<number>(this.#classes ** 2).fill(0);
    let correct = 0;
    rows.forEach((row, i) => {
      const label = labels[row]!;
      const predicted = clean[i]!;
      confusion[label * this.#classes + predicted]!++;
      if (predicted === label) correct++;
    });
    const triggered = await this.#measureTriggers(model, rows, signal);
    return {
      cleanAccuracy: correct / rows.length,
      attackSuccess: triggered?.success ?? null,
      robustAccuracy: triggered?.robust ?? null,
      counts: { test: rows.length, triggered: triggered?.count ?? 0 },
      confusion,
    };
  }

  /** With several triggers each sample is tried with every one; the shares are of all trials. */
  async #measureTriggers(
    model: tfl.LayersModel,
    rows: Int32Array,
    signal: AbortSignal,
  ): Promise<{ success: number; robust: number; count: number } | null> {
    const { labels } = this.#test;
    let [successes, robust, count] = [0, 0, 0];
    for (const trigger of this.#triggers ?? []) {
      const tried = rows.filter((row) => trigger.aim(labels[row]!) !== null);
      const predicted = await this.#predict(
        model,
        tried,
        (some) => trigger.samples(this.#test, some),
        signal,
      );
      count += tried.length;
      tried.forEach((row, i) => {
        if (predicted[i] === trigger.aim(labels[row]!)) successes++;
        if (predicted[i] === labels[row]) robust++;
      });
    }
    return count === 0 ? null : { success: successes / count, robust: robust / count, count };
  }

  async #predict(
    model: tfl.LayersModel,
    rows: Int32Array,
    valuesOf: (rows: Int32Array) => SampleValues,
    signal: AbortSignal,
  ): Promise<Int32Array> {
    const some = (begin: number, end: number): SampleValues => valuesOf(rows.subarray(begin, end));
    const logits = await predictLogits(model, this.#normaliser, rows.length, some, signal, this.#passRunner);
    return predictionOfLogits(logits, this.#classes);
  }
}
