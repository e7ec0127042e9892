/**
 * What flagged series of a class have in common at fixed steps, against the other series of that class: a patch leaves
 * steps that hardly vary among the flagged. Needs no truth, and is blind to triggers that differ from series to series.
 */
import { patternOf } from '../../../src-shared/domain/assessment.ts';
import type { ReportEvidence } from './report-data.ts';
import { FEWEST_SAMPLES, type SampleMoments } from './shared-artefact.ts';
import { colourOf, linesDataUri, type SeriesLine } from './series-picture.ts';

/** Steps that are judged together. */
const WINDOW = 2;
/** Of the mean spread: keeps steps that are constant everywhere from counting as fixed. */
const FLOOR = 0.05;
const PICTURE = { width: 320, height: 140 };

/** `flagged` and `others`: moments over float32 [T,1,V] of the flagged and of the other series of one class. */
export function seriesEvidence(
  className: string,
  flagged: SampleMoments,
  others: SampleMoments,
): ReportEvidence {
  const artefact = findSeriesArtefact(flagged, others);
  if (artefact === null) {
    const finding = `Whether flagged series share a fixed pattern could not be assessed: that takes ${FEWEST_SAMPLES} flagged and ${FEWEST_SAMPLES} other series of one class.`;
    return { level: 'not-assessed', findings: [finding], figures: [] };
  }
  const { ratio, step, typical, ratios } = artefact;
  const pattern = patternOf(artefact);
  const place = `around step ${step} (from 0)`;
  const finding =
    pattern === 'fixed'
      ? `Flagged series of the class ${className} are nearly all alike ${place}: their spread there is ${ratio.toFixed(2)} of that of the other series of the class, while ${typical.toFixed(2)} is typical of the rest. A pattern put into series looks like this.`
      : `No fixed pattern was found in flagged series of the class ${className}: no step varies clearly less than in the other series of the class (smallest spread ${ratio.toFixed(2)} of theirs, ${place}).`;
  return {
    level: pattern === null ? 'not-assessed' : pattern === 'fixed' ? 'strong' : 'none',
    findings: [finding],
    figures: [
      {
        title: 'Means over time',
        caption:
          'Solid: mean of the flagged series, one line a variable. Dashed: mean of the others of the class.',
        image: linesDataUri(
          [...meanLines(flagged, false), ...meanLines(others, true)],
          PICTURE.width,
          PICTURE.height,
        ),
      },
      {
        title: 'Where flagged series are alike',
        caption:
          'Spread of the flagged series as a share of that of the others, over time; low where they are alike.',
        image: linesDataUri(
          [{ values: ratios, colour: colourOf(0), isDashed: false }],
          PICTURE.width,
          PICTURE.height,
        ),
      },
    ],
  };
}

export interface SeriesArtefact {
  /** Smallest mean over two steps of (spread of the flagged / spread of the others); about 1 without a pattern. */
  ratio: number;
  /** The first of the two. */
  step: number;
  /** Median of the ratio over the series. */
  typical: number;
  /** Share of steps at which the others hardly vary. */
  background: number;
  /** The ratio of each step. */
  ratios: Float64Array;
}

/** Null with fewer than 30 series on either side, or series shorter than the window. */
export function findSeriesArtefact(flagged: SampleMoments, others: SampleMoments): SeriesArtefact | null {
  const isTooFew = Math.min(flagged.count, others.count) < FEWEST_SAMPLES;
  if (isTooFew || flagged.shape[0] < WINDOW) return null;
  const { ratios, background } = spreadRatios(flagged, others);
  return { ...lowestWindow(ratios), typical: ratios.toSorted()[ratios.length >> 1]!, background, ratios };
}

/** One value a step: spread of the flagged over spread of the others, deviations averaged over variables. */
function spreadRatios(
  flagged: SampleMoments,
  others: SampleMoments,
): { ratios: Float64Array; background: number } {
  const [steps, , variables] = flagged.shape;
  const spreads = (moments: SampleMoments): Float64Array =>
    Float64Array.from({ length: steps }, (_, step) => {
      let sum = 0;
      for (let v = 0; v < variables; v++) sum += Math.sqrt(moments.variance(step * variables + v));
      return sum / variables;
    });
  const [ours, theirs] = [spreads(flagged), spreads(others)];
  const floor = (FLOOR * theirs.reduce((sum, value) => sum + value, 0)) / steps || 1;
  return {
    ratios: ours.map((spread, step) => (spread + floor) / (theirs[step]! + floor)),
    background: theirs.filter((spread) => spread < floor).length / steps,
  };
}

function lowestWindow(ratios: Float64Array): { ratio: number; step: number } {
  let found = { ratio: Infinity, step: 0 };
  for (let step = 0; step + WINDOW <= ratios.length; step++) {
    const mean = ratios.subarray(step, step + WINDOW).reduce((sum, value) => sum + value, 0) / WINDOW;
    if (mean < found.ratio) found = { ratio: mean, step };
  }
  return found;
}

function meanLines(moments: SampleMoments, isDashed: boolean): SeriesLine[] {
  const [steps, , variables] = moments.shape;
  return Array.from({ length: variables }, (_, variable) => ({
    values: Float64Array.from({ length: steps }, (_step, step) => moments.mean(step * variables + variable)),
    colour: colourOf(variable),
    isDashed,
  }));
}
