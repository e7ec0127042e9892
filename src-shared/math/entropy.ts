/**
 * What a row of logits says about certainty. Everything is computed from logits in float64, never from a float32
 * softmax, which underflows to 0 * log 0 once a network is sure.
 */

/** Prediction entropy in bits of each row: logits float32 [N, classes], row-major -> [N], within 0 .. log2(classes). */
export function entropyOfLogits(logits: Float32Array, classes: number): Float32Array {
  const most = Math.log2(classes);
  return eachRow(logits, classes, (begin, largest) => {
    let sum = 0;
    let weighted = 0;
    for (let c = 0; c < classes; c++) {
      const shifted = logits[begin + c]! - largest;
      const e = Math.exp(shifted);
      sum += e;
      weighted += e * shifted;
    }
    const nats = Math.log(sum) - weighted / sum;
    return Math.min(most, Math.max(0, nats / Math.LN2));
  });
}

/** Largest logit minus the second largest, [N], at least 0. */
export function marginOfLogits(logits: Float32Array, classes: number): Float32Array {
  return eachRow(logits, classes, (begin, largest) => {
    let seenLargest = false;
    let second = -Infinity;
    for (let c = 0; c < classes; c++) {
      const value = logits[begin + c]!;
      if (value === largest && !seenLargest) seenLargest = true;
      else if (value > second) second = value;
    }
    return largest - second;
  });
}

/** Class of the largest logit of each row (the first of equals), int32 [N]. */
export function predictionOfLogits(logits: Float32Array, classes: number): Int32Array {
  return Int32Array.from(
    eachRow(logits, classes, (begin, largest) => {
      let c = 0;
      while (c < classes - 1 && logits[begin + c] !== largest) c++;
      return c;
    }),
  );
}

/** Cross-entropy in nats of each row with its label: labels int32 [N] -> [N], at least 0. */
export function crossEntropyOfLogits(
  logits: Float32Array,
  labels: Int32Array,
  classes: number,
): Float32Array {
  return eachRow(logits, classes, (begin, largest, row) => {
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp(logits[begin + c]! - largest);
    return Math.max(0, Math.log(sum) + largest - logits[begin + labels[row]!]!);
  });
}

function eachRow(
  logits: Float32Array,
  classes: number,
  body: (begin: number, largest: number, row: number) => number,
): Float32Array {
  const rows = logits.length / classes;
  const out = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const begin = row * classes;
    let largest = -Infinity;
    for (let c = 0; c < classes; c++) largest = Math.max(largest, logits[begin + c]!);
    out[row] = body(begin, largest, row);
  }
  return out;
}
