/** Training without any defense: what others are compared with. The method itself is in `run.ts`. */
import { boolean, integer, number, type OptionsOf } from '../../../../src-shared/schema/fields.ts';
import { defineDefense } from '../../../../src-shared/schema/definitions.ts';
import type { DefenseContext } from '../../loop/context.ts';

const options = {
  epochs: integer({ default: 30, min: 1, max: 2000, unit: 'epochs', help: 'Length of the training' }),
  minUpdates: integer({
    default: 300,
    min: 0,
    max: 1_000_000,
    unit: 'updates',
    advanced: true,
    help: 'Small datasets: training is prolonged to this many updates',
  }),
  rate: number({
    default: 0.05,
    min: 1e-6,
    max: 1,
    unit: 'learning rate',
    advanced: true,
    help: 'First learning rate; falls to zero along half a cosine',
  }),
  weightDecay: number({
    default: 5e-4,
    min: 0,
    max: 0.1,
    unit: 'per update',
    advanced: true,
    help: 'Weight decay of all weights',
  }),
  batch: integer({
    default: 128,
    min: 8,
    max: 4096,
    unit: 'samples',
    advanced: true,
    help: 'Batch size; of small datasets at most a tenth of the samples',
  }),
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
  { batch, epochs, minUpdates }: Pick<PlainOptions, 'batch' | 'epochs' | 'minUpdates'>,
  samples: number,
): { batch: number; epochs: number } {
  const fitting = Math.max(8, Math.min(batch, Math.floor(samples / 10)));
  const perEpoch = Math.max(1, Math.round(samples / fitting));
  return { batch: fitting, epochs: Math.max(epochs, Math.ceil(minUpdates / perEpoch)) };
}
