/**
 * What flagged samples of a class have in common at fixed places of the image, against the other samples of that class:
 * a patch leaves pixels that hardly vary among the flagged. Needs no truth. Blind to triggers that differ from sample to
 * sample, and nearly so to those blended over the whole image.
 */
import { patternOf, SPREAD, type Pattern } from '../../../src-shared/domain/assessment.ts';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import type { SampleValues } from '../../../src-shared/domain/sample-values.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { pngDataUri } from './png.ts';
import type { ReportEvidence } from './report-data.ts';

/** Fewer flagged samples vary too little to say anything. */
export const FEWEST_SAMPLES = 30;
/** Keeps borders that are black in every image from counting as fixed. One step of 255. */
const FLOOR = 1;
const WINDOW = 2;
/** A place whose others vary by less, in steps of 255, is background. */
const HARDLY_VARIES = 8;

/** Mean and variance of every value of the samples added, in their own units. */
export class SampleMoments {
  readonly shape: ImageShape;
  readonly #sum: Float64Array;
  readonly #squares: Float64Array;
  #count = 0;

  constructor(shape: ImageShape) {
    this.shape = shape;
    const size = shape[0] * shape[1] * shape[2];
    this.#sum = new Float64Array(size);
    this.#squares = new Float64Array(size);
  }

  get count(): number {
    return this.#count;
  }

  /** `values`: [H,W,C] of one sample. Throws `input.invalid` for another size. */
  add(values: SampleValues): void {
    if (values.length !== this.#sum.length) {
      throw new AssayError(
        'input.invalid',
        `A sample has ${values.length} values where ${this.#sum.length} are expected.`,
        { found: values.length, expected: this.#sum.length },
      );
    }
    this.#count++;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      this.#sum[i]! += value;
      this.#squares[i]! += value * value;
    }
  }

  mean(i: number): number {
    return this.#sum[i]! / this.#count;
  }

  variance(i: number): number {
    return Math.max(0, this.#squares[i]! / this.#count - this.mean(i) ** 2);
  }
}

export interface Artefact {
  /** Smallest mean over 2 x 2 pixels of (spread of the flagged / spread of the others); about 1 without a patch. */
  ratio: number;
  /** Upper left pixel of that window. */
  row: number;
  column: number;
  /** Median of the ratio over the image: well below 1 for near-duplicates, which are alike everywhere. */
  typical: number;
  /** Share of pixels that hardly vary among the others, as a constant background does. */
  background: number;
  /** The ratio of each pixel, row-major [H,W]. */
  ratios: Float64Array;
}

/** Null with fewer than 30 samples on either side, or images smaller than the window. */
export function findArtefact(flagged: SampleMoments, others: SampleMoments): Artefact | null {
  const [height, width, channels] = flagged.shape;
  if (Math.min(flagged.count, others.count) < FEWEST_SAMPLES || Math.min(height, width) < WINDOW) return null;
  const spread = (moments: SampleMoments, pixel: number): number => {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += Math.sqrt(moments.variance(pixel * channels + c));
    return sum / channels + FLOOR;
  };
  const pixels = height * width;
  const usual = Float64Array.from({ length: pixels }, (_, pixel) => spread(others, pixel));
  const ratios = usual.map((other, pixel) => spread(flagged, pixel) / other);
  const background = usual.filter((other) => other < HARDLY_VARIES + FLOOR).length / pixels;
  const typical = ratios.toSorted()[ratios.length >> 1]!;
  const found: Artefact = { ratio: Infinity, row: 0, column: 0, typical, background, ratios };
  for (let row = 0; row + WINDOW <= height; row++) {
    for (let column = 0; column + WINDOW <= width; column++) {
      const first = row * width + column;
      const mean =
        (ratios[first]! + ratios[first + 1]! + ratios[first + width]! + ratios[first + width + 1]!) / 4;
      if (mean < found.ratio) Object.assign(found, { ratio: mean, row, column });
    }
  }
  return found;
}

/**
 * The evidence of the report for the class with most flagged samples: its name, and the pixels of its flagged and of
 * its other training samples.
 */
export async function artefactEvidence(
  className: string,
  flagged: SampleMoments,
  others: SampleMoments,
): Promise<ReportEvidence> {
  const artefact = findArtefact(flagged, others);
  if (artefact === null) {
    const finding = `Whether flagged samples share a fixed pattern could not be assessed: that takes ${FEWEST_SAMPLES} flagged and ${FEWEST_SAMPLES} other samples of one class.`;
    return { level: 'not-assessed', findings: [finding], figures: [] };
  }
  const pattern = patternOf(artefact);
  const finding = describe(artefact, pattern, className);
  return {
    level: pattern === null ? 'not-assessed' : pattern === 'fixed' ? 'strong' : 'none',
    findings: [finding],
    figures: [
      await ratioPicture(artefact, flagged.shape),
      await meanPicture(flagged),
      await differencePicture(flagged, others),
    ],
  };
}

function describe(
  { ratio, typical, row, column, background }: Artefact,
  pattern: Pattern | null,
  className: string,
): string {
  const place = `around row ${row}, column ${column} (from 0 at the upper left)`;
  const smallest = ratio.toFixed(2);
  if (pattern === null) {
    return `Whether flagged samples of the class ${className} share a fixed pattern cannot be told by their spread: ${(100 * background).toFixed(0)} % of the places hardly vary within the class at all.`;
  }
  if (pattern === 'fixed') {
    return `Flagged samples of the class ${className} are nearly all alike ${place}: their spread there is ${smallest} of that of the other samples of the class, while ${typical.toFixed(2)} is typical of the rest of the image. A patch put into images looks like this.`;
  }
  if (pattern === 'possible') {
    return `Flagged samples of the class ${className} vary less ${place}: their spread there is ${smallest} of that of the other samples of the class, while ${typical.toFixed(2)} is typical of the rest of the image. That can be a patch; small sets of aligned or overexposed pictures get there by themselves.`;
  }
  if (typical < SPREAD.possibleBelow) {
    return `Flagged samples of the class ${className} are alike over the whole image: their spread is typically ${typical.toFixed(2)} of that of the other samples of the class. Near-duplicates look like this; no single place stands out.`;
  }
  return `No fixed patch was found in flagged samples of the class ${className}: no place varies clearly less than in the other samples of the class (smallest spread ${smallest} of theirs, ${place}).`;
}

async function ratioPicture(
  { ratios }: Artefact,
  [height, width]: ImageShape,
): Promise<ReportEvidence['figures'][number]> {
  return {
    title: 'Where flagged samples are alike',
    caption:
      'Spread of flagged samples against others of the class. White: hardly varies; black: varies as much or more.',
    image: await pngDataUri(
      Uint8Array.from(ratios, (ratio) => Math.round(255 * (1 - Math.min(1, ratio)))),
      [height, width, 1],
    ),
  };
}

async function meanPicture(flagged: SampleMoments): Promise<ReportEvidence['figures'][number]> {
  const size = flagged.shape[0] * flagged.shape[1] * flagged.shape[2];
  return {
    title: 'Mean of flagged samples',
    caption: 'What is the same in all of them stays sharp, everything else blurs.',
    image: await pngDataUri(
      Uint8Array.from({ length: size }, (_, i) => Math.round(flagged.mean(i))),
      flagged.shape,
    ),
  };
}

async function differencePicture(
  flagged: SampleMoments,
  others: SampleMoments,
): Promise<ReportEvidence['figures'][number]> {
  const [height, width, channels] = flagged.shape;
  const differences = Float64Array.from({ length: height * width }, (_, pixel) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) {
      const i = pixel * channels + c;
      sum += Math.abs(flagged.mean(i) - others.mean(i));
    }
    return sum / channels;
  });
  const largest = Math.max(...differences, FLOOR);
  return {
    title: 'Difference of the means',
    caption: `Mean of flagged samples against the mean of the others of the class. White: ${largest.toFixed(0)} of 255; black: none.`,
    image: await pngDataUri(
      Uint8Array.from(differences, (value) => Math.round((255 * value) / largest)),
      [height, width, 1],
    ),
  };
}
