/**
 * Smallest and largest of the values at `first`, `first + stride`, ...; [0, 1] where there are none. A range of no width
 * is widened by half a unit on both sides, so that it can be drawn on.
 */
export function valueRange(values: ArrayLike<number>, first = 0, stride = 1): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = first; i < values.length; i += stride) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [0, 1];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}
