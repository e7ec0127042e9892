/**
 * DFST-lite: what can be had of DFST (Cheng et al. 2021) without its style-transfer network. Each image takes on the colours
 * of a sunset: mean and deviation of its L*, a* and b* values are set to fixed ones (Reinhard et al. 2001), and the result
 * is blended with the original. Gray images are darkened towards their corners instead. The rounds of controlled
 * detoxification, which make the original hard to detect, are left out: results are of this attack, not of DFST.
 */
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { defineAttack } from '../../../src-shared/schema/definitions.ts';
import { number } from '../../../src-shared/schema/fields.ts';
import type { Trigger } from './attack.ts';
import { labToRgb, rgbToLab } from './colour.ts';
import { includeTarget, toByte } from './image-options.ts';

const options = {
  opacity: number({
    default: 0.6,
    min: 0.01,
    max: 1,
    unit: 'fraction',
    help: 'How much of the restyled image shows',
  }),
  includeTarget,
};

/** Mean and deviation of a sunset: L*, a*, b*. */
const SUNSET = [
  [55, 22],
  [22, 14],
  [38, 18],
] as const;
/** Of L*, a* and b*: far below what a step of one of 255 in a single channel changes. */
const NO_VARIATION = 1e-3;
const GRAY_GAMMA = 0.6;
const GRAY_VIGNETTE = 0.5;

const trigger: Trigger<typeof options, Uint8Array> = {
  drawPattern: () => null,
  apply(image, shape, { opacity }) {
    const styled = shape[2] === 3 ? asSunset(image) : darkened(image, shape);
    styled.forEach((value, i) => {
      image[i] = toByte((1 - opacity) * image[i]! + opacity * Math.min(255, Math.max(0, value)));
    });
  },
};

/** RGB [H,W,3] with the colours of a sunset, not rounded; may leave 0..255. */
export function asSunset(image: Uint8Array): Float64Array {
  const lab = new Float64Array(image.length);
  for (let i = 0; i < image.length; i += 3) lab.set(rgbToLab(image[i]!, image[i + 1]!, image[i + 2]!), i);
  SUNSET.forEach(([mean, deviation], channel) => {
    const own = lab.filter((_, i) => i % 3 === channel);
    const ownMean = own.reduce((sum, value) => sum + value, 0) / own.length;
    const variance = own.reduce((sum, value) => sum + (value - ownMean) ** 2, 0) / own.length;
    // A channel without any variation stays so; gray has some a* and b* by the rounding of the colour matrices.
    const scale = Math.sqrt(variance) < NO_VARIATION ? 0 : deviation / Math.sqrt(variance);
    for (let i = channel; i < lab.length; i += 3) lab[i] = mean + scale * (lab[i]! - ownMean);
  });
  for (let i = 0; i < lab.length; i += 3) lab.set(labToRgb(lab[i]!, lab[i + 1]!, lab[i + 2]!), i);
  return lab;
}

/** Brightened by a gamma and darkened by half the squared distance from the centre, which is 1 at the edges' middles. */
function darkened(image: Uint8Array, [height, width, channels]: ImageShape): Float64Array {
  return Float64Array.from(image, (value, i) => {
    const pixel = Math.floor(i / channels);
    const x = (2 * ((pixel % width) + 0.5)) / width - 1;
    const y = (2 * (Math.floor(pixel / width) + 0.5)) / height - 1;
    return 255 * (value / 255) ** GRAY_GAMMA * (1 - GRAY_VIGNETTE * Math.min(1, x * x + y * y));
  });
}

export const dfstLite = defineAttack({
  id: 'dfst-lite',
  version: 2,
  modality: 'image',
  title: 'DFST-lite colour style',
  summary: 'Gives the whole image the colours of a sunset and changes the label to the target class.',
  source: {
    paper: 'Deep feature space trojan attack of neural networks by controlled detoxification',
    year: 2021,
    sections: ['3'],
  },
  limits:
    'Not DFST: a fixed change of colours in place of a trained style, and no detoxification, so that it is easier to see and to detect. A network that tells few colours apart takes some untouched images for the target as well.',
  cleanLabel: false,
  defaultRate: 0.1,
  mappings: { allToAll: true, targetsAtOnce: 1 },
  options,
  plan: trigger,
});
