/** Fine-pruning (Liu et al. 2018): what it is and what can be set. The method itself is in `run.ts`. */
import { integer, number, type OptionsOf } from '../../../../src-shared/schema/fields.ts';
import { defineDefense } from '../../../../src-shared/schema/definitions.ts';
import type { DefenseContext } from '../../loop/context.ts';
import { batchOption, minUpdatesOption, rateOption, weightDecayOption } from '../common-options.ts';
import {
  augmentOption,
  BASE_STAGE,
  maxDropOption,
  PREDICTED,
  REPAIR,
  repairLengths,
  TRUSTED_LIMITS,
} from '../repair-options.ts';

const options = {
  maxDrop: maxDropOption(0.04),
  step: number({
    default: 0.01,
    min: 0.001,
    max: 0.5,
    unit: 'fraction of channels',
    advanced: true,
    help: 'Channels that are pruned at a time',
  }),
  maxPruned: number({
    default: 0.95,
    min: 0,
    max: 0.99,
    unit: 'fraction of channels',
    advanced: true,
    help: 'Channels that may be pruned at most, however little it costs',
  }),
  epochs: integer({
    default: 20,
    min: 0,
    max: 1000,
    unit: 'epochs',
    help: 'Length of fine-tuning after pruning',
  }),
  minUpdates: minUpdatesOption(200, 'Few trusted samples: fine-tuning is prolonged to this many updates'),
  rate: rateOption(0.01, 'Learning rate of fine-tuning; falls to zero along half a cosine'),
  weightDecay: weightDecayOption(5e-4),
  augment: augmentOption,
  batch: batchOption,
};

export const fp = defineDefense({
  ...REPAIR,
  id: 'fp',
  version: 2,
  title: 'Fine-pruning (FP)',
  summary:
    'Prunes the channels of the last layer that trusted samples hardly activate, where a backdoor can hide, and fine-tunes the model on trusted samples.',
  source: {
    paper: 'Fine-pruning: defending against backdooring attacks on deep neural networks',
    year: 2018,
    sections: ['3.1', '3.2'],
  },
  limits: `Fails where the trigger uses channels that clean samples use too, as most triggers do: attack success then stays high. ${TRUSTED_LIMITS}`,
  options,
  presets: {
    quick: { epochs: 5, minUpdates: 50 },
    standard: {},
    thorough: { epochs: 50 },
    paper: { epochs: 100, batch: 256, minUpdates: 0 },
  },
  stages: {
    ...BASE_STAGE,
    prune: 'pruning of channels that trusted samples hardly activate',
    tune: 'fine-tuning on trusted samples',
  },
  cost(chosen, samples) {
    const { learned, epochs } = fpLengths(chosen, samples);
    return new Map([
      ['base', samples * PREDICTED],
      ['prune', samples * PREDICTED],
      ['tune', epochs * learned],
    ]);
  },
  async run(context: DefenseContext, chosen) {
    const { runFp } = await import('./run.ts');
    await runFp(context, chosen);
  },
});

export type FpOptions = OptionsOf<typeof options>;

export function fpLengths(chosen: FpOptions, trusted: number): ReturnType<typeof repairLengths> {
  return chosen.epochs === 0
    ? { ...repairLengths(chosen, trusted), epochs: 0 }
    : repairLengths(chosen, trusted);
}
