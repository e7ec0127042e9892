/**
 * BadNets (Gu et al. 2017): a small patch in a corner; the 3x3 grid of the ABL code, or a white square. Several targets at
 * once take a corner each.
 */
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { defineAttack } from '../../../src-shared/schema/definitions.ts';
import { choice } from '../../../src-shared/schema/fields.ts';
import type { Trigger } from './attack.ts';
import { includeTarget, scaled, squareAt } from './image-options.ts';

const options = {
  pattern: choice({
    choices: ['grid', 'white'],
    default: 'grid',
    help: 'Black and white 3x3 grid, or white square',
  }),
  includeTarget,
};

const GRID = [
  [0, 0, 255],
  [0, 255, 0],
  [255, 0, 255],
];

/** Calls `paint` with the grid's value, 0 or 255, for each pixel of the patch: the offset of its first channel. */
export function forEachGridPixel(
  shape: ImageShape,
  variant: number,
  paint: (begin: number, value: number) => void,
): void {
  // Three pixels of 32; larger images get a larger patch, enlarged without smoothing.
  const { top, left, side } = squareAt(shape, variant, scaled(shape, 3, 2), 0);
  const [, width, channels] = shape;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const value = GRID[Math.floor((3 * y) / side)]?.[Math.floor((3 * x) / side)] ?? 0;
      paint(((top + y) * width + left + x) * channels, value);
    }
  }
}

const trigger: Trigger<typeof options, Uint8Array> = {
  drawPattern: () => null,
  apply(image, shape, { pattern }, _pattern, { variant }) {
    forEachGridPixel(shape, variant, (begin, value) => {
      image.fill(pattern === 'white' ? 255 : value, begin, begin + shape[2]);
    });
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
  mappings: { allToAll: true, targetsAtOnce: 4 },
  options,
  plan: trigger,
});
