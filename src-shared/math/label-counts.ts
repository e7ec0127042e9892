/** How often each label occurs, and which most often. */

/** float64 [classes]: how many have each label 0..classes-1; of the samples `among` alone where they are given. */
export function countLabels(
  labels: ArrayLike<number>,
  classes: number,
  among?: Iterable<number>,
): Float64Array {
  const counts = new Float64Array(classes);
  if (among === undefined) for (let i = 0; i < labels.length; i++) counts[labels[i]!]!++;
  else for (const index of among) counts[labels[index]!]!++;
  return counts;
}

/** The label that counts most, of equals the smallest; null where nothing was counted. */
export function mostFrequent(counts: Float64Array): number | null {
  const most = Math.max(...counts);
  return most > 0 ? counts.indexOf(most) : null;
}
