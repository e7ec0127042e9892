/** How many rows the names of a chart take, which ECharts breaks into lines but makes no room for. */

/** Of ECharts: what stands between two names, and before each beside its sign. */
const GAP = 10;
const BESIDE_SIGN = 5;

/** `widthOf` a name and the place in pixels, `sign` the width of what is drawn before each name; at least 1. */
export function legendRows(
  names: readonly string[],
  width: number,
  sign: number,
  widthOf: (name: string) => number,
): number {
  let rows = 1;
  let used = 0;
  for (const name of names) {
    const wide = sign + BESIDE_SIGN + widthOf(name);
    if (used > 0 && used + wide > width) {
      rows++;
      used = 0;
    }
    used += wide + GAP;
  }
  return rows;
}
