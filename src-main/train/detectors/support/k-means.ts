/** k-means by Lloyd's algorithm (1982) from centres drawn by k-means++ (Arthur and Vassilvitskii 2007), best of several. */
import type { Rng } from '../../../../src-shared/math/rng.ts';

export interface Clustering {
  /** Cluster of each point, 0 .. k - 1. */
  assignment: Uint8Array;
  /** [k,d] row-major. */
  centres: Float64Array;
  /** Sum of squared distances to the own centre. */
  inertia: number;
}

const ROUNDS = 300;

/** `points`: float64 [n,d] with n >= k. Of equal results the earliest restart counts. */
export function kMeans(points: Float64Array, d: number, k: number, restarts: number, rng: Rng): Clustering {
  let best: Clustering | null = null;
  for (let restart = 0; restart < restarts; restart++) {
    const found = lloyd(points, d, k, drawCentres(points, d, k, rng.fork(String(restart))));
    if (best === null || found.inertia < best.inertia) best = found;
  }
  if (best === null) throw new RangeError('k-means needs at least one restart');
  return best;
}

export function squaredDistance(a: Float64Array, i: number, b: Float64Array, j: number, d: number): number {
  let sum = 0;
  for (let t = 0; t < d; t++) sum += (a[i * d + t]! - b[j * d + t]!) ** 2;
  return sum;
}

/** The first evenly, each other with a chance in proportion to its squared distance from the nearest so far. */
function drawCentres(points: Float64Array, d: number, k: number, rng: Rng): Float64Array {
  const n = points.length / d;
  const centres = new Float64Array(k * d);
  const nearest = new Float64Array(n).fill(Infinity);
  let chosen = rng.below(n);
  for (let c = 0; ; c++) {
    centres.set(points.subarray(chosen * d, (chosen + 1) * d), c * d);
    if (c === k - 1) return centres;
    let total = 0;
    for (let i = 0; i < n; i++) {
      nearest[i] = Math.min(nearest[i]!, squaredDistance(points, i, centres, c, d));
      total += nearest[i]!;
    }
    let left = rng.uniform() * total;
    chosen = n - 1;
    for (let i = 0; i < n; i++) {
      left -= nearest[i]!;
      if (left < 0) {
        chosen = i;
        break;
      }
    }
  }
}

function lloyd(points: Float64Array, d: number, k: number, centres: Float64Array): Clustering {
  const n = points.length / d;
  const assignment = new Uint8Array(n).fill(255);
  for (let round = 0; round < ROUNDS; round++) {
    if (!assign(points, d, k, centres, assignment)) break;
    const counts = new Float64Array(k);
    const sums = new Float64Array(k * d);
    for (let i = 0; i < n; i++) {
      const c = assignment[i]!;
      counts[c]!++;
      for (let t = 0; t < d; t++) sums[c * d + t]! += points[i * d + t]!;
    }
    // A cluster that lost all its points keeps its centre.
    for (let c = 0; c < k; c++) {
      if (counts[c]! > 0) for (let t = 0; t < d; t++) centres[c * d + t] = sums[c * d + t]! / counts[c]!;
    }
  }
  let inertia = 0;
  for (let i = 0; i < n; i++) inertia += squaredDistance(points, i, centres, assignment[i]!, d);
  return { assignment, centres, inertia };
}

/** Puts each point with its nearest centre, the first of equals; whether any moved. */
function assign(
  points: Float64Array,
  d: number,
  k: number,
  centres: Float64Array,
  assignment: Uint8Array,
): boolean {
  let hasMoved = false;
  for (let i = 0; i < assignment.length; i++) {
    let nearest = 0;
    let least = Infinity;
    for (let c = 0; c < k; c++) {
      const squared = squaredDistance(points, i, centres, c, d);
      if (squared < least) [nearest, least] = [c, squared];
    }
    if (assignment[i] !== nearest) hasMoved = true;
    assignment[i] = nearest;
  }
  return hasMoved;
}
