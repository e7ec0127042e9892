/**
 * The two lobes of a class along its main direction, how far apart they are, and which of two groups is the suspicious
 * one. Both rules are ours: sizes alone and entropies alone each fail for some rate of poison.
 */
import type { GroupNumber, GroupRule } from '../../../../src-shared/domain/detection.ts';

export interface Lobes {
  /** Group of each value; 1 is the larger one, of equals that of the lower values. */
  groups: Uint8Array;
  /** D = sqrt(2) |m1 - m2| / sqrt(s1^2 + s2^2), with population deviations; at most 1000. */
  separation: number;
}

const MOST_SEPARATED = 1000;

/** The division of numbers into two with the least variance inside (2-means in one dimension, exact). Null: all equal. */
export function splitInTwo(values: Float64Array): Lobes | null {
  const n = values.length;
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  let below = 0;
  let best = 0;
  let cut = 0;
  for (let i = 0; i < n - 1; i++) {
    below += values[order[i]!]! - mean;
    if (values[order[i]!] === values[order[i + 1]!]) continue;
    // Variance between the two parts, up to a factor.
    const between = (below * below) / ((i + 1) * (n - i - 1));
    if (between > best) [best, cut] = [between, i + 1];
  }
  if (cut === 0) return null;
  const isLowerLarger = cut >= n - cut;
  const groups = new Uint8Array(n);
  order.forEach((index, i) => (groups[index] = i < cut === isLowerLarger ? 1 : 2));
  const [first, second] = [momentsOf(values, groups, 1), momentsOf(values, groups, 2)];
  const spread = Math.sqrt(first.variance + second.variance);
  const apart = Math.SQRT2 * Math.abs(first.mean - second.mean);
  return { groups, separation: apart < MOST_SEPARATED * spread ? apart / spread : MOST_SEPARATED };
}

export interface Moments {
  count: number;
  mean: number;
  /** Population. */
  variance: number;
}

export function momentsOf(values: ArrayLike<number>, groups: Uint8Array, group: GroupNumber): Moments {
  let count = 0;
  let sum = 0;
  for (let i = 0; i < groups.length; i++) {
    if (groups[i] !== group) continue;
    count++;
    sum += values[i]!;
  }
  const mean = count === 0 ? 0 : sum / count;
  let squares = 0;
  for (let i = 0; i < groups.length; i++) if (groups[i] === group) squares += (values[i]! - mean) ** 2;
  return { count, mean, variance: count === 0 ? 0 : squares / count };
}

/** Standard errors by which one group's entropy must be lower. */
const CLEARLY_LOWER = 10;
/** Share below which a group is the clearly smaller one. */
const CLEARLY_SMALLER = 0.4;

export interface Suspicion {
  suspicious: GroupNumber | null;
  decidedBy: GroupRule | null;
  /** Mean entropies of group 1 and 2. */
  meanEntropies: readonly [number, number];
}

/**
 * The group of clearly lower entropy, since a network is surest of a trigger; where entropies are alike, the clearly
 * smaller one; else neither. Says which, never whether: clean classes have two groups as well.
 */
export function suspectGroup(entropy: ArrayLike<number>, groups: Uint8Array): Suspicion {
  const [first, second] = [momentsOf(entropy, groups, 1), momentsOf(entropy, groups, 2)];
  const meanEntropies = [first.mean, second.mean] as const;
  const error = Math.sqrt(first.variance / first.count + second.variance / second.count);
  const difference = Math.abs(first.mean - second.mean);
  if (difference > 0 && difference >= CLEARLY_LOWER * error) {
    return { suspicious: first.mean < second.mean ? 1 : 2, decidedBy: 'entropy', meanEntropies };
  }
  const isSmaller = second.count / (first.count + second.count) < CLEARLY_SMALLER;
  return { suspicious: isSmaller ? 2 : null, decidedBy: isSmaller ? 'size' : null, meanEntropies };
}
