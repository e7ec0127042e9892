/** What a small dataset does to batch size and epochs: batches it can fill, and enough updates to learn anything in. */

const FEWEST_BATCHES = 10;
const SMALLEST_BATCH = 8;

/** The batch size asked for, or a tenth of the samples where that is less; never below 8. */
export function fittingBatch(batch: number, samples: number): number {
  return Math.max(SMALLEST_BATCH, Math.min(batch, Math.floor(samples / FEWEST_BATCHES)));
}

/** Epochs of batches of `batch` samples that make `updates` updates at least. */
export function epochsOfUpdates(updates: number, batch: number, samples: number): number {
  return Math.ceil(updates / Math.max(1, Math.round(samples / batch)));
}
