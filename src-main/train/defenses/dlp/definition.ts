/**
 * DLP, the decoupled learning process (Ying and Wu 2023): what it is and what can be set. The method itself is in
 * `run.ts`, loaded only where it runs, so that a form or the command line can list it without TensorFlow.
 */
import { boolean, choice, integer, number, type OptionsOf } from '../../../../src-shared/schema/fields.ts';
import { defineDefense } from '../../../../src-shared/schema/definitions.ts';
import type { DefenseContext } from '../../loop/context.ts';
import { minUpdatesOption, rateOption, unlearningOptions } from '../common-options.ts';

export const DLP_ORDERS = ['SL-AU-ASSFT', 'SL-ASSFT-AU', 'SL-AU', 'SL-ASSFT', 'SL'] as const;

const options = {
  order: choice({
    choices: DLP_ORDERS,
    default: 'SL-AU-ASSFT',
    help: 'Stages and their order; all but the first are the ablations of the paper (figure 4)',
  }),
  slEpochs: integer({ default: 10, min: 1, max: 500, unit: 'epochs', help: 'Length of supervised learning' }),
  slMinUpdates: minUpdatesOption(
    300,
    'Small datasets: supervised learning is prolonged to this many updates, since a backdoor is learned in updates, not epochs',
  ),
  slRate: rateOption(0.01, 'Learning rate of supervised learning'),
  slWeightDecay: number({
    default: 1e-4,
    min: 0,
    max: 0.1,
    unit: 'per update',
    advanced: true,
    help: 'Weight decay of supervised learning and unlearning',
  }),
  slStopAccuracy: number({
    default: 0.98,
    min: 0.1,
    max: 1,
    unit: 'fraction',
    advanced: true,
    help: 'Supervised learning ends early at this agreement with the given labels: beyond it every sample is confident; 1 never stops',
  }),
  augmentSl: boolean({
    default: false,
    advanced: true,
    help: 'Crops and flips during supervised learning; they weaken corner triggers and with them the evidence',
  }),
  batch: integer({ default: 128, min: 8, max: 4096, unit: 'samples', advanced: true, help: 'Batch size' }),
  scoreRule: choice({
    choices: ['mean', 'last'],
    default: 'mean',
    help: 'Entropy that ranks samples: mean over the later half of the epochs, or the last epoch alone as in the paper',
  }),
  isolationFraction: number({
    default: 0.01,
    min: 0.0001,
    max: 0.2,
    unit: 'fraction of samples',
    help: 'How many samples of lowest entropy are isolated as suspicious and unlearned',
  }),
  cleanFraction: number({
    default: 0.25,
    min: 0.0001,
    max: 0.5,
    unit: 'fraction of each class',
    help: 'How many samples of highest entropy in each class keep their label in semi-supervised fine-tuning (paper: 0.01)',
  }),
  cleanQuota: choice({
    choices: ['proportional', 'equal'],
    default: 'proportional',
    advanced: true,
    help: 'Labelled samples in proportion to the class, or as many from each class',
  }),
  ...unlearningOptions,
  assftUpdates: integer({
    default: 1000,
    min: 1,
    max: 2 ** 20,
    unit: 'updates',
    help: 'Length of semi-supervised fine-tuning (the paper does not say; FixMatch itself takes 1 048 576)',
  }),
  assftBatch: integer({
    default: 64,
    min: 4,
    max: 1024,
    unit: 'labelled samples',
    advanced: true,
    help: 'Labelled samples an update',
  }),
  assftRatio: integer({
    default: 3,
    min: 1,
    max: 20,
    unit: 'times',
    advanced: true,
    help: 'Unlabelled samples for each labelled one',
  }),
  assftRate: number({
    default: 0.03,
    min: 1e-6,
    max: 1,
    unit: 'learning rate',
    advanced: true,
    help: 'First learning rate of semi-supervised fine-tuning; falls along a cosine',
  }),
  assftDecay: choice({
    choices: ['zero', 'fixmatch'],
    default: 'zero',
    advanced: true,
    help: 'Where the cosine ends: at zero, or at a fifth of the first rate as FixMatch has it for a million updates',
  }),
  assftThreshold: number({
    default: 0.95,
    min: 0.5,
    max: 0.9999,
    unit: 'probability',
    advanced: true,
    help: 'Confidence from which a prediction on the weak view becomes the label of the strong view',
  }),
  assftPlausible: number({
    default: 0.1,
    min: 0.001,
    max: 1,
    unit: 'probability',
    advanced: true,
    help: 'Samples beyond the fifth of lowest entropy are taught their given label where the prediction leaves it this probability; 1 never does, as in the paper',
  }),
  assftWeightDecay: number({
    default: 5e-4,
    min: 0,
    max: 0.1,
    unit: 'per update',
    advanced: true,
    help: 'Weight decay of semi-supervised fine-tuning, on convolution and dense kernels',
  }),
  isolatedInTuning: choice({
    choices: ['suppress', 'exclude', 'unlabelled'],
    default: 'suppress',
    advanced: true,
    help: 'Isolated samples during fine-tuning: teach that their label is wrong once the network contradicts it or a person judged them poison, leave them out, or treat them as unlabelled as the paper does',
  }),
  skipUnconfident: boolean({
    default: true,
    advanced: true,
    help: 'Leave strong views out of the update whose weak view is below the threshold: they carry no gradient, only time',
  }),
};

export const dlp = defineDefense({
  id: 'dlp',
  version: 3,
  kind: 'train',
  modalities: ['image', 'series'],
  title: 'Decoupled learning process (DLP)',
  summary:
    'Trains briefly on everything, isolates the samples predicted with the lowest entropy, unlearns them, and fine-tunes with the few labels least likely to be poisoned.',
  source: {
    paper: 'DLP: towards active defense against backdoor attacks with decoupled learning process',
    year: 2023,
    sections: ['IV-B', 'IV-C', 'IV-D'],
  },
  limits:
    'Assumes one target class and poison that is learned faster than clean data. Rates below 2 %, all-to-all attacks and slow triggers can pass. Where poison keeps its true label (clean-label attacks), it is isolated, yet fine-tuning can learn its trigger again. It isolates the same share of a clean dataset.',
  needs: { cleanHoldout: false, gradients: true },
  options,
  presets: {
    quick: { slEpochs: 8, assftUpdates: 200 },
    standard: {},
    thorough: { assftUpdates: 12_000, assftRatio: 7 },
    paper: {
      scoreRule: 'last',
      slMinUpdates: 0,
      slStopAccuracy: 1,
      cleanFraction: 0.01,
      assftRatio: 7,
      unlearnRate: 0.01,
      unlearnBounded: false,
      assftUpdates: 2 ** 20,
      assftPlausible: 1,
      assftDecay: 'fixmatch',
      isolatedInTuning: 'unlabelled',
      skipUnconfident: false,
    },
  },
  scores: {
    entropy: { title: 'Mean prediction entropy, later epochs', unit: 'bits', suspicious: 'low' },
    entropyLastEpoch: { title: 'Prediction entropy, last epoch', unit: 'bits', suspicious: 'low' },
    loss: { title: 'Loss, last epoch', unit: 'nats', suspicious: 'low' },
  },
  ranking: [
    {
      metric: 'entropyLastEpoch',
      trace: 'entropy',
      subset: 'poisonedPaperRule',
      when: { option: 'scoreRule', value: 'last' },
      isPaper: true,
    },
    { metric: 'entropy', trace: 'entropy', subset: 'poisonedMeanRule', isPaper: false },
  ],
  subsets: {
    poisoned: {
      title: 'Isolated as suspicious',
      explanation: 'Unlearned, and left out of the cleaned dataset unless a person judged them clean.',
      holds: 'poisoned',
    },
    clean: {
      title: 'Trusted with their label',
      explanation:
        'The samples of each class least like poison; fine-tuning used their labels in every case.',
      holds: 'clean',
    },
  },
  stages: {
    SL: 'supervised learning on all given labels',
    AU: 'unlearning of the isolated samples',
    ASSFT: 'semi-supervised fine-tuning with the trusted labels',
  },
  undefendedStage: 'SL',
  cost: (chosen, samples) => costOfStages(chosen, samples),
  async run(context: DefenseContext, chosen) {
    const { runDlp } = await import('./run.ts');
    await runDlp(context, chosen);
  },
});

const PREDICTED = 1 / 3;
/** Typical share of weak views above the threshold, and length of a bounded unlearning. */
const TYPICAL_MASK_RATE = 0.75;
const TYPICAL_UNLEARNING_UPDATES = 30;

function costOfStages(chosen: OptionsOf<typeof options>, samples: number): Map<string, number> {
  const updatesPerEpoch = Math.ceil(samples / chosen.batch);
  const epochs = Math.max(chosen.slEpochs, Math.ceil(chosen.slMinUpdates / updatesPerEpoch));
  const isolated = Math.max(1, chosen.isolationFraction * samples);
  const unlearning = chosen.unlearnBounded
    ? TYPICAL_UNLEARNING_UPDATES * Math.min(chosen.batch, isolated)
    : chosen.unlearnEpochs * isolated;
  const strong = chosen.skipUnconfident ? TYPICAL_MASK_RATE : 1;
  const all: Record<string, number> = {
    SL: epochs * samples * (1 + PREDICTED),
    AU: unlearning + 10 * (isolated + Math.min(1000, samples / 10)) * PREDICTED,
    ASSFT: chosen.assftUpdates * chosen.assftBatch * (1 + chosen.assftRatio * (strong + PREDICTED)),
  };
  return new Map(chosen.order.split('-').map((stage) => [stage, all[stage] ?? 0]));
}

export type DlpOptions = Parameters<typeof dlp.run>[1];
