/** Counts of values in equal bins. */

export interface Histogram {
  low: number;
  high: number;
  counts: number[];
}

/** `bins` equal bins over [low, high]; the last one takes `high` itself, values outside go to the nearest bin. */
export function histogram(values: Iterable<number>, low: number, high: number, bins: number): Histogram {
  const counts = new Array<number>(bins).fill(0);
  const width = (high - low) / bins;
  for (const value of values) {
    const bin = width > 0 ? Math.floor((value - low) / width) : 0;
    counts[Math.min(bins - 1, Math.max(0, bin))]!++;
  }
  return { low, high, counts };
}
