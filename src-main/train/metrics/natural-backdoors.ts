/**
 * Natural backdoors of a network: for each class the success rate of the best trigger that inversion finds for it, measured
 * on samples that the trigger was not made from. Networks trained on clean data have them too (NONE, Wang et al. 2022).
 */
import * as tf from '@tensorflow/tfjs-core';
import { predictionOfLogits } from '../../../src-shared/math/entropy.ts';
import { gatherValues } from '../data/batches.ts';
import { predictRows } from './predict.ts';
import {
  applyTrigger,
  invertTrigger,
  triggerShapes,
  type InversionOptions,
  type InversionSetup,
  type InvertedTrigger,
} from './trigger-inversion.ts';

export interface NaturalBackdoor extends InvertedTrigger {
  /** Share of the judged samples of other classes that the trigger turns into the target, 0..1. */
  success: number;
  /** Share of them that the network takes for the target anyway. */
  baseline: number;
  /** How many they are. */
  samples: number;
}

/** Everything inversion needs, and the rows that judge it: none of `fit`. */
export interface NaturalSetup extends InversionSetup {
  judge: Int32Array;
}

/**
 * One result a target, in their order; `onDone` is told how many are finished. Throws RangeError when there is a target
 * with no sample of another class to judge it by.
 */
export async function measureNaturalBackdoors(
  setup: NaturalSetup,
  targets: readonly number[],
  options: Omit<InversionOptions, 'target'>,
  onDone: (done: number) => Promise<void>,
): Promise<NaturalBackdoor[]> {
  const found: NaturalBackdoor[] = [];
  for (const target of targets) {
    const trigger = await invertTrigger(setup, { ...options, target });
    found.push(await judgeTrigger(setup, trigger));
    await onDone(found.length);
  }
  return found;
}

export async function judgeTrigger(setup: NaturalSetup, trigger: InvertedTrigger): Promise<NaturalBackdoor> {
  const { samples, judge } = setup;
  const others = judge.filter((row) => samples.labels[row] !== trigger.target);
  if (others.length === 0)
    throw new RangeError(`no sample of another class than ${trigger.target} to judge by`);
  const shapes = triggerShapes(samples);
  const mask = tf.tensor(trigger.mask, shapes.mask);
  const pattern = tf.tensor(trigger.pattern, shapes.pattern);
  try {
    const success = await shareTaken(setup, others, trigger.target, (x) => applyTrigger(x, mask, pattern));
    const baseline = await shareTaken(setup, others, trigger.target, (x) => x);
    return { ...trigger, success, baseline, samples: others.length };
  } finally {
    tf.dispose([mask, pattern]);
  }
}

async function shareTaken(
  { model, normaliser, samples, signal }: NaturalSetup,
  rows: Int32Array,
  target: number,
  change: (x: tf.Tensor) => tf.Tensor,
): Promise<number> {
  const logits = await predictRows(
    (x) => model.apply(change(x)) as tf.Tensor,
    normaliser,
    rows.length,
    (begin, end) => gatherValues(samples, rows.subarray(begin, end)),
    signal,
  );
  const predicted = predictionOfLogits(logits, logits.length / rows.length);
  return predicted.filter((label) => label === target).length / rows.length;
}
