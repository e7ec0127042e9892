/** Counts and rates of flags against known truth. A rate whose denominator is 0 is null, never 0. */

export interface DetectionCounts {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
  trueNegatives: number;
}

export interface DetectionRates extends DetectionCounts {
  /** Fraction of flagged samples that are poisoned. */
  precision: number | null;
  /** Fraction of poisoned samples that are flagged. */
  recall: number | null;
  falsePositiveRate: number | null;
  f1: number | null;
  /** Precision as a multiple of the poison rate. */
  lift: number | null;
}

/** `flagged`: sample indices; `isPoisoned`: one entry a sample. */
export function measureDetection(
  flagged: Iterable<number>,
  isPoisoned: ArrayLike<number | boolean>,
): DetectionRates {
  const total = isPoisoned.length;
  let poisoned = 0;
  for (let i = 0; i < total; i++) if (isPoisoned[i]) poisoned++;
  let truePositives = 0;
  let falsePositives = 0;
  for (const index of flagged) {
    if (isPoisoned[index]) truePositives++;
    else falsePositives++;
  }
  const falseNegatives = poisoned - truePositives;
  const trueNegatives = total - poisoned - falsePositives;
  const precision = ratio(truePositives, truePositives + falsePositives);
  const recall = ratio(truePositives, poisoned);
  return {
    truePositives,
    falsePositives,
    falseNegatives,
    trueNegatives,
    precision,
    recall,
    falsePositiveRate: ratio(falsePositives, falsePositives + trueNegatives),
    f1: ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
    lift: precision === null || poisoned === 0 ? null : precision / (poisoned / total),
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
