/**
 * A fair draw for judging: samples judged from the top of a list say nothing of the rest of it. Half is drawn from all
 * that are flagged, half from those just below the threshold, and mixed, so that the order gives nothing away.
 */
import type { Rng } from '../../../src-shared/math/rng.ts';

export interface FairCheck {
  above: Int32Array;
  below: Int32Array;
  /** Both, mixed. */
  all: Int32Array;
}

/** `suspicion`: most suspicious first; `flagged`: those above the threshold. Draws fewer where there are fewer. */
export function drawFairCheck(
  suspicion: Int32Array,
  flagged: Int32Array,
  total: number,
  rng: Rng,
): FairCheck {
  const isFlagged = new Set(flagged);
  const rest = suspicion.filter((index) => !isFlagged.has(index));
  const near = rest.subarray(0, Math.max(1, flagged.length));
  const draw = (pool: Int32Array, name: string): Int32Array =>
    Int32Array.from(rng.fork(name).sample(pool, Math.min(pool.length, Math.floor(total / 2))));
  const above = draw(flagged, 'above');
  const below = draw(near, 'below');
  const joined = Int32Array.from([...above, ...below]);
  return { above, below, all: Int32Array.from(rng.fork('mix').sample(joined, joined.length)) };
}
