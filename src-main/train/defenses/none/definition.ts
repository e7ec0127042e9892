/**
 * NONE, "training with more confidence" (Wang et al. 2022): what it is and what can be set. The method itself is in
 * `run.ts`, loaded only where it runs.
 */
import { TRIGGER_TEST } from '../../../../src-shared/domain/trigger-test.ts';
import { boolean, choice, integer, number, type OptionsOf } from '../../../../src-shared/schema/fields.ts';
import { defineDefense } from '../../../../src-shared/schema/definitions.ts';
import type { DefenseContext } from '../../loop/context.ts';
import { batchOption, minUpdatesOption, rateOption, weightDecayOption } from '../common-options.ts';
import { epochsOfUpdates, fittingBatch } from '../lengths.ts';

const MOST_ROUNDS = 20;
const SAMPLE_SCORES = ['excess', 'standardised', 'activation'] as const;

const options = {
  epochs: integer({
    default: 30,
    min: 1,
    max: 2000,
    unit: 'epochs',
    help: 'Length of the first training (paper: 200)',
  }),
  minUpdates: minUpdatesOption(300, 'Small datasets: the first training is prolonged to this many updates'),
  rate: rateOption(0.05, 'First learning rate of the training (paper: 0.1)'),
  rateSteps: boolean({
    default: false,
    advanced: true,
    help: 'The learning rate falls to a tenth every 80 epochs, instead of to zero along half a cosine',
  }),
  rounds: integer({
    default: 1,
    min: 1,
    max: MOST_ROUNDS,
    unit: 'rounds',
    help: 'How often neurons are looked for, reset and the network fine-tuned (natural backdoors: 10)',
  }),
  resetFraction: number({
    default: 0.03,
    min: 0.001,
    max: 0.5,
    unit: 'fraction of channels',
    help: 'Channels of each watched layer that are reset, the most compromised first (natural backdoors: 0.2)',
  }),
  tuningEpochs: integer({
    default: 6,
    min: 1,
    max: 1000,
    unit: 'epochs',
    help: 'Length of each fine-tuning after a reset (paper: 20)',
  }),
  tuningMinUpdates: minUpdatesOption(
    300,
    'Small datasets: each fine-tuning is prolonged to this many updates, counted as if no sample were left out',
  ),
  tuningRate: rateOption(
    0.02,
    'Learning rate of fine-tuning (paper: 1e-4, for 20 epochs: in a short fine-tuning it leaves the backdoor where it is)',
  ),
  tuningDecay: choice({
    choices: ['zero', 'none'],
    default: 'zero',
    advanced: true,
    help: 'The learning rate of each fine-tuning falls to zero along half a cosine, or stays as in the paper',
  }),
  freezeStatistics: boolean({
    default: false,
    advanced: true,
    help: 'Fine-tuning keeps the averages of batch normalisation as they were before the reset, as the paper does; a reset changes what they should be',
  }),
  testTrigger: boolean({
    default: true,
    advanced: true,
    help: 'Unlearns some of the samples that were found, before the reset: where that takes the others of them along and leaves their label to the rest, they carry a trigger, and fine-tuning goes on teaching that their label is wrong (paper: no)',
  }),
  natural: boolean({
    default: false,
    help: 'No poison is expected, only backdoors that arise by themselves: fine-tuning learns all samples',
  }),
  sampleScore: choice({
    choices: SAMPLE_SCORES,
    default: 'excess',
    advanced: true,
    help: "What a sample's score adds up over layers: how far their most compromised neurons are driven beyond their range, in units of its spread; their activations, standardised; or the activations as they are (paper), in no unit",
  }),
  scoringFraction: number({
    default: 0,
    min: 0,
    max: 1,
    unit: 'fraction of channels',
    advanced: true,
    help: 'Channels of each layer that score samples, the most compromised first; 0: the single most compromised (paper)',
  }),
  strongProbability: number({
    default: 0.9,
    min: 0.5,
    max: 1,
    unit: 'probability',
    advanced: true,
    help: 'Above it a prediction is sure: what such samples drive a neuron to is compared with its range',
  }),
  weakProbability: number({
    default: 0.1,
    min: 0,
    max: 0.5,
    unit: 'probability',
    advanced: true,
    help: 'Below it a class is surely not predicted: such samples make the range of a neuron',
  }),
  carryResets: boolean({
    default: false,
    advanced: true,
    help: "In the last stage of a residual network each layer also resets the channels picked for layers before it, as the authors' code does by mistake",
  }),
  weightDecay: weightDecayOption(1e-4),
  augment: boolean({
    default: true,
    advanced: true,
    help: 'Crops and flips (series: shifts and a little noise)',
  }),
  batch: batchOption,
};

export const none = defineDefense({
  id: 'none',
  version: 3,
  kind: 'train',
  modalities: ['image', 'series'],
  title: 'Training with more confidence (NONE)',
  summary:
    'Trains on everything, looks for neurons that sure predictions drive far beyond their range, resets them, leaves out the samples that drive them, and fine-tunes on the rest.',
  source: {
    paper: 'Training with more confidence: mitigating injected and natural backdoors during training',
    year: 2022,
    sections: [],
  },
  limits:
    'There is no threshold for what a compromised neuron is: it resets the same share of the channels of a clean network, and leaves out the upper group of the samples of a clean dataset, which may be whole classes. Needs a network that is sure of its predictions: after a short training few are above 90 %, and the scores say little. Without backdoor-driven neurons in the later layers it finds nothing. The trigger test is about the commonest label of what was found alone; where it shows none, a trigger is not ruled out.',
  needs: { cleanHoldout: false, gradients: true },
  options,
  presets: {
    quick: { epochs: 12, tuningEpochs: 3 },
    standard: {},
    thorough: { epochs: 100, tuningEpochs: 20 },
    paper: {
      epochs: 200,
      tuningEpochs: 20,
      tuningRate: 1e-4,
      tuningDecay: 'none',
      freezeStatistics: true,
      testTrigger: false,
      rate: 0.1,
      rateSteps: true,
      sampleScore: 'activation',
      carryResets: true,
      minUpdates: 0,
      tuningMinUpdates: 0,
    },
  },
  scores: {
    compromised: { title: 'Drive of compromised neurons', unit: 'spreads', suspicious: 'high' },
    loss: { title: 'Loss before the reset', unit: 'nats', suspicious: 'low' },
    entropy: { title: 'Prediction entropy before the reset', unit: 'bits', suspicious: 'low' },
  },
  ranking: [{ metric: 'compromised', trace: 'compromised', subset: 'poisoned', isPaper: true }],
  subsets: {
    poisoned: {
      title: 'Drive compromised neurons',
      explanation:
        'Above the natural break of the scores in the network as first trained, and none in search of natural backdoors; left out of its fine-tuning, and of the cleaned dataset unless a person judged them clean.',
      holds: 'poisoned',
    },
    clean: {
      title: 'Learned under their label',
      explanation: 'Everything below the break: what the first fine-tuning learned from.',
      holds: 'clean',
    },
  },
  stages: {
    train: 'training on all given labels',
    [TRIGGER_TEST]: 'unlearning of some samples that drive compromised neurons, to see what goes with them',
    ...Object.fromEntries(
      Array.from({ length: MOST_ROUNDS }, (_, i) => [
        tuningStage(i + 1),
        `fine-tuning after reset ${i + 1}, without the samples found to drive compromised neurons`,
      ]),
    ),
  },
  undefendedStage: 'train',
  cost(chosen, samples) {
    const lengths = noneLengths(chosen, samples);
    const cost = new Map([['train', lengths.training * samples]]);
    for (let round = 1; round <= chosen.rounds; round++) {
      cost.set(detectionStage(round), 2 * PREDICTED * samples);
      if (round === 1 && chosen.testTrigger && !chosen.natural) cost.set(TRIGGER_TEST, TYPICAL_UNLEARNED);
      cost.set(tuningStage(round), lengths.tuning * samples);
    }
    return cost;
  },
  async run(context: DefenseContext, chosen) {
    const { runNone } = await import('./run.ts');
    await runNone(context, chosen);
  },
});

const PREDICTED = 1 / 3;
/** A hundred samples, some dozen times. */
const TYPICAL_UNLEARNED = 3000;

export type NoneOptions = OptionsOf<typeof options>;

/** Name of the detection of a round, counted from 1: it is no stage of training, but takes time. */
export function detectionStage(round: number): string {
  return `detection-${round}`;
}

export function tuningStage(round: number): string {
  return `tuning-${round}`;
}

/** Epochs of the first training and of each fine-tuning, and the batch size that a small dataset allows. */
export function noneLengths(
  chosen: NoneOptions,
  samples: number,
): { batch: number; training: number; tuning: number } {
  const batch = fittingBatch(chosen.batch, samples);
  return {
    batch,
    training: Math.max(chosen.epochs, epochsOfUpdates(chosen.minUpdates, batch, samples)),
    tuning: Math.max(chosen.tuningEpochs, epochsOfUpdates(chosen.tuningMinUpdates, batch, samples)),
  };
}
