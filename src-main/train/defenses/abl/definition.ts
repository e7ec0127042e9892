/**
 * ABL, anti-backdoor learning (Li et al. 2021): what it is and what can be set. The method itself is in `run.ts`, loaded
 * only where it runs.
 */
import { boolean, choice, integer, number, type OptionsOf } from '../../../../src-shared/schema/fields.ts';
import { defineDefense } from '../../../../src-shared/schema/definitions.ts';
import type { DefenseContext } from '../../loop/context.ts';
import {
  batchOption,
  minUpdatesOption,
  rateOption,
  unlearningOptions,
  weightDecayOption,
} from '../common-options.ts';
import { epochsOfUpdates, fittingBatch } from '../lengths.ts';

const options = {
  isolationEpochs: integer({
    default: 10,
    min: 1,
    max: 500,
    unit: 'epochs',
    help: 'Length of the training that only isolates (paper: 20)',
  }),
  minUpdates: minUpdatesOption(
    300,
    'Small datasets: isolation and fine-tuning are prolonged to this many updates each',
  ),
  isolation: choice({
    choices: ['gradient-ascent', 'flooding'],
    default: 'gradient-ascent',
    help: 'How the loss is kept from falling: ascent below the level (LGA), or flooding; both push the same way',
  }),
  level: number({
    default: 0.5,
    min: 0.01,
    max: 5,
    unit: 'nats',
    advanced: true,
    help: 'Mean loss of a batch below which training turns round: only what is learned by itself, as poison is, falls further',
  }),
  isolationRate: rateOption(0.1, 'Learning rate of isolation (paper: 0.1, for traffic signs 0.01)'),
  isolationFraction: number({
    default: 0.01,
    min: 0.0001,
    max: 0.2,
    unit: 'fraction of samples',
    help: 'Samples of lowest loss that are isolated and unlearned',
  }),
  tuningEpochs: integer({
    default: 20,
    min: 0,
    max: 1000,
    unit: 'epochs',
    help: 'Length of fine-tuning on all other samples (paper: 60)',
  }),
  tuningRate: rateOption(0.1, 'Learning rate of fine-tuning; a tenth of it in its last third'),
  weightDecay: weightDecayOption(1e-4),
  augment: boolean({
    default: true,
    advanced: true,
    help: 'Crops and flips in fine-tuning (series: shifts and a little noise); isolation never has any',
  }),
  batch: batchOption,
  ...unlearningOptions,
};

export const abl = defineDefense({
  id: 'abl',
  version: 1,
  kind: 'train',
  modalities: ['image', 'series'],
  title: 'Anti-backdoor learning (ABL)',
  summary:
    'Trains with a loss that may not fall below a level, isolates the samples whose loss fell all the same, trains on the rest, and unlearns the isolated ones.',
  source: {
    paper: 'Anti-backdoor learning: training clean models on poisoned data',
    year: 2021,
    sections: ['3.1', '3.2'],
  },
  limits:
    'Assumes one target class and poison that is learned faster than clean data. What it leaves in the other 99 % is learned again and must be unlearned at the end, which costs clean accuracy. It isolates the same share of a clean dataset.',
  needs: { cleanHoldout: false, gradients: true },
  options,
  presets: {
    quick: { isolationEpochs: 5, tuningEpochs: 8 },
    standard: {},
    thorough: { isolationEpochs: 20, tuningEpochs: 40 },
    paper: {
      isolationEpochs: 20,
      tuningEpochs: 60,
      minUpdates: 0,
      unlearnBounded: false,
      unlearnRate: 1e-4,
    },
  },
  scores: {
    loss: { title: 'Loss after isolation', unit: 'nats', suspicious: 'low' },
    entropy: { title: 'Prediction entropy after isolation', unit: 'bits', suspicious: 'low' },
  },
  ranking: [{ metric: 'loss', trace: 'loss', subset: 'poisoned', isPaper: true }],
  subsets: {
    poisoned: {
      title: 'Isolated as suspicious',
      explanation: 'Unlearned, and left out of the cleaned dataset unless a person judged them clean.',
      holds: 'poisoned',
    },
    clean: {
      title: 'Learned under their label',
      explanation: 'Everything else: what fine-tuning learned from.',
      holds: 'clean',
    },
  },
  stages: {
    isolation: 'training with a loss that is kept from falling',
    tuning: 'fine-tuning on all but the isolated samples',
    unlearning: 'unlearning of the isolated samples',
  },
  undefendedStage: null,
  cost(chosen, samples) {
    const lengths = ablLengths(chosen, samples);
    const isolated = Math.max(1, chosen.isolationFraction * samples);
    return new Map([
      ['isolation', lengths.isolation * samples * SCORED],
      ['tuning', lengths.tuning * samples],
      ['unlearning', TYPICAL_UNLEARNING_UPDATES * Math.min(lengths.batch, isolated)],
    ]);
  },
  async run(context: DefenseContext, chosen) {
    const { runAbl } = await import('./run.ts');
    await runAbl(context, chosen);
  },
});

/** Every sample is scored after each epoch. */
const SCORED = 4 / 3;
const TYPICAL_UNLEARNING_UPDATES = 30;

export type AblOptions = OptionsOf<typeof options>;

/** Epochs of the stages, and the batch size that a small dataset allows. */
export function ablLengths(
  chosen: AblOptions,
  samples: number,
): { batch: number; isolation: number; tuning: number } {
  const batch = fittingBatch(chosen.batch, samples);
  const enough = epochsOfUpdates(chosen.minUpdates, batch, samples);
  return {
    batch,
    isolation: Math.max(chosen.isolationEpochs, enough),
    tuning: chosen.tuningEpochs === 0 ? 0 : Math.max(chosen.tuningEpochs, enough),
  };
}
