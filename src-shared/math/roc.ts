/** How well a score separates poisoned from other samples, over all thresholds. */
import { orderBySuspicion } from './rank.ts';

/** Order of indices by descending score; equal scores by index. */
function descending(scores: ArrayLike<number>): Int32Array {
  // Scores of runs are float32, and many: those are ordered in linear time.
  if (scores instanceof Float32Array) return orderBySuspicion(scores, 'high');
  const order = Int32Array.from({ length: scores.length }, (_, i) => i);
  return order.sort((a, b) => scores[b]! - scores[a]! || a - b);
}

/**
 * Area under the ROC curve: the chance that a random positive scores above a random negative, ties counting half
 * (Mann and Whitney with mid-ranks). Higher scores mean "more suspicious". Null without positives or negatives.
 */
export function auroc(scores: ArrayLike<number>, isPositive: ArrayLike<number | boolean>): number | null {
  const order = descending(scores).reverse();
  let positives = 0;
  let rankSum = 0;
  for (let i = 0; i < order.length;) {
    let end = i;
    while (end < order.length && scores[order[end]!] === scores[order[i]!]) end++;
    const midRank = (i + 1 + end) / 2;
    for (; i < end; i++) {
      if (!isPositive[order[i]!]) continue;
      positives++;
      rankSum += midRank;
    }
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Average precision with ties taken as one group. Null without positives. */
export function averagePrecision(
  scores: ArrayLike<number>,
  isPositive: ArrayLike<number | boolean>,
): number | null {
  const order = descending(scores);
  let seen = 0;
  let positives = 0;
  let sum = 0;
  while (seen < order.length) {
    const score = scores[order[seen]!];
    let added = 0;
    while (seen < order.length && scores[order[seen]!] === score) {
      if (isPositive[order[seen]!]) added++;
      seen++;
    }
    positives += added;
    sum += added * (positives / seen);
  }
  return positives === 0 ? null : sum / positives;
}
