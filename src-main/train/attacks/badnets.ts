/** BadNets (Gu et al. 2017): a small patch in the lower right corner; the 3x3 grid of the ABL code, or a white square. */
import { defineAttack } from '../../../src-shared/schema/definitions.ts';
import { boolean, choice } from '../../../src-shared/schema/fields.ts';
import type { Trigger } from './attack.ts';

const options = {
  pattern: choice({
    choices: ['grid', 'white'],
    default: 'grid',
    help: 'Black and white 3x3 grid, or white square',
  }),
  includeTarget: boolean({
    default: false,
    advanced: true,
    help: 'Draw poison from the target class too; such samples carry the trigger under a right label',
  }),
};

const GRID = [
  [0, 0, 255],
  [0, 255, 0],
  [255, 0, 255],
];

const trigger: Trigger<typeof options, Uint8Array> = {
  drawPattern: () => null,
  apply(image, [height, width, channels], { pattern }) {
    // Three pixels of 32; larger images get a larger patch, enlarged without smoothing.
    const side = Math.max(2, Math.round((3 * Math.min(height, width)) / 32));
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const cell = GRID[Math.floor((3 * y) / side)]?.[Math.floor((3 * x) / side)] ?? 0;
        const value = pattern === 'white' ? 255 : cell;
        const begin = ((height - side + y) * width + width - side + x) * channels;
        image.fill(value, begin, begin + channels);
      }
    }
  },
};

export const badnets = defineAttack({
  id: 'badnets',
  version: 1,
  modality: 'image',
  title: 'BadNets patch',
  summary: 'Stamps a small fixed patch into a corner and changes the label to the target class.',
  source: {
    paper: 'BadNets: identifying vulnerabilities in the machine learning model supply chain',
    year: 2017,
    sections: ['4'],
  },
  limits: 'Easy to see; random crops weaken it.',
  cleanLabel: false,
  defaultRate: 0.1,
  options,
  plan: trigger,
});
