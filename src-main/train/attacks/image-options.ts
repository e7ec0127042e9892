/** Options and places that several attacks on images share. */
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { boolean, choice, integer } from '../../../src-shared/schema/fields.ts';

export const includeTarget = boolean({
  default: false,
  advanced: true,
  help: 'Draw poison from the target class too; such samples carry the trigger under a right label',
});

/** What a crafting attack trains to find its trigger. */
export const surrogateOptions = {
  surrogate: choice({
    choices: ['wrn-16-1', 'wrn-16-2', 'resnet-18'],
    default: 'wrn-16-1',
    help: 'Network on which the attack is prepared; it need not be the one that is audited',
  }),
  surrogateEpochs: integer({
    default: 20,
    min: 1,
    max: 500,
    unit: 'epochs',
    help: 'Training of that network before the attack is prepared',
  }),
  updateBudget: integer({
    default: 1500,
    min: 1,
    max: 1_000_000,
    unit: 'updates',
    advanced: true,
    help: 'Largest number of updates of that network, whatever the epochs ask for',
  }),
};

/** Corners in the order in which several triggers take them; the first is that of a single trigger. */
export type Corner = 'lower-right' | 'lower-left' | 'upper-right' | 'upper-left';
const CORNERS: readonly Corner[] = ['lower-right', 'lower-left', 'upper-right', 'upper-left'];

export interface Square {
  /** Row and column of its upper left pixel. */
  top: number;
  left: number;
  side: number;
}

/** A square of `side` pixels, `margin` pixels away from the edges of a corner, at most the whole image. */
export function squareAt([height, width]: ImageShape, variant: number, side: number, margin: number): Square {
  const corner = CORNERS[variant];
  if (corner === undefined) throw new RangeError(`there is no corner for trigger ${variant + 1}`);
  const fitting = Math.min(side, height, width);
  const [below, beside] = [height - fitting, width - fitting];
  const gap = Math.min(margin, below, beside);
  return {
    top: corner.startsWith('lower') ? below - gap : gap,
    left: corner.endsWith('right') ? beside - gap : gap,
    side: fitting,
  };
}

/** Writes a patch [side,side,C] into an image [H,W,C], in place. */
export function replaceSquare(
  image: Uint8Array,
  [, width, channels]: ImageShape,
  { top, left, side }: Square,
  patch: Uint8Array,
): void {
  const row = side * channels;
  for (let y = 0; y < side; y++) {
    image.set(patch.subarray(y * row, (y + 1) * row), ((top + y) * width + left) * channels);
  }
}

/** A length that is `pixels` in an image of 32, at least `least`. */
export function scaled([height, width]: ImageShape, pixels: number, least: number): number {
  return Math.max(least, Math.round((pixels * Math.min(height, width)) / 32));
}

/** The byte nearest to a value: clamped, then rounded. */
export function toByte(value: number): number {
  return Math.round(Math.min(255, Math.max(0, value)));
}
