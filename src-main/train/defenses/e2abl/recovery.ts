/**
 * Recovered classes of isolated samples (E2ABL, section 3.3): the class the main head finds most probable when the
 * backdoor label is left out. Nothing here touches a network; what the main head says comes in as logits.
 */

/** What the main head says of some samples. */
export interface Opinion {
  /** Indices of the samples: the isolated ones and all suspects under the backdoor label, in any order. */
  rows: Int32Array;
  /** Logits [rows,K], row-major. */
  logits: Float32Array;
}

export interface RecoveryRequest {
  isolated: Int32Array;
  labels: Int32Array;
  classes: number;
  backdoorLabel: number;
  /** Least probability of a recovered class. */
  confidence: number;
}

export interface Recovery {
  /** Recovered class of each sample of the dataset, -1 without one. */
  recovered: Int32Array;
  /** Probability of the recovered class among those that it could be, 0 without one. */
  confidence: Float32Array;
}

/** Times a class's share of the dataset: more of the suspects are not of one class by chance. */
const TOO_MANY = 3;

export function noRecovery(samples: number): Recovery {
  return { recovered: new Int32Array(samples).fill(-1), confidence: new Float32Array(samples) };
}

/**
 * Null where the main head does not see the samples for the trigger on them: it takes most isolated ones for the backdoor
 * label, or far more suspects for one class than that class has. Learning such an opinion would plant a backdoor of our
 * own. All suspects are asked for it, since the few isolated ones may truly be of one class (ships labelled as aeroplanes
 * are the first that a second head learns).
 */
export function recoverClasses(opinion: Opinion, request: RecoveryRequest): Recovery | null {
  if (isBlinded(opinion, request)) return null;
  const { labels, classes, backdoorLabel } = request;
  const { recovered, confidence } = noRecovery(labels.length);
  const isIsolated = new Set(request.isolated);
  opinion.rows.forEach((index, place) => {
    if (!isIsolated.has(index)) return;
    const best = bestOtherClass(opinion.logits, place, classes, backdoorLabel);
    if (best.probability < request.confidence) return;
    recovered[index] = best.label;
    confidence[index] = best.probability;
  });
  return { recovered, confidence };
}

function isBlinded({ rows, logits }: Opinion, request: RecoveryRequest): boolean {
  const { labels, classes, backdoorLabel } = request;
  const isIsolated = new Set(request.isolated);
  const votes = new Int32Array(classes);
  let carried = 0;
  rows.forEach((index, place) => {
    const predicted = largest(logits, place, classes);
    votes[predicted]!++;
    if (predicted === backdoorLabel && isIsolated.has(index)) carried++;
  });
  if (carried > isIsolated.size / 2) return true;
  const others = rows.length - votes[backdoorLabel]!;
  const shares = sharesOfOthers(labels, classes, backdoorLabel);
  return votes.some((count, label) => label !== backdoorLabel && count > TOO_MANY * shares[label]! * others);
}

/** Share of each class among the samples that do not carry the backdoor label. */
function sharesOfOthers(labels: Int32Array, classes: number, backdoorLabel: number): Float64Array {
  const shares = new Float64Array(classes);
  for (const label of labels) shares[label]!++;
  const others = labels.length - shares[backdoorLabel]!;
  return shares.map((count) => count / Math.max(1, others));
}

function largest(logits: Float32Array, place: number, classes: number): number {
  const row = logits.subarray(place * classes, (place + 1) * classes);
  let best = 0;
  for (let c = 1; c < classes; c++) if (row[c]! > row[best]!) best = c;
  return best;
}

/** The most probable class but for one, and its probability among the others. */
function bestOtherClass(
  logits: Float32Array,
  place: number,
  classes: number,
  excluded: number,
): { label: number; probability: number } {
  const row = logits.subarray(place * classes, (place + 1) * classes);
  let label = excluded === 0 ? 1 : 0;
  for (let c = 0; c < classes; c++) if (c !== excluded && row[c]! > row[label]!) label = c;
  let sum = 0;
  for (let c = 0; c < classes; c++) if (c !== excluded) sum += Math.exp(row[c]! - row[label]!);
  return { label, probability: 1 / sum };
}
