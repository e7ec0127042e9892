/** Wilson score interval of a proportion (Wilson 1927). */

/** 97.5 % quantile of the standard normal distribution: a two-sided 95 % interval. */
const Z = 1.959963984540054;

/** The 95 % interval of `successes` out of `trials`, within 0..1; null for no trials. */
export function wilsonInterval(
  successes: number,
  trials: number,
): readonly [low: number, high: number] | null {
  if (trials === 0) return null;
  const p = successes / trials;
  const z2 = Z * Z;
  const centre = (p + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = (Z / (1 + z2 / trials)) * Math.sqrt((p * (1 - p)) / trials + z2 / (4 * trials * trials));
  // At the ends the formula gives exactly 0 or 1, up to rounding.
  return [successes === 0 ? 0 : centre - half, successes === trials ? 1 : centre + half];
}
