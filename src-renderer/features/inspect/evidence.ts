/**
 * What Inspect ranks samples by. Every kind of evidence (a score of the run, neurons that were chosen, several methods
 * together) gives a ranking and has a pane of its own; threshold, grid, map and detail work from the ranking alone.
 */

/** The score that ranks samples by how fast a second head learned them. */
export const LOSS_DROP = 'lossDrop';
export const NEURONS = 'neurons';
export const COMBINED = 'combined';

export interface EvidenceChoice {
  /** Name of a score, `NEURONS` or `COMBINED`. */
  id: string;
  /** What the method itself calls it. */
  title: string;
}

export interface Ranking {
  /** That of the evidence; thresholds are kept by it. */
  id: string;
  title: string;
  unit: string;
  suspicious: 'low' | 'high';
  /** One value a training sample. */
  values: Float32Array;
  /** Training samples, most suspicious first. */
  order: Int32Array;
  /** What is flagged until a person moves the threshold. */
  initial: Int32Array;
}

/** One byte a sample, 1 for those in the list. */
export function toMask(indices: Iterable<number>, length: number): Uint8Array {
  const mask = new Uint8Array(length);
  for (const index of indices) mask[index] = 1;
  return mask;
}
