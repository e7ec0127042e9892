/**
 * Measures a model on the test split: clean accuracy, and where a trigger is known the attack success rate and robust
 * accuracy. The one place in a worker that knows the trigger; defenses are given its reports, never its results.
 */
import type * as tfl from '@tensorflow/tfjs-layers';
import type { AttackManifest } from '../../src-shared/domain/attack.ts';
import { predictionOfLogits } from '../../src-shared/math/entropy.ts';
import { applyTestTrigger } from '../train/attacks/poison-dataset.ts';
import type { PixelNormaliser } from '../train/data/batches.ts';
import type { LabelledImages } from '../train/data/training-data.ts';
import { predictLogits } from '../train/metrics/predict.ts';

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
  readonly #test: LabelledImages;
  readonly #classes: number;
  readonly #manifest: AttackManifest | null;
  readonly #normaliser: PixelNormaliser;

  constructor(
    test: LabelledImages,
    classes: number,
    manifest: AttackManifest | null,
    normaliser: PixelNormaliser,
  ) {
    this.#test = test;
    this.#classes = classes;
    this.#manifest = manifest;
    this.#normaliser = normaliser;
  }

  async measure(model: tfl.LayersModel, signal: AbortSignal): Promise<Measurement> {
    const { labels, pixels, shape } = this.#test;
    const size = shape[0] * shape[1] * shape[2];
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
      (begin, end) => pixels.subarray(begin * size, end * size),
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
    const manifest = this.#manifest;
    if (manifest === null) return null;
    const { labels, pixels, shape } = this.#test;
    const size = shape[0] * shape[1] * shape[2];
    const triggered = await this.#predict(
      model,
      (begin, end) => applyTestTrigger(manifest, pixels.slice(begin * size, end * size), shape),
      signal,
    );
    let count = 0;
    let success = 0;
    let robust = 0;
    labels.forEach((label, i) => {
      if (label === manifest.target) return;
      count++;
      if (triggered[i] === manifest.target) success++;
      if (triggered[i] === label) robust++;
    });
    return count === 0 ? null : { success: success / count, robust: robust / count, count };
  }

  async #predict(
    model: tfl.LayersModel,
    pixelsOf: (begin: number, end: number) => Uint8Array,
    signal: AbortSignal,
  ): Promise<Int32Array> {
    const count = this.#test.labels.length;
    const logits = await predictLogits(model, this.#normaliser, count, pixelsOf, signal);
    return predictionOfLogits(logits, this.#classes);
  }
}
