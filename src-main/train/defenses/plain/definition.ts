/** Training without any defense: what others are compared with. The method itself is in `run.ts`. */
import { boolean, integer, number, type OptionsOf } from '../../../../src-shared/schema/fields.ts';
import { defineDefense } from '../../../../src-shared/schema/definitions.ts';
import type { DefenseContext } from '../../loop/context.ts';
import { batchOption, minUpdatesOption, rateOption, weightDecayOption } from '../common-options.ts';
import { epochsOfUpdates, fittingBatch } from '../lengths.ts';

const options = {
  epochs: integer({ default: 30, min: 1, max: 2000, unit: 'epochs', help: 'Length of the training' }),
  minUpdates: minUpdatesOption(300, 'Small datasets: training is prolonged to this many updates'),
  rate: rateOption(0.05, 'First learning rate; falls to zero along half a cosine'),
  weightDecay: weightDecayOption(5e-4),
  batch: batchOption,
  augment: boolean({
    default: true,
    advanced: true,
    help: 'Crops and flips (series: shifts and a little noise)',
  }),
  isolationFraction: number({
    default: 0.01,
    min: 0.0001,
    max: 0.2,
    unit: 'fraction of samples',
    help: 'How many samples of lowest loss are listed as suspicious; the training does not heed them',
  }),
};

export const plain = defineDefense({
  id: 'plain',
  version: 1,
  kind: 'train',
  modalities: ['image', 'series'],
  title: 'Plain training (no defense)',
  summary:
    'Trains on all given labels, poisoned or not: shows what a backdoor does when nothing is done against it.',
  source: {
    paper: 'BackdoorBench: a comprehensive benchmark of backdoor learning',
    year: 2022,
    sections: ['4.1'],
  },
  limits: 'No defense: a model trained this way carries whatever was planted.',
  needs: { cleanHoldout: false, gradients: true },
  options,
  presets: {
    quick: { epochs: 12 },
    standard: {},
    thorough: { epochs: 60 },
    paper: { epochs: 100, rate: 0.01, minUpdates: 0 },
  },
  scores: {
    loss: { title: 'Loss, last epoch', unit: 'nats', suspicious: 'low' },
    entropy: { title: 'Prediction entropy, last epoch', unit: 'bits', suspicious: 'low' },
  },
  ranking: [{ metric: 'loss', trace: 'loss', subset: 'poisoned', isPaper: false }],
  subsets: {
    poisoned: {
      title: 'Lowest loss',
      explanation: 'Listed only; the model was trained on them as on all others.',
      holds: 'poisoned',
    },
  },
  stages: { train: 'training on all given labels' },
  undefendedStage: 'train',
  cost(chosen, samples) {
    const { epochs } = plainLengths(chosen, samples);
    return new Map([['train', epochs * samples]]);
  },
  async run(context: DefenseContext, chosen) {
    const { runPlain } = await import('./run.ts');
    await runPlain(context, chosen);
  },
});

export type PlainOptions = OptionsOf<typeof options>;

/** Epochs, and the batch size that a small dataset allows. */
export function plainLengths(
  chosen: Pick<PlainOptions, 'batch' | 'epochs' | 'minUpdates'>,
  samples: number,
): { batch: number; epochs: number } {
  const batch = fittingBatch(chosen.batch, samples);
  return { batch, epochs: Math.max(chosen.epochs, epochsOfUpdates(chosen.minUpdates, batch, samples)) };
}
