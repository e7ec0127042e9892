/**
 * E2ABL, end-to-end anti-backdoor learning (Jiang et al. 2024): what it is and what can be set. The method itself is in
 * `run.ts`, loaded only where it runs.
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
  epochs: integer({
    default: 30,
    min: 3,
    max: 2000,
    unit: 'epochs',
    help: 'Length of the whole training, warm-up included but not what it is prolonged by (paper: 60)',
  }),
  warmUpEpochs: integer({
    default: 2,
    min: 1,
    max: 100,
    unit: 'epochs',
    help: 'Epochs in which only the second head and the layers below it learn',
  }),
  warmUpMinUpdates: integer({
    default: 780,
    min: 0,
    max: 100_000,
    unit: 'updates',
    advanced: true,
    help: 'Small datasets: the warm-up is prolonged to this many updates, as many as the paper has on CIFAR-10, but to 10 epochs at most. A backdoor is learned in updates, not epochs, and what is not learned yet looks like what is hard',
  }),
  minUpdates: minUpdatesOption(
    1000,
    'Small datasets: what comes after the warm-up is prolonged to this many updates',
  ),
  isolationFraction: number({
    default: 0.01,
    min: 0.0001,
    max: 0.1,
    unit: 'fraction of samples',
    help: 'Samples of the largest loss drop: they give away the backdoor label, and their true class is recovered',
  }),
  suspectFraction: number({
    default: 0.2,
    min: 0.01,
    max: 0.5,
    unit: 'fraction of samples',
    help: 'Samples of a large loss drop that only the second head learns; renewed every epoch',
  }),
  isolatedUse: choice({
    choices: ['recover', 'unlearn', 'none'],
    default: 'recover',
    help: 'What becomes of the isolated samples: learned under their recovered class, unlearned at the end, or nothing (the ablations)',
  }),
  recoverFrom: number({
    default: 0.3,
    min: 0,
    max: 1,
    unit: 'fraction of the training',
    advanced: true,
    help: 'When recovered classes begin to be learned: before, the main head knows too little, and its first guesses would become a shortcut of their own (paper: at once)',
  }),
  recoverConfidence: number({
    default: 0.5,
    min: 0,
    max: 1,
    unit: 'probability',
    advanced: true,
    help: 'From this probability on a recovered class is learned; below it the sample is left to the second head (paper: always)',
  }),
  recoverSecondLook: boolean({
    default: true,
    advanced: true,
    help: 'Where the main head sees only the trigger, the suspects are looked at again, normalised by their own statistics (paper: no)',
  }),
  releaseOthers: boolean({
    default: true,
    advanced: true,
    help: 'Suspects with another label than the backdoor label teach the main head too, once that label is clear',
  }),
  secondHeadAfter: integer({
    default: 0,
    min: 0,
    max: 9,
    unit: 'stage',
    advanced: true,
    help: 'Stage of the network after which the second head sits; 0: where the architecture has it by default, near the middle',
  }),
  ownTrunk: boolean({
    default: false,
    advanced: true,
    help: 'The second head learns on layers of its own instead of sharing those of the network (the two-model ablation)',
  }),
  dropWeighting: choice({
    choices: ['early', 'even'],
    default: 'early',
    advanced: true,
    help: 'The drop to the lowest losses of the warm-up, and after it only that of samples which the second head is not taught; or the same in all epochs: then the score is the last loss alone, which swings from epoch to epoch, and the second head comes to know its clean suspects by heart',
  }),
  rate: rateOption(
    0.1,
    'Learning rate of the network after the warm-up (paper: 0.01, which leaves short trainings behind plain training)',
  ),
  secondRate: rateOption(0.005, 'Learning rate of the second head after the warm-up'),
  warmUpRate: rateOption(0.1, 'Learning rate of the warm-up'),
  rateDecay: choice({
    choices: ['cosine', 'none'],
    default: 'cosine',
    advanced: true,
    help: 'Learning rates after the warm-up fall to zero along half a cosine, or stay (the paper names none)',
  }),
  weightDecay: weightDecayOption(1e-4),
  batch: batchOption,
  augment: boolean({
    default: true,
    advanced: true,
    help: 'What the main head learns is cropped and flipped (series: shifted, with a little noise); what the second head learns never is',
  }),
  ...unlearningOptions,
};

export const e2abl = defineDefense({
  id: 'e2abl',
  version: 3,
  kind: 'train',
  modalities: ['image', 'series'],
  title: 'End-to-end anti-backdoor learning (E2ABL)',
  summary:
    'Trains a clean model in one run: a second head catches samples whose loss falls suspiciously fast, and the network learns from the rest, and from the recovered classes of the most suspicious.',
  source: {
    paper: 'End-to-end anti-backdoor learning on images and time series',
    year: 2024,
    sections: ['3.2', '3.3'],
  },
  limits:
    'Assumes less than 20 % poison that is learned faster than clean data, and one target class. Recovering a class is meaningless for clean-label attacks, whose labels are right. It isolates the same share of a clean dataset.',
  needs: { cleanHoldout: false, gradients: true },
  options,
  presets: {
    quick: { epochs: 12, minUpdates: 300, warmUpMinUpdates: 400 },
    standard: {},
    thorough: { epochs: 60 },
    paper: {
      epochs: 60,
      rate: 0.01,
      recoverFrom: 0,
      recoverConfidence: 0,
      recoverSecondLook: false,
      dropWeighting: 'even',
      minUpdates: 0,
      warmUpMinUpdates: 0,
      rateDecay: 'none',
    },
  },
  scores: {
    lossDrop: { title: 'Loss drop of the second head', unit: 'nats', suspicious: 'high' },
    secondLoss: { title: 'Loss of the second head, last epoch', unit: 'nats', suspicious: 'low' },
    loss: { title: 'Loss of the main head, last epoch', unit: 'nats', suspicious: 'high' },
  },
  ranking: [{ metric: 'lossDrop', trace: 'lossDrop', subset: 'poisoned', isPaper: true }],
  subsets: {
    poisoned: {
      title: 'Isolated as suspicious',
      explanation:
        'The largest loss drops; learned only under a class other than the backdoor label, where the main head was sure of one, and left out of the cleaned dataset unless a person judged them clean.',
      holds: 'poisoned',
    },
    suspects: {
      title: 'Caught by the second head',
      explanation:
        'Large loss drops; the second head, which is removed, learned these. The main head learned of them only those of another label than the backdoor label, once that label was clear, and isolated ones under a recovered class.',
      holds: 'poisoned',
    },
    clean: {
      title: 'Learned under their label',
      explanation:
        'Everything else at the end of training: what the main head learned under its given label.',
      holds: 'clean',
    },
  },
  stages: {
    'warm-up': 'the second head learns all given labels',
    joint: 'the network learns what the second head does not catch',
    unlearn: 'unlearning of the isolated samples',
  },
  undefendedStage: null,
  cost: (chosen, samples) => costOfStages(chosen, samples),
  async run(context: DefenseContext, chosen) {
    const { runE2abl } = await import('./run.ts');
    await runE2abl(context, chosen);
  },
});

const PREDICTED = 1 / 3;
/** What a step with both heads costs beside one of the network alone. */
const SECOND_HEAD = 1.2;
const TYPICAL_UNLEARNING_UPDATES = 30;

/** After so many epochs even a small second head knows clean samples by heart. */
const MOST_WARM_UP_EPOCHS = 10;

/** Epochs of the two stages, and the batch size that a small dataset allows. */
export function lengthsOf(
  chosen: E2ablOptions,
  samples: number,
): { batch: number; warmUp: number; joint: number } {
  const batch = fittingBatch(chosen.batch, samples);
  const enough = (updates: number): number => epochsOfUpdates(updates, batch, samples);
  const prolonged = Math.min(MOST_WARM_UP_EPOCHS, enough(chosen.warmUpMinUpdates));
  const warmUp = Math.max(chosen.warmUpEpochs, prolonged);
  // What the warm-up is prolonged by is not taken from the main head, which learns nothing meanwhile.
  const joint = Math.max(1, chosen.epochs - chosen.warmUpEpochs, enough(chosen.minUpdates));
  return { batch, warmUp, joint };
}

function costOfStages(chosen: E2ablOptions, samples: number): Map<string, number> {
  const { batch, warmUp, joint } = lengthsOf(chosen, samples);
  const isolated = Math.max(1, chosen.isolationFraction * samples);
  const cost = new Map([
    ['warm-up', warmUp * samples * (0.7 + PREDICTED)],
    ['joint', joint * samples * (SECOND_HEAD + PREDICTED)],
  ]);
  if (chosen.isolatedUse === 'unlearn') {
    cost.set('unlearn', TYPICAL_UNLEARNING_UPDATES * Math.min(batch, isolated));
  }
  return cost;
}

export type E2ablOptions = OptionsOf<typeof options>;
