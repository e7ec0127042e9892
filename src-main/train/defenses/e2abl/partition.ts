/**
 * What E2ABL makes of the loss drops after each epoch (section 3.3): which samples the main head may learn, under which
 * label. The equations of the paper are lost in the text at hand; this follows every sentence around them.
 */
import type { JudgedSamples } from '../../../../src-shared/domain/run.ts';

/** How samples are used in the next epoch; the numbers are those of the score `partition`. */
export const USE = { main: 0, trap: 1, relabelled: 2, released: 3 } as const;

export interface PartitionInput {
  /** Loss drop of the second head, one a sample, nats. */
  drop: ArrayLike<number>;
  /** Class the second head predicts, one a sample. */
  secondPredicted: ArrayLike<number>;
  /** Logits of the main head [N,K], row-major; null as long as it has learned nothing. */
  mainLogits: Float32Array | null;
  labels: Int32Array;
  classes: number;
  judged: JudgedSamples;
}

export interface PartitionOptions {
  suspectFraction: number;
  isolationFraction: number;
  /** Least probability of a recovered class that is learned; null recovers none. */
  recoverConfidence: number | null;
  isReleasing: boolean;
}

export interface Partition {
  /** Largest loss drops, most suspicious first; at least one. */
  isolated: Int32Array;
  /** Those and the further suspects, most suspicious first: what the second head goes on learning. */
  suspects: Int32Array;
  /** One of `USE` a sample. */
  use: Uint8Array;
  /** Recovered class of the relabelled samples, -1 of all others. */
  recovered: Int32Array;
  /** Probability of the recovered class among those that it could be, 0 without one. */
  confidence: Float32Array;
  /** Whether nothing was recovered because the main head takes most suspects for one class. */
  isShortcut: boolean;
  /** The class most isolated samples are taken for by the second head, and their share. */
  backdoorLabel: number;
  dominance: number;
}

/** Times the share that each other class has by chance: more are no true classes. Never reached with four classes or fewer. */
const ONE_CLASS = 3;
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
  const { recovered, confidence, isShortcut } = recover(
    input,
    options,
    { isolated, suspects },
    backdoorLabel,
  );
  for (const index of isolated) if (recovered[index]! >= 0) use[index] = USE.relabelled;
  return { isolated, suspects, use, recovered, confidence, isShortcut, backdoorLabel, dominance };
}

/** Recovered classes of the isolated samples, as far as the main head is sure of them. */
function recover(
  { mainLogits, labels, classes }: PartitionInput,
  { recoverConfidence }: PartitionOptions,
  { isolated, suspects }: Pick<Partition, 'isolated' | 'suspects'>,
  backdoorLabel: number,
): Pick<Partition, 'recovered' | 'confidence' | 'isShortcut'> {
  const recovered = new Int32Array(labels.length).fill(-1);
  const confidence = new Float32Array(labels.length);
  if (recoverConfidence === null || mainLogits === null) return { recovered, confidence, isShortcut: false };
  const mislabelled = suspects.filter((index) => labels[index] === backdoorLabel);
  if (seesOneClass(mainLogits, mislabelled, classes, backdoorLabel)) {
    return { recovered, confidence, isShortcut: true };
  }
  for (const index of isolated) {
    const best = bestOtherClass(mainLogits, index, classes, backdoorLabel);
    if (best.probability < recoverConfidence) continue;
    recovered[index] = best.label;
    confidence[index] = best.probability;
  }
  return { recovered, confidence, isShortcut: false };
}

/**
 * Whether the main head takes the suspects under the backdoor label for one other class: then it sees the trigger and not
 * the samples, and learning that class would plant a backdoor of our own. All suspects are asked, since the few isolated
 * ones may truly be of one class (ships labelled as aeroplanes are the first that a second head learns).
 */
function seesOneClass(
  mainLogits: Float32Array,
  samples: Int32Array,
  classes: number,
  backdoorLabel: number,
): boolean {
  const votes = new Int32Array(classes);
  for (const index of samples) votes[largest(mainLogits, index, classes)]!++;
  votes[backdoorLabel] = 0;
  const voters = votes.reduce((sum, count) => sum + count, 0);
  return voters > 0 && Math.max(...votes) / voters > ONE_CLASS / (classes - 1);
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
  const votes = new Int32Array(classes);
  for (const index of isolated) votes[secondPredicted[index]!]!++;
  let backdoorLabel = 0;
  for (let label = 1; label < classes; label++) {
    if (votes[label]! > votes[backdoorLabel]!) backdoorLabel = label;
  }
  return { backdoorLabel, dominance: votes[backdoorLabel]! / isolated.length };
}

function largest(logits: Float32Array, index: number, classes: number): number {
  const row = logits.subarray(index * classes, (index + 1) * classes);
  let best = 0;
  for (let c = 1; c < classes; c++) if (row[c]! > row[best]!) best = c;
  return best;
}

/** The most probable class but for one, and its probability among the others. */
function bestOtherClass(
  logits: Float32Array,
  index: number,
  classes: number,
  excluded: number,
): { label: number; probability: number } {
  const row = logits.subarray(index * classes, (index + 1) * classes);
  let label = excluded === 0 ? 1 : 0;
  for (let c = 0; c < classes; c++) if (c !== excluded && row[c]! > row[label]!) label = c;
  let sum = 0;
  for (let c = 0; c < classes; c++) if (c !== excluded) sum += Math.exp(row[c]! - row[label]!);
  return { label, probability: 1 / sum };
}
