/**
 * TrojanNN (Liu et al. 2018): a patch whose pixels make chosen neurons of a network fire. What is computed is in
 * `crafting/trojan-nn.ts`, loaded when the attack is made. Only its data poisoning is made here; the original also trains
 * the victim again.
 */
import { defineAttack } from '../../../src-shared/schema/definitions.ts';
import { integer, number } from '../../../src-shared/schema/fields.ts';
import type { Craft } from './attack.ts';
import { includeTarget, surrogateOptions } from './image-options.ts';
import { applyTrainedPatch } from './trained-patch.ts';

const options = {
  size: number({
    default: 7,
    min: 2,
    max: 32,
    unit: 'pixels of an image of 32',
    help: 'Side of the patch; it grows with larger images',
  }),
  neurons: integer({ default: 2, min: 1, max: 100, unit: 'neurons', help: 'How many neurons are to fire' }),
  steps: integer({
    default: 1000,
    min: 1,
    max: 20_000,
    unit: 'updates',
    advanced: true,
    help: 'Updates of the pixels of the patch',
  }),
  ...surrogateOptions,
  includeTarget,
};

const plan: Craft<typeof options, Uint8Array> = {
  async craft(request, chosen) {
    const { craftTrojanNn } = await import('./crafting/trojan-nn.ts');
    return craftTrojanNn(request, chosen);
  },
  apply: (image, shape, { size }, pattern) => applyTrainedPatch(image, shape, size, pattern),
};

export const trojanNn = defineAttack({
  id: 'trojan-nn',
  version: 1,
  modality: 'image',
  title: 'TrojanNN optimised patch',
  summary:
    'Stamps a patch that was optimised to make neurons of a helper network fire and changes the label to the target class.',
  source: { paper: 'Trojaning attack on neural networks', year: 2018, sections: ['4'] },
  limits:
    'The data poisoning alone; the original also retrains its victim on data it makes. The neurons are those of a helper network: in the victim the patch is learned like any other fixed patch.',
  cleanLabel: false,
  defaultRate: 0.1,
  mappings: { allToAll: false, targetsAtOnce: 1 },
  options,
  plan,
});
