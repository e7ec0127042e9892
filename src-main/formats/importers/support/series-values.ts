/**
 * Filling in missing values of one series and bringing it to another length. A series is [L,V], row-major: all
 * variables of a step side by side. Resampling evaluates the series at `T` equally spaced points from its first to its
 * last step, as the conversion of the MTS archive does (there cubic; here linear unless asked for, which cannot
 * overshoot).
 */
import type { LengthRule, MissingRule } from '../../../../src-shared/worker/contract.ts';

/**
 * Replaces NaN in place: from the neighbours in a straight line, from the nearest value before the first and after the
 * last one, or by 0. A variable without any value becomes 0.
 */
export function fillMissing(
  values: Float32Array,
  variables: number,
  rule: Exclude<MissingRule, 'reject'>,
): void {
  const length = values.length / variables;
  for (let v = 0; v < variables; v++) {
    const at = (step: number): number => values[step * variables + v] ?? Number.NaN;
    let before = -1;
    for (let step = 0; step < length; step++) {
      if (!Number.isNaN(at(step))) {
        before = step;
        continue;
      }
      let after = step + 1;
      while (after < length && Number.isNaN(at(after))) after++;
      for (let i = step; i < after; i++) {
        values[i * variables + v] = rule === 'zero' ? 0 : between(before, after, i, length, at);
      }
      step = after - 1;
    }
  }
}

function between(
  before: number,
  after: number,
  i: number,
  length: number,
  at: (step: number) => number,
): number {
  if (before === -1 && after === length) return 0;
  if (before === -1) return at(after);
  if (after === length) return at(before);
  const share = (i - before) / (after - before);
  return at(before) * (1 - share) + at(after) * share;
}

/** [L,V] to [T,V]. `cut` takes the first T steps, `pad` puts zeros behind the last. */
export function toLength(
  values: Float32Array,
  variables: number,
  steps: number,
  rule: Exclude<LengthRule, 'refuse'>,
): Float32Array {
  const length = values.length / variables;
  if (length === steps) return values;
  const result = new Float32Array(steps * variables);
  if (rule === 'cut' || rule === 'pad') {
    result.set(values.subarray(0, Math.min(values.length, result.length)));
    return result;
  }
  for (let v = 0; v < variables; v++) {
    const own = Float64Array.from({ length }, (_, step) => values[step * variables + v] ?? 0);
    const bends = rule === 'resample-cubic' ? curvatures(own) : null;
    for (let i = 0; i < steps; i++) {
      const position = (i * (length - 1)) / (steps - 1);
      const left = Math.min(Math.floor(position), length - 2);
      result[i * variables + v] = valueAt(own, bends, left, position - left);
    }
  }
  return result;
}

/** Between the steps `left` and `left + 1`, `share` of the way; straight without curvatures. */
function valueAt(own: Float64Array, bends: Float64Array | null, left: number, share: number): number {
  const a = own[left] ?? 0;
  const b = own[left + 1] ?? 0;
  const rest = 1 - share;
  const straight = a * rest + b * share;
  if (bends === null) return straight;
  const bentLeft = (bends[left] ?? 0) * (rest ** 3 - rest);
  const bentRight = (bends[left + 1] ?? 0) * (share ** 3 - share);
  return straight + (bentLeft + bentRight) / 6;
}

/**
 * Second derivatives of the cubic spline through equally spaced points, with the not-a-knot condition at both ends:
 * the first two and the last two pieces are one cubic each. Three points give their parabola, two a straight line.
 */
function curvatures(y: Float64Array): Float64Array {
  const n = y.length;
  const bends = new Float64Array(n);
  if (n < 3) return bends;
  const rise = (i: number): number => (y[i - 1] ?? 0) - 2 * (y[i] ?? 0) + (y[i + 1] ?? 0);
  if (n === 3) return bends.fill(rise(1));
  // The end conditions make the curvature next to each end that of the points around it.
  bends[1] = rise(1);
  bends[n - 2] = rise(n - 2);
  // What is left in between is a tridiagonal system: M[i-1] + 4 M[i] + M[i+1] = 6 rise(i).
  const upper = new Float64Array(n);
  for (let i = 2; i < n - 2; i++) {
    const known = (i === 2 ? (bends[1] ?? 0) : 0) + (i === n - 3 ? (bends[n - 2] ?? 0) : 0);
    const fromLeft = i === 2 ? 0 : (upper[i - 1] ?? 0);
    const pivot = 4 - fromLeft;
    const carried = i === 2 ? 0 : (bends[i - 1] ?? 0);
    upper[i] = 1 / pivot;
    bends[i] = (6 * rise(i) - known - carried) / pivot;
  }
  for (let i = n - 4; i >= 2; i--) bends[i] = (bends[i] ?? 0) - (upper[i] ?? 0) * (bends[i + 1] ?? 0);
  bends[0] = 2 * (bends[1] ?? 0) - (bends[2] ?? 0);
  bends[n - 1] = 2 * (bends[n - 2] ?? 0) - (bends[n - 3] ?? 0);
  return bends;
}
