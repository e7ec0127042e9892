/**
 * ABL from top to bottom (Li et al. 2021, section 3): isolation with a loss that is kept from falling, fine-tuning on
 * everything else, unlearning of what was isolated.
 *
 * Differences from the authors' code: isolation shuffles its batches, and unlearning is bounded unless asked otherwise.
 */
import type { DefenseContext } from '../../loop/context.ts';
import { runStage } from '../../loop/run-stage.ts';
import { ascendBelow, descend, flood } from '../../loop/step.ts';
import { constant, stepAt } from '../../optim/schedules.ts';
import { warnOfLargeClass } from '../large-class.ts';
import { LabelledBatches } from '../labelled-batches.ts';
import { lowest, scoreAll } from '../score-all.ts';
import { runUnlearning } from '../unlearning.ts';
import { ablLengths, type AblOptions } from './definition.ts';

const CURVE_POINTS = 10;
const TUNING_DROP = { at: 2 / 3, factor: 0.1 };

export async function runAbl(context: DefenseContext, options: AblOptions): Promise<void> {
  const lengths = ablLengths(options, context.data.labels.length);
  await runIsolation(context, options, lengths);
  const isolated = await isolate(context, options);
  await warnOfLargeClass(context, isolated);
  if (lengths.tuning > 0) await runTuning(context, options, lengths, isolated);
  await runUnlearning(context, {
    stage: 'unlearning',
    isolated,
    batch: lengths.batch,
    rate: options.unlearnRate,
    rateOptions: ['unlearnRate'],
    weightDecay: options.weightDecay,
    isBounded: options.unlearnBounded,
    epochs: options.unlearnEpochs,
    isFinal: true,
  });
}

type Lengths = ReturnType<typeof ablLengths>;

async function runIsolation(context: DefenseContext, options: AblOptions, lengths: Lengths): Promise<void> {
  const { session, report } = context;
  const batches = new LabelledBatches(context, { stage: 'isolation', batch: lengths.batch, augment: false });
  await runStage(context, {
    name: 'isolation',
    totalSteps: lengths.isolation * batches.perEpoch,
    stepsPerEpoch: batches.perEpoch,
    optimizer: { momentum: 0.9, weightDecay: options.weightDecay, nesterov: true },
    rate: constant(options.isolationRate),
    rateOptions: ['isolationRate'],
    objective: options.isolation === 'flooding' ? flood(options.level) : ascendBelow(options.level),
    batch: (step) => batches.at(step),
    async atEpochEnd(epoch) {
      const { loss, entropy, predicted } = await scoreAll(context);
      await report.trace('loss', epoch, loss);
      session.arrays.set('loss', loss);
      session.arrays.set('entropy', entropy);
      session.arrays.set('predicted', predicted);
      return undefined;
    },
  });
}

/** The lowest losses after the last epoch; a pure function of what isolation stored, so a resumed run finds the same. */
async function isolate(
  { session, report, judged }: DefenseContext,
  options: AblOptions,
): Promise<Int32Array> {
  const stored = (name: string): Float32Array => Float32Array.from(session.arrays.get(name) ?? []);
  const loss = stored('loss');
  const isolated = lowest(loss, options.isolationFraction, judged);
  const isIsolated = new Set(isolated);
  await report.scores('loss', loss);
  await report.scores('entropy', stored('entropy'));
  await report.scores('predicted', stored('predicted'));
  await report.subset('poisoned', isolated);
  await report.subset(
    'clean',
    Int32Array.from(loss.keys()).filter((index) => !isIsolated.has(index)),
  );
  return isolated;
}

async function runTuning(
  context: DefenseContext,
  options: AblOptions,
  lengths: Lengths,
  isolated: Int32Array,
): Promise<void> {
  const { data, report } = context;
  const isIsolated = new Set(isolated);
  const batches = new LabelledBatches(context, {
    stage: 'tuning',
    indices: Int32Array.from(data.labels.keys()).filter((index) => !isIsolated.has(index)),
    batch: lengths.batch,
    augment: options.augment,
  });
  const stepsPerEpoch = batches.perEpoch;
  const curveEvery = Math.max(1, Math.floor(lengths.tuning / CURVE_POINTS));
  await runStage(context, {
    name: 'tuning',
    totalSteps: lengths.tuning * stepsPerEpoch,
    stepsPerEpoch,
    optimizer: { momentum: 0.9, weightDecay: options.weightDecay, nesterov: true },
    rate: stepAt(options.tuningRate, TUNING_DROP.at, TUNING_DROP.factor),
    rateOptions: ['tuningRate'],
    objective: descend,
    batch: (step) => batches.at(step),
    async atEpochEnd(epoch) {
      if (epoch % curveEvery === 0) await report.evaluate('tuning', epoch, epoch * stepsPerEpoch);
      return undefined;
    },
  });
}
