/**
 * Measures a model on the test split: clean accuracy, and where a trigger is known the attack success rate and robust
 * accuracy. The one place in a worker that knows the trigger; defenses are given its reports, never its results.
 */
import type * as tfl from '@tensorflow/tfjs-layers';
import { sampleSize, type SampleValues } from '../../src-shared/domain/sample-values.ts';
import { predictionOfLogits } from '../../src-shared/math/entropy.ts';
import type { InputNormaliser } from '../train/data/input-normaliser.ts';
import type { LabelledSamples } from '../train/data/training-data.ts';
import { predictLogits } from '../train/metrics/predict.ts';
import type { TestTrigger } from './evaluator-trigger.ts';

/** Fractions in 0..1; null where there is nothing to measure with. */
export interface Measurement {
  cleanAccuracy: number | null;
  /** Triggered test images of other classes predicted as the target. */
  attackSuccess: number | null;
  /** The same images predicted as their true class. */
  robustAccuracy: number | null;
  counts: { test: number; triggered: number };
  /** Row-major [true class, predicted class] on clean test images; null without a test split. */
  confusion: number[] | null;
}

export class Evaluator {
  readonly #test: LabelledSamples;
  readonly #classes: number;
  readonly #trigger: TestTrigger | null;
  readonly #normaliser: InputNormaliser;

  constructor(
    test: LabelledSamples,
    classes: number,
    trigger: TestTrigger | null,
    normaliser: InputNormaliser,
  ) {
    this.#test = test;
    this.#classes = classes;
    this.#trigger = trigger;
    this.#normaliser = normaliser;
  }

  async measure(model: tfl.LayersModel, signal: AbortSignal): Promise<Measurement> {
    const { labels, values, shape } = this.#test;
    const size = sampleSize(shape);
    if (labels.length === 0) {
      return {
        cleanAccuracy: null,
        attackSuccess: null,
        robustAccuracy: null,
        counts: { test: 0, triggered: 0 },
        confusion: null,
      };
    }
    const clean = await this.#predict(
      model,
      (begin, end) => values.subarray(begin * size, end * size),
      signal,
    );
    const confusion = new Array<number>(this.#classes ** 2).fill(0);
    let correct = 0;
    labels.forEach((label, i) => {
      const predicted = clean[i] as number;
      confusion[label * this.#classes + predicted]!++;
      if (predicted === label) correct++;
    });
    const triggered = await this.#measureTrigger(model, signal);
    return {
      cleanAccuracy: correct / labels.length,
      attackSuccess: triggered?.success ?? null,
      robustAccuracy: triggered?.robust ?? null,
      counts: { test: labels.length, triggered: triggered?.count ?? 0 },
      confusion,
    };
  }

  async #measureTrigger(
    model: tfl.LayersModel,
    signal: AbortSignal,
  ): Promise<{ success: number; robust: number; count: number } | null> {
    const trigger = this.#trigger;
    if (trigger === null) return null;
    const { labels } = this.#test;
    const triggered = await this.#predict(
      model,
      (begin, end) => trigger.samples(this.#test, begin, end),
      signal,
    );
    let count = 0;
    let success = 0;
    let robust = 0;
    labels.forEach((label, i) => {
      if (label === trigger.target) return;
      count++;
      if (triggered[i] === trigger.target) success++;
      if (triggered[i] === label) robust++;
    });
    return count === 0 ? null : { success: success / count, robust: robust / count, count };
  }

  async #predict(
    model: tfl.LayersModel,
    valuesOf: (begin: number, end: number) => SampleValues,
    signal: AbortSignal,
  ): Promise<Int32Array> {
    const count = this.#test.labels.length;
    const logits = await predictLogits(model, this.#normaliser, count, valuesOf, signal);
    return predictionOfLogits(logits, this.#classes);
  }
}
