/** Attack success by hand: a linear network whose answer is written in the image, and triggers that write another. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Evaluator } from '../../../src-main/worker/evaluator.ts';
import type { TestTrigger } from '../../../src-main/worker/evaluator-trigger.ts';
import { InputNormaliser } from '../../../src-main/train/data/input-normaliser.ts';
import type { LabelledSamples } from '../../../src-main/train/data/training-data.ts';
import { aimOf, type TriggerRule } from '../../../src-shared/domain/attack.ts';
import { useTensorflow } from '../../support/tensorflow.ts';

const CLASSES = 3;
const SHAPE = [1, CLASSES, 1] as const;

/** An image of one row: the brightest pixel is the class that the network answers. */
function imageFor(answer: number): number[] {
  return [0, 1, 2].map((pixel) => (pixel === answer ? 255 : 0));
}

function imagesFor(...answers: readonly number[]): Uint8Array {
  return Uint8Array.from(answers.flatMap(imageFor));
}

const LABELS = [0, 0, 1, 1, 2, 2];
const test: LabelledSamples = {
  modality: 'image',
  shape: SHAPE,
  // The last sample is misread.
  values: imagesFor(0, 0, 1, 1, 2, 0),
  labels: Int32Array.from(LABELS),
};

/** After the trigger the network answers `answers[row]`. */
function triggerOf(targets: TriggerRule['targets'], answers: readonly number[]): TestTrigger {
  return {
    aim: (label) => aimOf({ targets, pattern: null }, label),
    samples: (_test, rows) => imagesFor(...Array.from(rows, (row) => answers[row]!)),
  };
}

let model: tfl.LayersModel;
beforeAll(async () => {
  await useTensorflow();
  model = tfl.sequential({
    layers: [
      tfl.layers.flatten({ inputShape: [...SHAPE] }),
      tfl.layers.dense({ units: CLASSES, useBias: false }),
    ],
  });
  model.setWeights([tf.eye(CLASSES)]);
});
afterAll(() => model.dispose());

function measure(triggers: TestTrigger[] | null) {
  const normaliser = new InputNormaliser(SHAPE, { mean: [0], std: [1] });
  return new Evaluator(test, CLASSES, triggers, normaliser).measure(model, new AbortController().signal);
}

describe('attack success and robust accuracy', () => {
  it('without a trigger there are none', async () => {
    expect(await measure(null)).toMatchObject({
      cleanAccuracy: 5 / 6,
      attackSuccess: null,
      robustAccuracy: null,
      counts: { test: 6, triggered: 0 },
    });
  });

  it('all-to-one leaves the target class out', async () => {
    // Told on rows 0, 1, 4, 5: two become the target, one keeps its class.
    const found = await measure([triggerOf([1, 1, 1], [1, 0, 0, 1, 1, 0])]);
    expect(found).toMatchObject({ attackSuccess: 2 / 4, robustAccuracy: 1 / 4, counts: { triggered: 4 } });
  });

  it('all-to-all counts each sample by the target of its own class', async () => {
    const found = await measure([triggerOf([1, 2, 0], [1, 0, 2, 2, 0, 1])]);
    expect(found).toMatchObject({ attackSuccess: 4 / 6, robustAccuracy: 1 / 6, counts: { triggered: 6 } });
  });

  it('several triggers are told together, each without its own target class', async () => {
    const found = await measure([
      // Rows 2 to 5 become 0, all of them: 4 of 4.
      triggerOf([0, 0, 0], [0, 0, 0, 0, 0, 0]),
      // Rows 0 to 3 are to become 2: one of 4 does, two keep their class.
      triggerOf([2, 2, 2], [0, 2, 1, 0, 2, 2]),
    ]);
    expect(found).toMatchObject({ attackSuccess: 5 / 8, robustAccuracy: 2 / 8, counts: { triggered: 8 } });
  });

  it('classes that a trigger is not for are left out', async () => {
    const found = await measure([triggerOf([2, null, null], [2, 0, 2, 2, 2, 2])]);
    expect(found).toMatchObject({ attackSuccess: 1 / 2, counts: { triggered: 2 } });
  });
});
