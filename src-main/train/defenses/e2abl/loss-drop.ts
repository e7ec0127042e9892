/**
 * The loss drop of E2ABL (Jiang et al. 2024, equation 5): the sum over epochs of how far a sample's loss on the second head
 * fell, weighted. The sum starts from ln K for every sample rather than from the loss of the untrained head, which would
 * rank samples by label.
 */

/** Of the warm-up's epochs, those in which the loss of a sample was lowest. */
const LOWEST_SHARE = 1 / 3;
/** What a drop after the warm-up counts: enough to become a suspect by, hardly enough to be among the isolated. */
const LATE = 0.9;

export interface Evidence {
  /** One a sample, nats. */
  drop: Float32Array;
  /** The lowest losses of the warm-up so far, ascending: [samples, as many as count], row-major. */
  lowest: Float32Array;
}

export interface EvidenceBefore {
  drop: ArrayLike<number> | undefined;
  lowest: ArrayLike<number> | undefined;
}

/** What was measured after an epoch. */
export interface SecondLosses {
  /** One a sample, nats. */
  loss: Float32Array;
  /** Samples that the second head was taught in this epoch, where it was not taught all. */
  taught: ArrayLike<number>;
  classes: number;
}

export interface EvidenceMoment {
  /** Counted from 1 over warm-up and joint training. */
  epoch: number;
  warmUp: number;
  /** All weights 1: the sum is then ln K less the last loss. */
  isEven: boolean;
}

/**
 * In the warm-up the weights are such that the drop is ln K less the mean of a sample's lowest losses, those of a third of
 * the epochs: a trigger may be learned in the first epoch or in the sixth, and at a rate that teaches it single epochs
 * swing. After it, what the second head is taught says nothing more, for it comes to know its clean suspects by heart; of
 * other samples a loss that falls without being taught says that they share something with those that are.
 */
export function nextEvidence(
  before: EvidenceBefore,
  { loss, taught, classes }: SecondLosses,
  { epoch, warmUp, isEven }: EvidenceMoment,
): Evidence {
  const start = Math.log(classes);
  const kept = Math.ceil(warmUp * LOWEST_SHARE);
  if (epoch <= warmUp) {
    const lowest = withLoss(before.lowest, loss, kept);
    const meanOf = (row: number): number =>
      mean(lowest.subarray(row * kept, (row + 1) * kept).filter(isFinite));
    return { drop: loss.map((now, row) => start - (isEven ? now : meanOf(row))), lowest };
  }
  const lowest = new Float32Array(0);
  if (isEven || before.drop === undefined) return { drop: loss.map((now) => start - now), lowest };
  const drop = Float32Array.from(before.drop);
  const isTaught = new Set(Array.from(taught));
  loss.forEach((now, row) => {
    if (!isTaught.has(row)) drop[row] = Math.max(drop[row]!, LATE * (start - now));
  });
  return { drop, lowest };
}

/** Each row's `kept` smallest values with this one, ascending; places that no value has taken yet are infinite. */
function withLoss(before: ArrayLike<number> | undefined, loss: Float32Array, kept: number): Float32Array {
  const lowest =
    before === undefined ? new Float32Array(loss.length * kept).fill(Infinity) : Float32Array.from(before);
  loss.forEach((now, row) => {
    const own = lowest.subarray(row * kept, (row + 1) * kept);
    if (now >= own[kept - 1]!) return;
    own[kept - 1] = now;
    own.sort();
  });
  return lowest;
}

function mean(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
