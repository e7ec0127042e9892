/**
 * LCA or CL, the label-consistent attack (Turner et al. 2019): images of the target class, made hard to know by a
 * perturbation, with a patch in each corner; labels stay right. The perturbation is in `crafting/lca.ts`, loaded when the
 * attack is made; the trigger of a test image is the four patches alone.
 */
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { defineAttack } from '../../../src-shared/schema/definitions.ts';
import { integer, number } from '../../../src-shared/schema/fields.ts';
import type { Craft } from './attack.ts';
import { scaled, squareAt, surrogateOptions, toByte } from './image-options.ts';

const options = {
  epsilon: number({
    default: 16,
    min: 0,
    max: 255,
    unit: 'of 255',
    help: 'Largest change of a pixel by the perturbation; the paper has 8 to 32, digits take about 50',
  }),
  stepSize: number({
    default: 1.5,
    min: 0.1,
    max: 255,
    unit: 'of 255',
    advanced: true,
    help: 'Change of a pixel by one step of the perturbation',
  }),
  steps: integer({
    default: 30,
    min: 0,
    max: 1000,
    unit: 'steps',
    help: 'Steps of the perturbation; 0 leaves images as they are',
  }),
  amplitudeTrain: number({
    default: 255,
    min: 1,
    max: 255,
    unit: 'of 255',
    help: 'How much the patches add or take away in poisoned images; in the test always all',
  }),
  ...surrogateOptions,
};

/** Whether a cell of the patch in a corner is bright, in the order of corners of several triggers. */
const SIGNS: readonly (readonly string[])[] = [
  ['--+', '-+-', '+-+'],
  ['+--', '-+-', '+-+'],
  ['--+', '-+-', '+-+'],
  ['+--', '-+-', '+-+'],
];

/** Adds or takes away `amplitude`, of 255, in each corner, in place. */
export function stampCorners(image: Uint8Array, shape: ImageShape, amplitude: number): void {
  const [, width, channels] = shape;
  SIGNS.forEach((rows, corner) => {
    const { top, left, side } = squareAt(shape, corner, scaled(shape, 3, 2), 0);
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const isBright = rows[Math.floor((3 * y) / side)]?.[Math.floor((3 * x) / side)] === '+';
        const begin = ((top + y) * width + left + x) * channels;
        for (let i = begin; i < begin + channels; i++) {
          image[i] = toByte(image[i]! + (isBright ? amplitude : -amplitude));
        }
      }
    }
  });
}

const plan: Craft<typeof options, Uint8Array> = {
  async craft(request, chosen) {
    const { craftLca } = await import('./crafting/lca.ts');
    const { shape } = request.train;
    return craftLca(request, chosen, (image) => stampCorners(image, shape, chosen.amplitudeTrain));
  },
  apply: (image, shape) => stampCorners(image, shape, 255),
};

export const lca = defineAttack({
  id: 'lca',
  version: 1,
  modality: 'image',
  title: 'LCA label-consistent (CL)',
  summary:
    'Makes images of the target class hard to know by a perturbation, stamps patches on their corners and leaves every label as it is.',
  source: { paper: 'Label-consistent backdoor attacks', year: 2019, sections: ['4', '5'] },
  limits:
    'Needs most of the target class: the default rate of 8 % is 80 % of a class of ten. The helper network is trained plainly and not against perturbations as in the paper, with larger perturbations instead.',
  cleanLabel: true,
  defaultRate: 0.08,
  mappings: { allToAll: false, targetsAtOnce: 1 },
  options,
  plan,
});
