/**
 * Which channels fine-pruning takes away (Liu et al. 2018, section 3.1): in the order of their mean activation on
 * trusted samples, a step at a time, for as long as held-out trusted samples are still predicted well enough.
 *
 * Differences from published codes: some stop on test samples, and some return the network that was pruned one step too
 * far. Here the last set of channels that was admissible is what is pruned.
 */
export interface PruningProblem {
  /** Mean activation of each channel on trusted samples that teach, [F]. */
  activation: ArrayLike<number>;
  /** Features of held-out trusted samples, row-major [M,F]. */
  features: Float32Array;
  /** Labels of those, [M]. */
  labels: Int32Array;
  /** Weights of the dense layer behind the features, row-major [F,K], and its bias [K]. */
  kernel: Float32Array;
  bias: Float32Array;
  /** Fraction of channels a step takes. */
  step: number;
  /** Accuracy that may be lost, 0..1. */
  maxDrop: number;
  /** Fraction of channels that may go. */
  maxPruned: number;
}

export interface PruningChoice {
  /** All channels, least active first; ties by number. */
  order: Int32Array;
  /** Accuracy with nothing pruned, then after each step that was tried. */
  accuracies: number[];
  /** Channels to prune, in that order. */
  pruned: Int32Array;
}

export function choosePruned(problem: PruningProblem): PruningChoice {
  const { activation, bias, labels, step, maxDrop, maxPruned } = problem;
  const channels = activation.length;
  const order = Int32Array.from({ length: channels }, (_, channel) => channel);
  order.sort((a, b) => activation[a]! - activation[b]! || a - b);
  // 7 % of 100 is 7.000000000000001 in binary, and 7 channels.
  const atOnce = Math.max(1, Math.ceil(step * channels - 1e-9));
  const most = Math.floor(maxPruned * channels);
  const logits = allLogits(problem);
  const accuracies = [accuracyOf(logits, labels, bias.length)];
  let admissible = 0;
  for (let count = atOnce; count <= most; count += atOnce) {
    for (const channel of order.subarray(count - atOnce, count)) takeAway(logits, channel, problem);
    const accuracy = accuracyOf(logits, labels, bias.length);
    accuracies.push(accuracy);
    if (costsTooMuch(accuracies[0]!, accuracy, maxDrop)) break;
    admissible = count;
  }
  return { order, accuracies, pruned: order.slice(0, admissible) };
}

/** 1 - 0.96 is 0.040000000000000036 in binary, and no more than 4 %. */
export function costsTooMuch(before: number, now: number, maxDrop: number): boolean {
  return before - now > maxDrop + 1e-12;
}

/** Float64 [M,K]: hundreds of channels are taken away one by one, and rounding must not decide. */
function allLogits({ features, kernel, bias, labels, activation }: PruningProblem): Float64Array {
  const [channels, classes] = [activation.length, bias.length];
  const logits = new Float64Array(labels.length * classes);
  for (let row = 0; row < labels.length; row++) {
    for (let k = 0; k < classes; k++) {
      let sum = bias[k]!;
      for (let f = 0; f < channels; f++) sum += features[row * channels + f]! * kernel[f * classes + k]!;
      logits[row * classes + k] = sum;
    }
  }
  return logits;
}

function takeAway(
  logits: Float64Array,
  channel: number,
  { features, kernel, bias, labels, activation }: PruningProblem,
): void {
  const [channels, classes] = [activation.length, bias.length];
  for (let row = 0; row < labels.length; row++) {
    const value = features[row * channels + channel]!;
    for (let k = 0; k < classes; k++) logits[row * classes + k]! -= value * kernel[channel * classes + k]!;
  }
}

function accuracyOf(logits: Float64Array, labels: Int32Array, classes: number): number {
  let right = 0;
  labels.forEach((label, row) => {
    const own = logits.subarray(row * classes, (row + 1) * classes);
    if (own.indexOf(Math.max(...own)) === label) right++;
  });
  return right / labels.length;
}
