/**
 * The label a trigger seems to lead to: what the second head predicts for most of the samples whose loss fell fastest
 * (E2ABL, identification of the backdoor label).
 */
import { wilsonInterval } from '../../../src-shared/math/wilson.ts';

export interface LabelGuess {
  label: number;
  /** How many of the `total` samples at the top it is predicted for. */
  count: number;
  total: number;
  /** 95 % Wilson interval of the share. */
  interval: readonly [number, number] | null;
}

/** `predicted`: class numbers by sample. Of two labels as frequent the one met first; null without a sample. */
export function guessLabel(top: Int32Array, predicted: Float32Array): LabelGuess | null {
  const counts = new Map<number, number>();
  for (const index of top) {
    const label = predicted[index];
    if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1]);
  if (best === undefined) return null;
  const [label, count] = best;
  return { label, count, total: top.length, interval: wilsonInterval(count, top.length) };
}
