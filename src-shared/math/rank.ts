/** Order of samples by how suspicious they are. */

/** Indices, most suspicious first; equal scores by index. */
export function orderBySuspicion(scores: ArrayLike<number>, suspicious: 'low' | 'high'): Int32Array {
  const order = Int32Array.from({ length: scores.length }, (_, i) => i);
  const direction = suspicious === 'low' ? 1 : -1;
  return order.sort((a, b) => direction * (scores[a]! - scores[b]!) || a - b);
}

/** Rank of every sample, 1 for the most suspicious. */
export function ranksOf(order: Int32Array): Int32Array {
  const ranks = new Int32Array(order.length);
  order.forEach((index, position) => {
    ranks[index] = position + 1;
  });
  return ranks;
}
