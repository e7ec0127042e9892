/** Adversarial neuron pruning (Wu and Wang 2021): what it is and what can be set. The method itself is in `run.ts`. */
import { boolean, integer, number, type OptionsOf } from '../../../../src-shared/schema/fields.ts';
import { defineDefense } from '../../../../src-shared/schema/definitions.ts';
import type { DefenseContext } from '../../loop/context.ts';
import { batchOption, rateOption } from '../common-options.ts';
import {
  augmentOption,
  BASE_STAGE,
  maxDropOption,
  PREDICTED,
  REPAIR,
  TRUSTED_LIMITS,
} from '../repair-options.ts';

const options = {
  iterations: integer({
    default: 2000,
    min: 1,
    max: 100_000,
    unit: 'updates',
    help: 'Updates of the masks',
  }),
  epsilon: number({
    default: 0.4,
    min: 0,
    max: 2,
    unit: 'fraction of a weight',
    help: 'How far scale and offset of a channel may be perturbed',
  }),
  cleanWeight: number({
    default: 0.2,
    min: 0,
    max: 1,
    unit: 'fraction of the loss',
    help: 'What the network without perturbation counts; the perturbed one counts the rest',
  }),
  rate: rateOption(0.2, 'Learning rate of the masks'),
  maxThreshold: number({
    default: 0.5,
    min: 0,
    max: 0.95,
    unit: 'mask',
    help: 'Channels with a mask above it are never pruned',
  }),
  maxDrop: maxDropOption(0.03),
  clipNoise: boolean({
    default: true,
    advanced: true,
    help: 'Keep perturbations within epsilon, as the paper says; its code lets them reach twice as far',
  }),
  augment: augmentOption,
  batch: { ...batchOption, help: 'Batch size; at most half of the trusted samples' },
};

export const anp = defineDefense({
  ...REPAIR,
  id: 'anp',
  version: 1,
  title: 'Adversarial neuron pruning (ANP)',
  summary:
    'Finds the channels that make the model err most when they are perturbed, where backdoors sit, and prunes them; no weight is trained.',
  source: {
    paper: 'Adversarial neuron pruning purifies backdoored deep models',
    year: 2021,
    sections: ['3.2', '4.1'],
  },
  limits: `Prunes sensitive channels of a clean model too, and misses backdoors that are spread over many. In a small network each channel counts: where every threshold costs more accuracy than is allowed, nothing is pruned. Works through batch normalisation, which every architecture here has. ${TRUSTED_LIMITS}`,
  options,
  presets: {
    quick: { iterations: 200 },
    standard: {},
    thorough: { iterations: 4000 },
    paper: { clipNoise: false },
  },
  stages: {
    ...BASE_STAGE,
    masks: 'learning a mask for every channel under perturbation',
    prune: 'pruning of channels with a low mask',
  },
  cost(chosen, samples) {
    const batch = anpBatch(chosen, samples);
    return new Map([
      ['base', samples * PREDICTED],
      // A pass for the perturbation and two for the masks.
      ['masks', 3 * chosen.iterations * batch],
      ['prune', THRESHOLDS_TRIED * (samples / 2) * PREDICTED],
    ]);
  },
  async run(context: DefenseContext, chosen) {
    const { runAnp } = await import('./run.ts');
    await runAnp(context, chosen);
  },
});

const THRESHOLDS_TRIED = 11;

export type AnpOptions = OptionsOf<typeof options>;

/** Samples in an update: what was asked for, or all that teach where these are fewer. */
export function anpBatch({ batch }: Pick<AnpOptions, 'batch'>, trusted: number): number {
  return Math.min(batch, Math.ceil(trusted / 2));
}
