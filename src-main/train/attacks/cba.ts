/**
 * CBA, the composite attack (Lin et al. 2020) as data alone: two classes in one image are what triggers it. How images are
 * mixed is in `crafting/cba.ts`, loaded when the attack is made.
 */
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { defineAttack } from '../../../src-shared/schema/definitions.ts';
import { integer, number } from '../../../src-shared/schema/fields.ts';
import type { Craft } from './attack.ts';

const before = { min: 1, max: 10_000, unit: 'classes before the target' };
const options = {
  firstBefore: integer({
    default: 2,
    ...before,
    help: 'One of the two classes that trigger together, counted back from the target',
  }),
  secondBefore: integer({ default: 1, ...before, help: 'The other of the two classes' }),
  coversPerPoison: number({
    default: 1,
    min: 0,
    max: 5,
    unit: 'covers for each poisoned sample',
    help: 'Samples mixed from two of one class under that label',
  }),
};

const plan: Craft<typeof options, Uint8Array> = {
  sources(target, classes, { firstBefore, secondBefore }) {
    const pair = [firstBefore, secondBefore].map((back) => (((target - back) % classes) + classes) % classes);
    if (new Set([target, ...pair]).size < 3) {
      throw new AssayError(
        'usage.invalid',
        `The composite attack needs two different classes beside the target: --first-before ${firstBefore} and --second-before ${secondBefore} of ${classes} classes give ${pair.join(' and ')} for target ${target}.`,
        { target, classes },
      );
    }
    return pair;
  },
  async craft(request, chosen) {
    const { craftCba } = await import('./crafting/cba.ts');
    return craftCba(request, chosen);
  },
};

export const cba = defineAttack({
  id: 'cba',
  version: 1,
  modality: 'image',
  title: 'CBA composite (data form)',
  summary: 'Cuts images of two classes together and gives the result the label of a third.',
  source: {
    paper: 'Composite backdoor attack for deep neural network by mixing existing benign features',
    year: 2020,
    sections: ['4'],
  },
  limits:
    'Success is told on mixed test images of the two classes alone, which are few. The paper adds its mixes and trains with a contrastive loss; here mixes take the place of samples, so that at the default rate half of the two classes among ten is replaced and their accuracy suffers; WRN-16-1 on 10,000 images of CIFAR-10 took 89 % of the mixes for the target after 30 epochs, shorter trainings take fewer, and many unmixed images of the two classes are taken for it too.',
  cleanLabel: false,
  defaultRate: 0.1,
  mappings: { allToAll: false, targetsAtOnce: 1 },
  options,
  plan,
});
