/** The ROC curve of a score, and its precision among the most suspicious; higher scores mean "more suspicious". */
import { orderBySuspicion } from './rank.ts';

export interface RocCurve {
  falsePositiveRate: number[];
  truePositiveRate: number[];
}

/**
 * Points of the curve from (0,0) to (1,1), one for each value of the score (equal scores are one step), thinned to at most
 * `limit` evenly spaced along the curve. Null without positives or negatives. Scores are finite.
 */
export function rocPoints(
  scores: Float32Array,
  isPositive: ArrayLike<number | boolean>,
  limit = 200,
): RocCurve | null {
  const steps = tieGroups(scores, isPositive);
  const last = steps.at(-1);
  if (last === undefined) return null;
  const [positives, negatives] = [last.hits, last.seen - last.hits];
  if (positives === 0 || negatives === 0) return null;
  const curve: RocCurve = { falsePositiveRate: [0], truePositiveRate: [0] };
  let travelled = 0;
  let [x, y] = [0, 0];
  steps.forEach(({ seen, hits }, i) => {
    const [nextX, nextY] = [(seen - hits) / negatives, hits / positives];
    travelled += nextX - x + (nextY - y);
    [x, y] = [nextX, nextY];
    // The whole curve is 2 long, measured along its sides.
    if (travelled < 2 / (limit - 2) && i < steps.length - 1) return;
    travelled = 0;
    curve.falsePositiveRate.push(nextX);
    curve.truePositiveRate.push(nextY);
  });
  return curve;
}

/**
 * Positives among the `count` highest scores. Where equal scores straddle the edge they count in proportion, as if drawn
 * at random: a score that says nothing gets what chance gets. `count` is from 1 to the number of scores.
 */
export function hitsAmongTop(
  scores: Float32Array,
  isPositive: ArrayLike<number | boolean>,
  count: number,
): number {
  let before = { seen: 0, hits: 0 };
  for (const step of tieGroups(scores, isPositive)) {
    if (step.seen >= count) {
      const part = (count - before.seen) / (step.seen - before.seen);
      return before.hits + part * (step.hits - before.hits);
    }
    before = step;
  }
  return before.hits;
}

/** After each group of equal scores, highest first: samples seen and positives among them. */
function tieGroups(
  scores: Float32Array,
  isPositive: ArrayLike<number | boolean>,
): { seen: number; hits: number }[] {
  const order = orderBySuspicion(scores, 'high');
  const groups: { seen: number; hits: number }[] = [];
  let hits = 0;
  order.forEach((index, i) => {
    if (isPositive[index]) hits++;
    if (i === order.length - 1 || scores[order[i + 1]!] !== scores[index]) groups.push({ seen: i + 1, hits });
  });
  return groups;
}
