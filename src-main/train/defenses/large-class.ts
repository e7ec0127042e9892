/**
 * Says so where what was isolated is mostly of one class that is far larger than the others. The easiest samples of such a
 * class are learned as fast as any poison, so that methods which isolate by the speed of learning find those instead
 * (ECG5000, of whose series 58 % are one class: none of the poison among what ABL isolates).
 */
import { countLabels, mostFrequent } from '../../../src-shared/math/label-counts.ts';
import type { DefenseContext } from '../loop/context.ts';

/** Times its even share of the samples. */
const FAR_LARGER = 2;

export async function warnOfLargeClass(
  { data, report }: DefenseContext,
  isolated: Int32Array,
): Promise<void> {
  const { classes, labels } = data;
  const label = mostFrequent(countLabels(labels, classes.length, isolated));
  if (label === null) return;
  const share = countLabels(labels, classes.length)[label]! / labels.length;
  if (share <= FAR_LARGER / classes.length) return;
  await report.log(
    'warning',
    `Most isolated samples are of "${classes[label] ?? label}", which has ${Math.round(100 * share)} % of all samples: the easiest of so large a class are learned as fast as poison. Judge by other evidence too.`,
  );
}
