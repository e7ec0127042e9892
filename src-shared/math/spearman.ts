/** Rank correlation (Spearman 1904): whether two scores order the same samples alike. */
import { orderBySuspicion } from './rank.ts';

/** Ranks from 1 for the lowest; equal values share the middle of their ranks. Values are finite. */
export function midRanks(values: Float32Array): Float64Array {
  const order = orderBySuspicion(values, 'low');
  const ranks = new Float64Array(values.length);
  for (let i = 0; i < order.length;) {
    let end = i;
    while (end < order.length && values[order[end]!] === values[order[i]!]) end++;
    for (const middle = (i + 1 + end) / 2; i < end; i++) ranks[order[i]!] = middle;
  }
  return ranks;
}

/** Correlation of two lists of ranks, -1..1; null where one of them is constant. */
export function rankCorrelation(a: Float64Array, b: Float64Array): number | null {
  // Mid-ranks of n values always have this mean.
  const mean = (a.length + 1) / 2;
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]! - mean, b[i]! - mean];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa === 0 || bb === 0 ? null : Math.max(-1, Math.min(1, ab / Math.sqrt(aa * bb)));
}
