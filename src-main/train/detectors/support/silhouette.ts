/** How clearly points fall into their clusters: the mean silhouette (Rousseeuw 1987). */
import { squaredDistance } from './k-means.ts';

/**
 * Mean over points of (b - a) / max(a, b), a the mean distance to the others of the own cluster, b to the points of the
 * nearest other one; 0 for a point alone in its cluster. Null unless at least two clusters have points. `points`: [n,d].
 */
export function meanSilhouette(points: Float64Array, d: number, assignment: Uint8Array): number | null {
  const n = assignment.length;
  const clusters = assignment.reduce((most, cluster) => Math.max(most, cluster), 0) + 1;
  const counts = new Float64Array(clusters);
  for (const cluster of assignment) counts[cluster]!++;
  if (counts.filter((count) => count > 0).length < 2) return null;
  let total = 0;
  const sums = new Float64Array(clusters);
  for (let i = 0; i < n; i++) {
    const own = assignment[i]!;
    if (counts[own] === 1) continue;
    sums.fill(0);
    for (let j = 0; j < n; j++) sums[assignment[j]!]! += Math.sqrt(squaredDistance(points, i, points, j, d));
    const a = sums[own]! / (counts[own]! - 1);
    let b = Infinity;
    for (let c = 0; c < clusters; c++)
      if (c !== own && counts[c]! > 0) b = Math.min(b, sums[c]! / counts[c]!);
    if (Math.max(a, b) > 0) total += (b - a) / Math.max(a, b);
  }
  return total / n;
}
