/** How often which values occur, as curves: one a channel or variable. Pure. */
import type { VersionStatistics } from '../../../src-shared/domain/dataset.ts';

/** Steps are that many bins together, which is as fine as can be seen. */
const BINS_AT_ONCE = 4;

/** Points (lower end of a step, samples in it) of each channel, in its own range. */
export function valueCurves({
  histograms,
  ranges,
}: Pick<VersionStatistics, 'histograms' | 'ranges'>): (readonly (readonly [number, number])[])[] {
  return histograms.map((histogram, channel) => {
    const [low, high] = ranges[channel] ?? [0, histogram.length];
    const width = (high - low) / histogram.length;
    return Array.from({ length: Math.ceil(histogram.length / BINS_AT_ONCE) }, (_, step) => {
      const from = BINS_AT_ONCE * step;
      const sum = histogram.subarray(from, from + BINS_AT_ONCE).reduce((total, n) => total + n, 0);
      return [low + from * width, sum] as const;
    });
  });
}
