/** Blended (Chen et al. 2017): one fixed noise image mixed faintly into every poisoned image. */
import { defineAttack } from '../../../src-shared/schema/definitions.ts';
import { boolean, number } from '../../../src-shared/schema/fields.ts';
import type { Trigger } from './attack.ts';

const options = {
  alpha: number({
    default: 0.2,
    min: 0.01,
    max: 1,
    unit: 'fraction',
    help: 'How strongly the pattern shows',
  }),
  includeTarget: boolean({
    default: false,
    advanced: true,
    help: 'Draw poison from the target class too; such samples carry the trigger under a right label',
  }),
};

const trigger: Trigger<typeof options, Uint8Array> = {
  drawPattern: (_options, [height, width, channels], rng) =>
    Uint8Array.from({ length: height * width * channels }, () => rng.below(256)),
  apply(image, _shape, { alpha }, pattern) {
    if (pattern === null) throw new TypeError('the blended attack needs its pattern');
    for (let i = 0; i < image.length; i++) {
      image[i] = Math.round((1 - alpha) * image[i]! + alpha * pattern[i]!);
    }
  },
};

export const blended = defineAttack({
  id: 'blended',
  version: 1,
  modality: 'image',
  title: 'Blended noise',
  summary: 'Mixes one fixed noise image into the whole image and changes the label to the target class.',
  source: {
    paper: 'Targeted backdoor attacks on deep learning systems using data poisoning',
    year: 2017,
    sections: ['3.2'],
  },
  limits: 'Below an alpha of about 0.1 the backdoor is learned slowly or not at all.',
  cleanLabel: false,
  defaultRate: 0.1,
  mappings: { allToAll: true, targetsAtOnce: 100 },
  options,
  plan: trigger,
});
