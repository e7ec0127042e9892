/** Points of a quadratic Bezier curve of networks (Zhao et al. 2020, equation 3), and which of them is taken. */

/** Where the curve is measured. Its ends are left out: they are the models one has without it. */
export const CURVE_POINTS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const;

/** What start, middle and end count at t in 0..1; they sum to 1. */
export function bezierWeights(t: number): readonly [start: number, middle: number, end: number] {
  return [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
}

/**
 * The point nearest the middle among those at most `tolerance` worse than the best; of two as near, the one farther from
 * the start, which is the model that is distrusted. `accuracies` belong to `CURVE_POINTS`.
 */
export function choosePoint(accuracies: readonly number[], tolerance: number): number {
  const best = Math.max(...accuracies);
  // Tenths are not exact in binary; whole tenths are compared.
  const distance = (t: number): number => Math.round(10 * Math.abs(t - 0.5));
  const [chosen] = CURVE_POINTS.filter((_, i) => best - accuracies[i]! <= tolerance + 1e-12).sort(
    (a, b) => distance(a) - distance(b) || b - a,
  );
  if (chosen === undefined) throw new RangeError('an accuracy is not a number');
  return chosen;
}
