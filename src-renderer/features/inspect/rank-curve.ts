/** Points of a curve over ranks: few enough to draw, on an even or a logarithmic axis. Pure. */

const POINTS_AT_MOST = 900;

/** Ranks (from 1) to be drawn of `total`, ascending, the first and the last among them. */
export function ranksToDraw(total: number, isLog: boolean): number[] {
  if (total <= POINTS_AT_MOST) return Array.from({ length: total }, (_, i) => i + 1);
  const ranks: number[] = [];
  for (let i = 0; i < POINTS_AT_MOST; i++) {
    const share = i / (POINTS_AT_MOST - 1);
    const rank = Math.round(isLog ? total ** share : 1 + share * (total - 1));
    // On a logarithmic axis the first steps fall on the same rank.
    if (rank !== ranks.at(-1)) ranks.push(rank);
  }
  return ranks;
}

/** Where a rank stands on the axis, 0..1; below the first rank at its beginning. */
export function shareOfRank(rank: number, total: number, isLog: boolean): number {
  if (total <= 1 || rank < 1) return 0;
  return isLog ? Math.log(rank) / Math.log(total) : (rank - 1) / (total - 1);
}

/** The rank at a place of the axis; at its very beginning 0, which stands for none. */
export function rankAtShare(share: number, total: number, isLog: boolean): number {
  if (share <= 0) return 0;
  return Math.round(isLog ? total ** share : 1 + share * (total - 1));
}
