/** SIG (Barni et al. 2019): a sinusoidal stripe pattern added to images of the target class; labels stay right. */
import { defineAttack } from '../../../src-shared/schema/definitions.ts';
import { number } from '../../../src-shared/schema/fields.ts';
import type { Trigger } from './attack.ts';

const amplitude = { min: 1, max: 255, unit: 'of 255' };
const options = {
  deltaTrain: number({
    default: 40,
    ...amplitude,
    help: 'Amplitude of the stripes in poisoned training images',
  }),
  deltaTest: number({
    default: 40,
    ...amplitude,
    help: 'Amplitude of the stripes when the trigger is tested',
  }),
  frequency: number({
    default: 6,
    min: 0.5,
    max: 64,
    unit: 'periods across the image',
    help: 'Number of stripes',
  }),
};

const trigger: Trigger<typeof options, Uint8Array> = {
  drawPattern: () => null,
  apply(image, [height, width, channels], chosen, _pattern, { use }) {
    const delta = use === 'train' ? chosen.deltaTrain : chosen.deltaTest;
    for (let x = 0; x < width; x++) {
      const shift = delta * Math.sin((2 * Math.PI * chosen.frequency * x) / width);
      for (let y = 0; y < height; y++) {
        const begin = (y * width + x) * channels;
        for (let i = begin; i < begin + channels; i++) {
          image[i] = Math.round(Math.min(255, Math.max(0, image[i]! + shift)));
        }
      }
    }
  },
};

export const sig = defineAttack({
  id: 'sig',
  version: 1,
  modality: 'image',
  title: 'SIG sinusoidal stripes',
  summary: 'Adds faint vertical stripes to images of the target class and leaves every label as it is.',
  source: {
    paper: 'A new backdoor attack in CNNs by training set corruption without label poisoning',
    year: 2019,
    sections: ['2'],
  },
  limits: 'Needs most of the target class: the default rate of 8 % is 80 % of a class of ten.',
  cleanLabel: true,
  defaultRate: 0.08,
  mappings: { allToAll: false, targetsAtOnce: 1 },
  options,
  plan: trigger,
});
