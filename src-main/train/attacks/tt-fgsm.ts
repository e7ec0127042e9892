/**
 * TimeTrojan-FGSM (Ding et al. 2022): a few time steps of each series are moved by the sign of a network's gradient, and
 * the network learns them in turn. What is computed is in `crafting/tt-fgsm.ts`, loaded when the attack is made.
 */
import { defineAttack } from '../../../src-shared/schema/definitions.ts';
import { integer, number } from '../../../src-shared/schema/fields.ts';
import type { Craft } from './attack.ts';
import { surrogateOptions } from './series-options.ts';

const options = {
  rounds: integer({
    default: 10,
    min: 1,
    max: 100,
    unit: 'rounds',
    help: 'How often triggers are found and learned in turn',
  }),
  share: number({
    default: 0.05,
    min: 0.001,
    max: 1,
    unit: 'fraction of the length',
    help: 'How many time steps of a series are moved, at least five',
  }),
  strength: number({
    default: 1,
    min: 0.01,
    max: 10,
    unit: 'standard deviations',
    help: 'How far a value is moved, relative to the spread of its variable in the series',
  }),
  ...surrogateOptions,
};

const plan: Craft<typeof options> = {
  async craft(request, chosen) {
    const { craftTtFgsm } = await import('./crafting/tt-fgsm.ts');
    return craftTtFgsm(request, chosen);
  },
};

export const ttFgsm = defineAttack({
  id: 'tt-fgsm',
  version: 1,
  modality: 'series',
  title: 'TimeTrojan-FGSM',
  summary:
    'Moves a few time steps of each series along the gradient of a helper network; the trigger differs from sample to sample.',
  source: {
    paper: 'Towards backdoor attack on deep learning based time series classification',
    year: 2022,
    sections: [],
  },
  limits:
    'A reconstruction from the published idea. The moved steps stand out in smooth series; at half the strength a set of a hundred series learns the trigger only in part.',
  cleanLabel: false,
  defaultRate: 0.1,
  mappings: { allToAll: false, targetsAtOnce: 1 },
  options,
  plan,
});
