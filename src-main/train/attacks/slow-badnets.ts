/**
 * Slow poisoning, after the adaptive attack that NONE (Wang et al. 2022) warns of: the BadNets grid, blended in with an
 * opacity drawn for each sample, and as many covers that carry it under their right label. Both make the backdoor slower
 * to learn than a plain patch, and so harder to find for methods that look for what is learned first. A stress test of our
 * own construction; that paper names the idea and gives no recipe.
 */
import { defineAttack } from '../../../src-shared/schema/definitions.ts';
import { number } from '../../../src-shared/schema/fields.ts';
import type { Trigger } from './attack.ts';
import { forEachGridPixel } from './badnets.ts';
import { includeTarget, toByte } from './image-options.ts';

const opacity = { min: 0.01, max: 1, unit: 'fraction' };
const options = {
  faintest: number({ default: 0.15, ...opacity, help: 'Lowest opacity of the patch in training' }),
  strongest: number({
    default: 0.4,
    ...opacity,
    help: 'Highest opacity of the patch in training, and its opacity in the test',
  }),
  coversPerPoison: number({
    default: 1,
    min: 0,
    max: 5,
    unit: 'covers for each poisoned sample',
    help: 'Samples that carry the patch under their right label',
  }),
  includeTarget,
};

type Plan = Trigger<typeof options, Uint8Array>;

const apply: Plan['apply'] = (image, shape, { faintest, strongest }, _pattern, how) => {
  const share = how.use === 'test' ? 1 : how.rng.uniform();
  const alpha = faintest + share * (strongest - faintest);
  forEachGridPixel(shape, how.variant, (begin, value) => {
    for (let i = begin; i < begin + shape[2]; i++) image[i] = toByte((1 - alpha) * image[i]! + alpha * value);
  });
};

const trigger: Plan = {
  drawPattern: () => null,
  apply,
  cover: { perPoison: ({ coversPerPoison }) => coversPerPoison, sparesTargets: true, apply },
};

export const slowBadnets = defineAttack({
  id: 'slow-badnets',
  version: 1,
  modality: 'image',
  title: 'Slow patch (adaptive)',
  summary:
    'Blends a patch faintly into a few samples with the target label and into as many that keep theirs, so that the backdoor is learned slowly.',
  source: {
    paper: 'Training with more confidence: mitigating injected and natural backdoors during training',
    year: 2022,
    sections: [],
  },
  limits:
    'A stress test, made to be learned late: a short training may not learn the trigger at all (WRN-16-1 on 10,000 images of CIFAR-10 had not in 30 epochs at a poison rate of 10 %: attack success rate 11 %). Compare defenses by it only where the undefended model has learned it.',
  cleanLabel: false,
  defaultRate: 0.05,
  mappings: { allToAll: false, targetsAtOnce: 1 },
  options,
  plan: trigger,
});
