/** Mode connectivity repair (Zhao et al. 2020): what it is and what can be set. The method itself is in `run.ts`. */
import { integer, number, type OptionsOf } from '../../../../src-shared/schema/fields.ts';
import { defineDefense } from '../../../../src-shared/schema/definitions.ts';
import type { DefenseContext } from '../../loop/context.ts';
import { batchOption, minUpdatesOption, rateOption, weightDecayOption } from '../common-options.ts';
import {
  augmentOption,
  BASE_STAGE,
  PREDICTED,
  REPAIR,
  repairLengths,
  TRUSTED_LIMITS,
} from '../repair-options.ts';
import { CURVE_POINTS } from './points.ts';

const options = {
  endpointEpochs: integer({
    default: 100,
    min: 1,
    max: 2000,
    unit: 'epochs',
    help: 'Length of fine-tuning the other end of the curve',
  }),
  epochs: integer({ default: 100, min: 1, max: 2000, unit: 'epochs', help: 'Length of training the curve' }),
  minUpdates: minUpdatesOption(300, 'Few trusted samples: both are prolonged to this many updates each'),
  rate: rateOption(0.01, 'First learning rate of both'),
  endpointDecay: weightDecayOption(5e-4),
  weightDecay: { ...weightDecayOption(1e-4), help: 'Weight decay at the point of the curve that is trained' },
  tolerance: number({
    default: 0.02,
    min: 0,
    max: 0.5,
    unit: 'fraction of held-out trusted samples',
    help: 'Points of the curve that are at most so much worse than its best one may be chosen: the one nearest the middle is',
  }),
  augment: augmentOption,
  batch: batchOption,
};

export const mcr = defineDefense({
  ...REPAIR,
  id: 'mcr',
  version: 1,
  title: 'Mode connectivity repair (MCR)',
  summary:
    'Fine-tunes a copy of the model on trusted samples, trains a curve of models between the two, and takes one from its middle.',
  source: {
    paper: 'Bridging mode connectivity in loss landscapes and adversarial robustness',
    year: 2020,
    sections: ['3.1', '4.1'],
  },
  limits: `Both ends of the curve may carry the backdoor, and then so may its middle; which point is free of it cannot be measured without the trigger. ${TRUSTED_LIMITS}`,
  options,
  presets: {
    quick: { endpointEpochs: 15, epochs: 15, minUpdates: 100 },
    standard: {},
    thorough: { epochs: 200 },
    paper: { minUpdates: 0 },
  },
  stages: {
    ...BASE_STAGE,
    endpoint: 'fine-tuning of the other end on trusted samples',
    curve: 'training the curve between the two, and choosing a point of it',
  },
  cost(chosen, samples) {
    const { endpoint, curve } = mcrLengths(chosen, samples);
    return new Map([
      ['base', samples * PREDICTED],
      ['endpoint', endpoint.epochs * endpoint.learned],
      ['curve', curve.epochs * curve.learned + CURVE_POINTS.length * samples * PREDICTED],
    ]);
  },
  async run(context: DefenseContext, chosen) {
    const { runMcr } = await import('./run.ts');
    await runMcr(context, chosen);
  },
});

export type McrOptions = OptionsOf<typeof options>;

export function mcrLengths(
  chosen: McrOptions,
  trusted: number,
): Record<'endpoint' | 'curve', ReturnType<typeof repairLengths>> {
  return {
    endpoint: repairLengths({ ...chosen, epochs: chosen.endpointEpochs }, trusted),
    curve: repairLengths(chosen, trusted),
  };
}
