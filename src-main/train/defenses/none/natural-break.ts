/**
 * Natural breaks of Jenks in one dimension, for two groups, as NONE uses them: the split whose groups are tightest,
 * found by one scan over the sorted values.
 */

/**
 * The largest value of the lower group: what lies above it is the upper group. Null when all values are equal or there
 * are fewer than two. Of several equally good splits the lowest counts. Values are finite.
 *
 * Difference from the authors' code: it counts the break value itself to the upper group.
 */
export function naturalBreak(values: ArrayLike<number>): number | null {
  const sorted = Float64Array.from(values).sort();
  const count = sorted.length;
  // Around their mean: the squares of values far from zero would swallow their differences.
  const mean = sorted.reduce((sum, value) => sum + value, 0) / count;
  const total = sumsOf(sorted, mean);
  let best: { spread: number; value: number } | null = null;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i + 1 < count; i++) {
    const value = sorted[i]!;
    sum += value - mean;
    squares += (value - mean) ** 2;
    // Equal values stay together.
    if (value === sorted[i + 1]) continue;
    const lower = squares - sum ** 2 / (i + 1);
    const upper = total.squares - squares - (total.sum - sum) ** 2 / (count - i - 1);
    if (best === null || lower + upper < best.spread) best = { spread: lower + upper, value };
  }
  return best?.value ?? null;
}

function sumsOf(values: Float64Array, mean: number): { sum: number; squares: number } {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value - mean;
    squares += (value - mean) ** 2;
  }
  return { sum, squares };
}
