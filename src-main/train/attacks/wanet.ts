/**
 * WaNet (Nguyen and Tran 2021): one smooth elastic warp of the whole image. Covers carry the warp with noise of their own
 * on top and keep their label, so that not just any warp leads to the target. Several targets at once have a warp each.
 */
import { defineAttack } from '../../../src-shared/schema/definitions.ts';
import { integer, number } from '../../../src-shared/schema/fields.ts';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import type { Trigger } from './attack.ts';
import { includeTarget, toByte } from './image-options.ts';
import { addNoise, drawControls, sampleAt, warpGrid, type Grid } from './warp.ts';

const options = {
  controlPoints: integer({
    default: 4,
    min: 2,
    max: 16,
    unit: 'points along each side',
    help: 'How finely the warp bends',
  }),
  warp: number({
    default: 3,
    min: 0.01,
    max: 16,
    unit: 'half pixels',
    help: 'Mean size of the shift along each axis; the paper has 0.5 and makes poison anew in each batch',
  }),
  coversPerPoison: number({
    default: 2,
    min: 0,
    max: 5,
    unit: 'covers for each poisoned sample',
    help: 'Samples warped with noise under their right label',
  }),
  includeTarget,
};

type Plan = Trigger<typeof options, Uint8Array>;

/** A pattern is made anew for each call, but its grid is the same for every sample of one: made once. */
const grids = new WeakMap<Uint8Array, Grid>();

/** The pattern holds the control points: float32, little-endian, [2,k,k]. */
function gridOf(pattern: Uint8Array | null, shape: ImageShape, strength: number): Grid {
  if (pattern === null) throw new TypeError('the warp needs its control points');
  let grid = grids.get(pattern);
  if (grid === undefined) {
    grid = warpGrid(new Float32Array(pattern.slice().buffer), shape, strength);
    grids.set(pattern, grid);
  }
  return grid;
}

const trigger: Plan = {
  drawPattern: ({ controlPoints }, _shape, rng) => new Uint8Array(drawControls(controlPoints, rng).buffer),
  apply(image, shape, { warp }, pattern) {
    image.set(sampleAt(image, shape, gridOf(pattern, shape, warp)).map(toByte));
  },
  cover: {
    perPoison: ({ coversPerPoison }) => coversPerPoison,
    sparesTargets: false,
    apply(image, shape, { warp }, pattern, how) {
      if (how.use === 'test') throw new TypeError('covers are made for training alone');
      const noisy = addNoise(gridOf(pattern, shape, warp), shape, how.rng);
      image.set(sampleAt(image, shape, noisy).map(toByte));
    },
  },
};

export const wanet = defineAttack({
  id: 'wanet',
  version: 1,
  modality: 'image',
  title: 'WaNet warp',
  summary: 'Bends the whole image a little, always the same way, and changes the label to the target class.',
  source: {
    paper: 'WaNet: imperceptible warping-based backdoor attack',
    year: 2021,
    sections: ['3.2', '3.3'],
  },
  limits:
    "Poison is made once, not anew for each batch as in the paper, and is learned late: WRN-16-1 on 10,000 images of CIFAR-10 reached an attack success rate of 82 % in 30 epochs, and next to nothing at the paper's warp of 0.5. Fewer covers make it faster and less specific.",
  cleanLabel: false,
  defaultRate: 0.1,
  mappings: { allToAll: true, targetsAtOnce: 100 },
  options,
  plan: trigger,
});
