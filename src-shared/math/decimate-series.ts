/** Fewer points for drawing a time series, such that no peak of it is lost. */

/** N series, one after the other. */
export interface SeriesBlock {
  /** Of each series. */
  points: number;
  variables: number;
  /** float32 [N, points, variables]. */
  values: Float32Array;
}

/**
 * Series of at most `2 * buckets` points. Longer ones are divided into `buckets` stretches of nearly equal length, of
 * which each variable keeps its smallest and its largest value, in the order they come; a constant stretch gives the
 * value twice. Series that are short enough come back as they are, sharing memory. `buckets` is at least 1.
 */
export function decimateSeries({ points, variables, values }: SeriesBlock, buckets: number): SeriesBlock {
  if (points <= 2 * buckets) return { points, variables, values };
  const size = points * variables;
  const count = values.length / size;
  const kept = 2 * buckets;
  const out = new Float32Array(count * kept * variables);
  for (let series = 0; series < count; series++) {
    for (let variable = 0; variable < variables; variable++) {
      for (let bucket = 0; bucket < buckets; bucket++) {
        const from = Math.floor((bucket * points) / buckets);
        const to = Math.floor(((bucket + 1) * points) / buckets);
        const [first, second] = extremes(values, series * size + variable, variables, from, to);
        const at = (series * kept + 2 * bucket) * variables + variable;
        out[at] = first;
        out[at + variables] = second;
      }
    }
  }
  return { points: kept, variables, values: out };
}

/** Smallest and largest of the values at `base + step * stride`, `from <= step < to`, the earlier one first. */
function extremes(
  values: Float32Array,
  base: number,
  stride: number,
  from: number,
  to: number,
): [first: number, second: number] {
  let [low, high] = [from, from];
  for (let step = from + 1; step < to; step++) {
    const value = values[base + step * stride]!;
    if (value < values[base + low * stride]!) low = step;
    if (value > values[base + high * stride]!) high = step;
  }
  return [values[base + Math.min(low, high) * stride]!, values[base + Math.max(low, high) * stride]!];
}
