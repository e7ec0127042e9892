/**
 * What E2ABL makes of the loss drops after each epoch (section 3.3): which samples the main head may learn. The equations
 * of the paper are lost in the text at hand; this follows every sentence around them.
 */
import type { JudgedSamples } from '../../../../src-shared/domain/run.ts';
import { countLabels, mostFrequent } from '../../../../src-shared/math/label-counts.ts';

/** How samples are used in the next epoch; the numbers are those of the score `partition`. */
export const USE = { main: 0, trap: 1, relabelled: 2, released: 3 } as const;

export interface PartitionInput {
  /** Loss drop of the second head, one a sample, nats. */
  drop: ArrayLike<number>;
  /** Class the second head predicts, one a sample. */
  secondPredicted: ArrayLike<number>;
  labels: Int32Array;
  classes: number;
  judged: JudgedSamples;
}

export interface PartitionOptions {
  suspectFraction: number;
  isolationFraction: number;
  isReleasing: boolean;
}

export interface Partition {
  /** Largest loss drops, most suspicious first; at least one. */
  isolated: Int32Array;
  /** Those and the further suspects, most suspicious first: what the second head goes on learning. */
  suspects: Int32Array;
  /** One of `USE` a sample. */
  use: Uint8Array;
  /** The class most isolated samples are taken for by the second head, and their share. */
  backdoorLabel: number;
  dominance: number;
}

/** From this share of the isolated samples on, the backdoor label counts as known. */
const CLEAR = 0.8;

/**
 * Suspects are the largest drops over the whole dataset, not class by class. A person outranks them: what was judged
 * poison is isolated first, what was judged clean is never a suspect.
 */
export function partitionByLossDrop(input: PartitionInput, options: PartitionOptions): Partition {
  const { drop, labels, judged } = input;
  const count = labels.length;
  const order = orderByDrop(drop, judged);
  const room = count - judged.clean.length;
  const suspectCount = Math.min(
    room,
    Math.max(1, Math.ceil(options.suspectFraction * count), judged.poison.length),
  );
  const isolatedCount = Math.min(
    suspectCount,
    Math.max(1, Math.round(options.isolationFraction * count), judged.poison.length),
  );
  const suspects = order.slice(0, suspectCount);
  const isolated = order.slice(0, isolatedCount);
  const { backdoorLabel, dominance } = guessBackdoorLabel(isolated, input);

  const use = new Uint8Array(count).fill(USE.main);
  for (const index of suspects) use[index] = USE.trap;
  if (options.isReleasing && dominance >= CLEAR) {
    for (const index of suspects.subarray(isolatedCount)) {
      if (labels[index] !== backdoorLabel) use[index] = USE.released;
    }
  }
  return { isolated, suspects, use, backdoorLabel, dominance };
}

/** Samples that may be suspects, largest drop first; ties by index, judged poison before everything. */
function orderByDrop(drop: ArrayLike<number>, judged: JudgedSamples): Int32Array {
  const isPoison = new Set(judged.poison);
  const isClean = new Set(judged.clean);
  const order = Int32Array.from({ length: drop.length }, (_, index) => index).filter(
    (index) => !isClean.has(index),
  );
  const rank = (index: number): number => (isPoison.has(index) ? 0 : 1);
  return order.sort((a, b) => rank(a) - rank(b) || drop[b]! - drop[a]! || a - b);
}

function guessBackdoorLabel(
  isolated: Int32Array,
  { secondPredicted, classes }: PartitionInput,
): { backdoorLabel: number; dominance: number } {
  const votes = countLabels(secondPredicted, classes, isolated);
  const backdoorLabel = mostFrequent(votes) ?? 0;
  return { backdoorLabel, dominance: votes[backdoorLabel]! / isolated.length };
}
