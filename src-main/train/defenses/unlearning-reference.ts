/**
 * Samples by which the damage of unlearning is watched. None has the label that is unlearned: among those that have it
 * the same poison is, and that the network gives it up is what unlearning is for.
 */
import { countLabels, mostFrequent } from '../../../src-shared/math/label-counts.ts';
import type { Rng } from '../../../src-shared/math/rng.ts';

const MOST = 1000;
const SHARE = 0.1;

/** Random indices of samples with other labels than most of `isolated` have: a tenth of all, at most 1,000. */
export function unlearningReference(
  labels: Int32Array,
  classes: number,
  isolated: Int32Array,
  rng: Rng,
): Int32Array {
  const unlearned = mostFrequent(countLabels(labels, classes, isolated));
  const isIsolated = new Set(isolated);
  const others = Int32Array.from(labels.keys()).filter(
    (index) => labels[index] !== unlearned && !isIsolated.has(index),
  );
  return Int32Array.from(rng.sample(others, Math.min(MOST, Math.ceil(SHARE * labels.length), others.length)));
}
