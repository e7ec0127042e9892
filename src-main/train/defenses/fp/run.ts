/**
 * Fine-pruning from top to bottom (Liu et al. 2018, section 3): the channels of the last feature vector that trusted
 * samples activate least are cut off from the dense layer, as many as the held-out half allows; then the network is
 * fine-tuned on the other half, with the cut kept.
 */
import * as tf from '@tensorflow/tfjs-core';
import { forwardTo } from '../../architectures/partial.ts';
import { readWeights } from '../../architectures/weights.ts';
import { gatherLabels, gatherValues } from '../../data/batches.ts';
import type { DefenseContext } from '../../loop/context.ts';
import { runStage } from '../../loop/run-stage.ts';
import { descend } from '../../loop/step.ts';
import { predictRows } from '../../metrics/predict.ts';
import { cosineToZero } from '../../optim/schedules.ts';
import { LabelledBatches } from '../labelled-batches.ts';
import { percent } from '../percent.ts';
import { beginRepair, compareWithBefore, curveEvery, runDecision, type TrustedHalves } from '../trusted.ts';
import { choosePruned, costsTooMuch } from './choose-pruned.ts';
import { fpLengths, type FpOptions } from './definition.ts';

/** Name of the dense layer in every architecture. */
const DENSE = 'logits';
const PRUNED = 'pruned';

export async function runFp(context: DefenseContext, options: FpOptions): Promise<void> {
  const halves = await beginRepair(context);
  await runDecision(context, 'prune', () => prune(context, options, halves));
  await runTuning(context, options, halves);
}

async function prune(
  context: DefenseContext,
  options: FpOptions,
  { learn, check }: TrustedHalves,
): Promise<string[]> {
  const { session, data } = context;
  // Decided once: a second look after an interruption would see a network that is pruned already.
  if (!session.arrays.has(PRUNED)) {
    const seen = await featuresOf(context, learn);
    const channels = seen.length / learn.length;
    const weights = readWeights(session.model);
    const choice = choosePruned({
      activation: meanOfRows(seen, channels),
      features: await featuresOf(context, check),
      labels: gatherLabels(data.labels, check),
      kernel: weights.get(`${DENSE}/kernel`) ?? new Float32Array(0),
      bias: weights.get(`${DENSE}/bias`) ?? new Float32Array(0),
      step: options.step,
      maxDrop: options.maxDrop,
      maxPruned: options.maxPruned,
    });
    session.arrays.set(PRUNED, choice.pruned);
    session.notes['pruning'] =
      `Pruned ${choice.pruned.length} of ${channels} channels. ${whyNotMore(choice.accuracies, options)}`;
  }
  cutOff(context);
  return [String(session.notes['pruning'])];
}

function whyNotMore(accuracies: readonly number[], { maxDrop, maxPruned }: FpOptions): string {
  const before = accuracies[0] ?? 0;
  const last = accuracies.at(-1) ?? 0;
  return costsTooMuch(before, last, maxDrop)
    ? `The next step would have left ${percent(last)} of the held-out trusted samples right, from ${percent(before)}.`
    : `No more than ${percent(maxPruned)} may be pruned.`;
}

/** Feature vectors, float32 [rows,F] row-major, in evaluation mode. */
function featuresOf(
  { data, session, normaliser, taps, signal }: DefenseContext,
  rows: Int32Array,
): Promise<Float32Array> {
  return predictRows(
    (x) => forwardTo(session.model, x, taps.features),
    normaliser,
    rows.length,
    (begin, end) => gatherValues(data, rows.subarray(begin, end)),
    signal,
  );
}

/** Float64 [width]. */
export function meanOfRows(values: Float32Array, width: number): Float64Array {
  const mean = new Float64Array(width);
  const rows = values.length / width;
  values.forEach((value, i) => (mean[i % width]! += value / rows));
  return mean;
}

/** Zeroes what the dense layer takes from pruned channels. */
function cutOff({ session }: DefenseContext): void {
  const kernel = session.learner.weights.get(`${DENSE}/kernel`);
  if (kernel === undefined) throw new TypeError(`${session.model.name} has no dense layer ${DENSE}`);
  const kept = new Float32Array(kernel.shape[0]).fill(1);
  for (const channel of session.arrays.get(PRUNED) ?? []) kept[channel] = 0;
  tf.tidy(() => kernel.assign(tf.mul(kernel, tf.tensor2d(kept, [kept.length, 1]))));
}

async function runTuning(
  context: DefenseContext,
  options: FpOptions,
  { learn, check }: TrustedHalves,
): Promise<void> {
  const { batch, epochs } = fpLengths(options, context.trusted.length);
  const batches = new LabelledBatches(context, {
    stage: 'tune',
    indices: learn,
    batch,
    augment: options.augment,
  });
  const stepsPerEpoch = batches.perEpoch;
  const every = curveEvery(epochs);
  const notes: string[] = [];
  await runStage(context, {
    name: 'tune',
    totalSteps: epochs * stepsPerEpoch,
    stepsPerEpoch,
    optimizer: { momentum: 0.9, weightDecay: options.weightDecay, nesterov: false },
    rate: cosineToZero(options.rate),
    rateOptions: ['rate'],
    objective: descend,
    batch: (step) => batches.at(step),
    afterStep() {
      cutOff(context);
      return undefined;
    },
    async atEpochEnd(epoch) {
      if (epoch % every === 0) await context.report.evaluate('tune', epoch, epoch * stepsPerEpoch);
      return undefined;
    },
    async atEnd() {
      notes.push(await compareWithBefore(context, check));
    },
    notes: () => notes,
  });
}
