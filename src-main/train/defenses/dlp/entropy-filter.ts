/**
 * DLP's entropy filter (section IV-B): the samples predicted with the lowest entropy are isolated, and in each class
 * those with the highest entropy keep their label.
 */
import type { JudgedSamples } from '../../../../src-shared/domain/run.ts';

export interface FilterOptions {
  isolationFraction: number;
  cleanFraction: number;
  cleanQuota: 'proportional' | 'equal';
}

export interface FilterResult {
  /** Suspicious samples, lowest entropy first; at least one. */
  isolated: Int32Array;
  /** Samples whose label is trusted, class by class, highest entropy first; at least one a class. */
  clean: Int32Array;
  /**
   * Neither of them, and beyond the share of all samples of lowest entropy that poison may have: the label has nothing
   * against it and nothing for it.
   */
  plausible: Int32Array;
}

/** Less poison than this is assumed, as ABL and E2ABL do. */
const LARGEST_POISON_RATE = 0.2;

/**
 * `entropy` in bits and `margin` (top logit minus second), one a sample. Many samples tie at an entropy of 0 once a
 * backdoor is learned; the larger margin goes first, then the smaller index.
 *
 * A person outranks the scores, which the paper does not know: what was judged poison is isolated before anything else
 * and never labelled, what was judged clean is never isolated and always keeps its label.
 */
export function filterByEntropy(
  entropy: ArrayLike<number>,
  margin: ArrayLike<number>,
  labels: Int32Array,
  classes: number,
  options: FilterOptions,
  judged: JudgedSamples = { poison: [], clean: [] },
): FilterResult {
  const order = orderBySuspicion(entropy, margin);
  const isClean = markOf(judged.clean, labels.length);
  const isIsolated = markOf(judged.poison, labels.length);
  const count = Math.max(1, Math.floor(options.isolationFraction * labels.length), judged.poison.length);
  const byScore = order.filter((index) => isIsolated[index] === 0 && isClean[index] === 0);
  const isolated = Int32Array.from([
    ...order.filter((index) => isIsolated[index] === 1),
    ...byScore.subarray(0, count - judged.poison.length),
  ]);
  for (const index of isolated) isIsolated[index] = 1;

  const left = cleanQuotas(labels, classes, options);
  const chosen: number[][] = Array.from({ length: classes }, () => []);
  for (const index of judged.clean) {
    chosen[labels[index]!]!.push(index);
    left[labels[index]!]!--;
  }
  for (let i = order.length - 1; i >= 0; i--) {
    const index = order[i]!;
    const label = labels[index]!;
    if (isIsolated[index] === 1 || isClean[index] === 1 || left[label]! <= 0) continue;
    chosen[label]!.push(index);
    left[label]!--;
  }
  const clean = Int32Array.from(chosen.flat());
  const isTaken = markOf([...clean, ...isolated], labels.length);
  const plausible = order
    .subarray(Math.floor(LARGEST_POISON_RATE * labels.length))
    .filter((index) => isTaken[index] === 0);
  return { isolated, clean, plausible };
}

function markOf(indices: readonly number[], length: number): Uint8Array {
  const mark = new Uint8Array(length);
  for (const index of indices) mark[index] = 1;
  return mark;
}

/** All samples, most suspicious first. */
export function orderBySuspicion(entropy: ArrayLike<number>, margin: ArrayLike<number>): Int32Array {
  const order = Int32Array.from({ length: entropy.length }, (_, i) => i);
  return order.sort((a, b) => entropy[a]! - entropy[b]! || margin[b]! - margin[a]! || a - b);
}

function cleanQuotas(labels: Int32Array, classes: number, options: FilterOptions): Int32Array {
  const sizes = new Int32Array(classes);
  for (const label of labels) sizes[label]!++;
  return sizes.map((size) => {
    const share = options.cleanQuota === 'equal' ? labels.length / classes : size;
    return Math.max(1, Math.round(options.cleanFraction * share));
  });
}
