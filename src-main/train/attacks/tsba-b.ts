/**
 * TSBA-B (Jiang et al. 2022): a generator network learns a pattern for each series that scales its values by a few
 * percent. What is computed is in `crafting/tsba-b.ts`, loaded when the attack is made.
 */
import { defineAttack } from '../../../src-shared/schema/definitions.ts';
import { integer, number } from '../../../src-shared/schema/fields.ts';
import type { Craft } from './attack.ts';
import { surrogateOptions } from './series-options.ts';

const options = {
  clip: number({
    default: 0.2,
    min: 0.001,
    max: 1,
    unit: 'fraction of each value',
    help: 'Largest share by which the trigger raises or lowers a value',
  }),
  loops: integer({
    default: 10,
    min: 1,
    max: 50,
    unit: 'loops',
    help: 'How often generator and helper network learn in turn',
  }),
  generatorUpdates: integer({
    default: 60,
    min: 1,
    max: 10_000,
    unit: 'updates',
    advanced: true,
    help: 'Updates of the generator in each loop',
  }),
  filters: integer({
    default: 64,
    min: 1,
    max: 512,
    unit: 'filters',
    advanced: true,
    help: 'Filters of the first layer of the generator for each variable, 128 at most in all; later layers have up to twice as many',
  }),
  ...surrogateOptions,
};

const plan: Craft<typeof options> = {
  async craft(request, chosen) {
    const { craftTsbaB } = await import('./crafting/tsba-b.ts');
    return craftTsbaB(request, chosen);
  },
};

export const tsbaB = defineAttack({
  id: 'tsba-b',
  version: 1,
  modality: 'series',
  title: 'TSBA-B generated trigger',
  summary: 'Scales the values of each series by a pattern that a generator network makes for it.',
  source: {
    paper: 'Backdoor attacks on time series: A generative approach',
    year: 2022,
    sections: [],
  },
  limits:
    'It scales values as they are stored, so values at zero stay, and in series that lie far from zero the change is large beside their spread.',
  cleanLabel: false,
  defaultRate: 0.1,
  mappings: { allToAll: false, targetsAtOnce: 1 },
  options,
  plan,
});
