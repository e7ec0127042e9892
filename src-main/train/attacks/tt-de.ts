/**
 * TimeTrojan-DE (Ding et al. 2022): one sparse trigger for all series, found by differential evolution from a network's
 * answers alone. What is computed is in `crafting/tt-de.ts`, loaded when the attack is made.
 */
import { defineAttack } from '../../../src-shared/schema/definitions.ts';
import { integer, number } from '../../../src-shared/schema/fields.ts';
import type { Craft } from './attack.ts';
import { surrogateOptions } from './series-options.ts';

const options = {
  rounds: integer({
    default: 5,
    min: 1,
    max: 100,
    unit: 'rounds',
    help: 'How often the trigger is evolved and learned in turn',
  }),
  share: number({
    default: 0.05,
    min: 0.001,
    max: 1,
    unit: 'fraction of the length',
    help: 'How many time steps the trigger moves, at least five',
  }),
  strength: number({
    default: 1,
    min: 0.01,
    max: 10,
    unit: 'standard deviations',
    help: 'How far a value may be moved, relative to the spread of its variable in the series',
  }),
  population: integer({
    default: 30,
    min: 4,
    max: 1000,
    unit: 'candidates',
    advanced: true,
    help: 'Triggers that compete with each other',
  }),
  generations: integer({
    default: 20,
    min: 1,
    max: 1000,
    unit: 'generations',
    advanced: true,
    help: 'Generations of each round',
  }),
  judges: integer({
    default: 32,
    min: 1,
    max: 1000,
    unit: 'samples',
    advanced: true,
    help: 'Poison samples on which each candidate is tried',
  }),
  ...surrogateOptions,
};

const plan: Craft<typeof options> = {
  async craft(request, chosen) {
    const { craftTtDe } = await import('./crafting/tt-de.ts');
    return craftTtDe(request, chosen);
  },
};

export const ttDe = defineAttack({
  id: 'tt-de',
  version: 1,
  modality: 'series',
  title: 'TimeTrojan-DE',
  summary: 'Moves the same few time steps of every series, found by evolution against a helper network.',
  source: {
    paper: 'Towards backdoor attack on deep learning based time series classification',
    year: 2022,
    sections: [],
  },
  limits:
    'A reconstruction from the published idea. The moved steps stand out in smooth series; slow on long ones, as every candidate is tried on many samples.',
  cleanLabel: false,
  defaultRate: 0.1,
  mappings: { allToAll: false, targetsAtOnce: 1 },
  options,
  plan,
});
