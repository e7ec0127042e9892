/** Plain training from top to bottom: all given labels, one stage. */
import type { DefenseContext } from '../../loop/context.ts';
import { runStage } from '../../loop/run-stage.ts';
import { descend } from '../../loop/step.ts';
import { cosineToZero } from '../../optim/schedules.ts';
import { LabelledBatches } from '../labelled-batches.ts';
import { lowest, scoreAll } from '../score-all.ts';
import { plainLengths, type PlainOptions } from './definition.ts';

const CURVE_POINTS = 10;

export async function runPlain(context: DefenseContext, options: PlainOptions): Promise<void> {
  const { data, report } = context;
  const { batch, epochs } = plainLengths(options, data.labels.length);
  const batches = new LabelledBatches(context, { stage: 'train', batch, augment: options.augment });
  const stepsPerEpoch = batches.perEpoch;
  const curveEvery = Math.max(1, Math.floor(epochs / CURVE_POINTS));

  await runStage(context, {
    name: 'train',
    totalSteps: epochs * stepsPerEpoch,
    stepsPerEpoch,
    optimizer: { momentum: 0.9, weightDecay: options.weightDecay, nesterov: false },
    rate: cosineToZero(options.rate),
    rateOptions: ['rate'],
    objective: descend,
    batch: (step) => batches.at(step),
    async atEpochEnd(epoch) {
      if (epoch % curveEvery === 0) await report.evaluate('train', epoch, epoch * stepsPerEpoch);
      return undefined;
    },
  });
  const { loss, entropy, predicted } = await scoreAll(context);
  await report.scores('loss', loss);
  await report.scores('entropy', entropy);
  await report.scores('predicted', Float32Array.from(predicted));
  await report.trace('loss', epochs, loss);
  await report.subset('poisoned', lowest(loss, options.isolationFraction, context.judged));
}
