/** What a person's wishes about size and channels mean for a source of plain pixel arrays. */
import type { ImageShape } from '../../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../../src-shared/errors/assay-error.ts';
import type { ImportOptions } from '../../../../src-shared/worker/contract.ts';
import { fitPixels } from '../../codecs/fit-pixels.ts';

/** Images of one size up to this many pixels a side are kept as they are. */
export const KEPT_UP_TO = 96;
/** Height and width all others are scaled to, unless the person says otherwise. */
export const DEFAULT_SIZE: readonly [number, number] = [32, 32];
const LARGEST_SIDE = 1024;
export const KEPT = 'kept as they are';

export interface FittedShape {
  shape: ImageShape;
  resizeRule: string;
  /** Takes pixels [H,W,C] of the source's own shape to `shape`. */
  fit(pixels: Uint8Array): Promise<Uint8Array>;
}

/** Throws `usage.invalid` for a size that cannot be and for wishes that only time series can fulfil. */
export function checkOptions(options: ImportOptions): void {
  const { size, lengths, missing } = options;
  if (lengths !== null || missing !== null) {
    const what = lengths !== null ? 'unequal lengths' : 'missing values';
    throw new AssayError(
      'usage.invalid',
      `It was said what to do with ${what}, but this source holds images, which have none. Leave it out; it is for time series.`,
      { lengths, missing },
    );
  }
  if (size === null) return;
  for (const side of size) {
    if (Number.isInteger(side) && side >= 1 && side <= LARGEST_SIDE) continue;
    throw new AssayError(
      'usage.invalid',
      `Images cannot be scaled to ${size.join(' x ')}: height and width are whole numbers from 1 to ${LARGEST_SIDE}.`,
      { size: [...size] },
    );
  }
}

/** How scaling is done, as it stands in every rule. */
export function scalingWords(height: number, width: number): string {
  return `scaled to ${height} x ${width} pixels (height x width), bilinear with antialiasing, proportions not kept`;
}

/** `own` is the shape all images of the source have. Throws `usage.invalid` for a size that cannot be. */
export function fitArrays(own: ImageShape, options: ImportOptions): FittedShape {
  checkOptions(options);
  const [height, width, channels] = own;
  const keeps = height <= KEPT_UP_TO && width <= KEPT_UP_TO;
  const [toHeight, toWidth] = options.size ?? (keeps ? [height, width] : DEFAULT_SIZE);
  const shape: ImageShape = [toHeight, toWidth, options.channels ?? channels];
  const isScaled = toHeight !== height || toWidth !== width;
  const resizeRule = isScaled
    ? `all images, ${height} x ${width} in the source, ${scalingWords(toHeight, toWidth)}`
    : KEPT;
  return { shape, resizeRule, fit: (pixels) => fitPixels({ height, width, channels, pixels }, shape) };
}
