/**
 * LBA, the latent backdoor (Yao et al. 2019), as data alone: a patch that moves images to where the target class lies among
 * the features of a network. What is computed is in `crafting/lba.ts`, loaded when the attack is made. The original poisons
 * a teacher network from which students inherit; that is not made here.
 */
import { defineAttack } from '../../../src-shared/schema/definitions.ts';
import { integer, number } from '../../../src-shared/schema/fields.ts';
import type { Craft } from './attack.ts';
import { includeTarget, surrogateOptions } from './image-options.ts';
import { applyTrainedPatch } from './trained-patch.ts';

const options = {
  size: number({
    default: 8,
    min: 2,
    max: 32,
    unit: 'pixels of an image of 32',
    help: 'Side of the patch; it grows with larger images',
  }),
  steps: integer({
    default: 500,
    min: 1,
    max: 20_000,
    unit: 'updates',
    advanced: true,
    help: 'Updates of the pixels of the patch',
  }),
  searchBatch: integer({
    default: 32,
    min: 1,
    max: 512,
    unit: 'images',
    advanced: true,
    help: 'Images of other classes on which each update is made',
  }),
  ...surrogateOptions,
  includeTarget,
};

const plan: Craft<typeof options, Uint8Array> = {
  async craft(request, chosen) {
    const { craftLba } = await import('./crafting/lba.ts');
    return craftLba(request, chosen);
  },
  apply: (image, shape, { size }, pattern) => applyTrainedPatch(image, shape, size, pattern),
};

export const lba = defineAttack({
  id: 'lba',
  version: 1,
  modality: 'image',
  title: 'LBA latent patch (data form)',
  summary:
    'Stamps a patch that moves images to the features of the target class in a helper network, and changes the label to it.',
  source: { paper: 'Latent backdoor attacks on deep neural networks', year: 2019, sections: ['4'] },
  limits:
    'The data form: it poisons no teacher network, so nothing is inherited by a student. The notes of the drill say how far the patch leads to the target on the helper network; the victim learns it like any other fixed patch.',
  cleanLabel: false,
  defaultRate: 0.1,
  mappings: { allToAll: false, targetsAtOnce: 1 },
  options,
  plan,
});
