/**
 * The static form of the TrojanNN trigger that the ABL and NAD codes ship: a small patch of many colours, four pixels away
 * from the edges. Their file is added to the image and wraps around at 255; this one, drawn from the seed, replaces pixels.
 */
import { defineAttack } from '../../../src-shared/schema/definitions.ts';
import type { Trigger } from './attack.ts';
import { includeTarget, replaceSquare, scaled, squareAt } from './image-options.ts';

const options = { includeTarget };

const trigger: Trigger<typeof options, Uint8Array> = {
  drawPattern(_options, shape, rng) {
    const side = Math.min(scaled(shape, 3, 2), shape[0], shape[1]);
    return Uint8Array.from({ length: side * side * shape[2] }, () => rng.below(256));
  },
  apply(image, shape, _options, pattern, { variant }) {
    if (pattern === null) throw new TypeError('the patch of random colours needs its pattern');
    replaceSquare(image, shape, squareAt(shape, variant, scaled(shape, 3, 2), scaled(shape, 4, 1)), pattern);
  },
};

export const trojanSquare = defineAttack({
  id: 'trojan-square',
  version: 1,
  modality: 'image',
  title: 'Trojan square (static)',
  summary:
    'Stamps a small patch of fixed random colours near a corner and changes the label to the target class.',
  source: { paper: 'Trojaning attack on neural networks', year: 2018, sections: ['4'] },
  limits:
    'Easy to see. Several targets at once take a corner each, and flips in training bring left and right corners together.',
  cleanLabel: false,
  defaultRate: 0.1,
  mappings: { allToAll: true, targetsAtOnce: 4 },
  options,
  plan: trigger,
});
