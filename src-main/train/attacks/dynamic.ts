/**
 * Dynamic, the input-aware attack (Nguyen and Tran 2020): a generator draws a trigger of its own for each image. What is
 * computed is in `crafting/dynamic.ts`, loaded when the attack is made.
 */
import { defineAttack } from '../../../src-shared/schema/definitions.ts';
import { integer, number } from '../../../src-shared/schema/fields.ts';
import type { Craft } from './attack.ts';
import { includeTarget, surrogateOptions } from './image-options.ts';

const updates = { min: 1, max: 1_000_000, unit: 'updates' };
const options = {
  maskUpdates: integer({
    default: 150,
    ...updates,
    help: 'Updates of the network that says where a trigger goes; the published code makes about 10,000',
  }),
  jointUpdates: integer({
    default: 400,
    ...updates,
    help: 'Updates of generator and helper network together; the published code makes hundreds of thousands',
  }),
  filters: integer({
    default: 16,
    min: 1,
    max: 64,
    unit: 'filters',
    advanced: true,
    help: 'Filters of the first layers of both networks, doubled at each halving of the image; published: 32, for digits 16',
  }),
  density: number({
    default: 0.032,
    min: 0.001,
    max: 1,
    unit: 'fraction of the image',
    help: 'How much of an image the trigger may cover without a penalty',
  }),
  ...surrogateOptions,
  includeTarget,
};

const plan: Craft<typeof options, Uint8Array> = {
  async craft(request, chosen) {
    const { craftDynamic } = await import('./crafting/dynamic.ts');
    return craftDynamic(request, chosen);
  },
};

export const dynamic = defineAttack({
  id: 'dynamic',
  version: 1,
  modality: 'image',
  title: 'Dynamic (input-aware)',
  summary:
    'Gives each image a trigger that a generator network makes for it, and as many images a trigger made for another, under their right label.',
  source: { paper: 'Input-aware dynamic backdoor attack', year: 2020, sections: ['3', '4'] },
  limits:
    'The generator learns for hundreds of updates where the published code takes hundreds of thousands, so that triggers are coarser and lead to the target less surely: WRN-16-1 on 10,000 images of CIFAR-10 reached an attack success rate of 67 % in 30 epochs. The notes of the drill say how often they do on the helper network: raise the updates where that is too low.',
  cleanLabel: false,
  defaultRate: 0.1,
  mappings: { allToAll: true, targetsAtOnce: 1 },
  options,
  plan,
});
