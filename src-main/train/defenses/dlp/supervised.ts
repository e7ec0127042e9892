/**
 * Stage SL: plain training on all given labels, long enough for a backdoor to be learned and short enough that clean
 * samples stay uncertain. After each epoch every sample is scored in evaluation mode.
 */
import {
  crossEntropyOfLogits,
  entropyOfLogits,
  marginOfLogits,
  predictionOfLogits,
} from '../../../../src-shared/math/entropy.ts';
import { sampleSize } from '../../../../src-shared/domain/sample-values.ts';
import type { DefenseContext } from '../../loop/context.ts';
import { runStage } from '../../loop/run-stage.ts';
import { descend } from '../../loop/step.ts';
import { predictLogits } from '../../metrics/predict.ts';
import { constant } from '../../optim/schedules.ts';
import { LabelledBatches } from '../labelled-batches.ts';
import type { DlpOptions } from './definition.ts';

/** Entropies of the latest epochs are kept for the mean; more than this many add nothing but checkpoint size. */
export const KEPT_EPOCHS = 10;
/** Never ended earlier: a single epoch says little yet. */
const FEWEST_EPOCHS = 2;

export async function runSupervised(context: DefenseContext, options: DlpOptions): Promise<void> {
  const batches = new LabelledBatches(context, {
    stage: 'SL',
    batch: options.batch,
    augment: options.augmentSl,
  });
  const stepsPerEpoch = batches.perEpoch;
  const epochs = Math.max(options.slEpochs, Math.ceil(options.slMinUpdates / stepsPerEpoch));
  const notes: string[] = [];

  await runStage(context, {
    name: 'SL',
    totalSteps: epochs * stepsPerEpoch,
    stepsPerEpoch,
    optimizer: { momentum: 0.9, weightDecay: options.slWeightDecay, nesterov: false },
    rate: constant(options.slRate),
    rateOptions: ['slRate'],
    objective: descend,
    batch: (step) => batches.at(step),
    async atEpochEnd(epoch) {
      const agreement = await scoreEpoch(context, epoch);
      await context.report.timeline('SL', epoch, epoch * stepsPerEpoch, { agreement });
      const isEnough = agreement >= options.slStopAccuracy && options.slStopAccuracy < 1;
      if (isEnough && epoch >= FEWEST_EPOCHS) {
        notes.push(
          `Ended after epoch ${epoch}: ${(agreement * 100).toFixed(1)} % agreement with the given labels.`,
        );
        return 'stop';
      }
      return undefined;
    },
    notes: () => notes,
  });
}

/** Where the entropies of an epoch are kept. */
export function entropyOfEpoch(epoch: number): string {
  return `entropy/epoch-${epoch}`;
}

/** Scores every sample, keeps and reports the scores; returns the agreement with the given labels in 0..1. */
async function scoreEpoch(context: DefenseContext, epoch: number): Promise<number> {
  const { data, session, report } = context;
  const count = data.labels.length;
  const size = sampleSize(data.shape);
  const logits = await predictLogits(
    session.model,
    context.normaliser,
    count,
    (begin, end) => data.values.subarray(begin * size, end * size),
    context.signal,
    context.passRunner,
  );
  const classes = data.classes.length;
  const entropy = entropyOfLogits(logits, classes);
  const predicted = predictionOfLogits(logits, classes);
  session.arrays.set(entropyOfEpoch(epoch), entropy);
  session.arrays.delete(entropyOfEpoch(epoch - KEPT_EPOCHS));
  session.notes['scoredEpochs'] = epoch;
  session.arrays.set('margin', marginOfLogits(logits, classes));
  session.arrays.set('loss', crossEntropyOfLogits(logits, data.labels, classes));
  session.arrays.set('predicted', predicted);
  await report.trace('entropy', epoch, entropy);
  let agreeing = 0;
  for (let i = 0; i < count; i++) if (predicted[i] === data.labels[i]) agreeing++;
  return agreeing / count;
}
