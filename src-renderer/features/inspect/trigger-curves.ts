/** Reading a trigger view of series: one variable of it at a time. Pure. */
import type { TriggerView } from '../../../src-shared/rpc/contract.ts';

export interface VariableCurves {
  /** Float32 [T], as the others. */
  suspectedMean: Float32Array;
  suspectedDeviation: Float32Array;
  othersMean: Float32Array;
  othersDeviation: Float32Array;
  /** Mean of the suspected less mean of the others. */
  difference: Float32Array;
}

export function curvesOfVariable(view: TriggerView, variable: number): VariableCurves {
  const { height, channels } = view;
  const pick = (values: Float32Array): Float32Array =>
    Float32Array.from({ length: height }, (_, step) => values[step * channels + variable]!);
  const [suspectedMean, othersMean] = [pick(view.suspectedMean), pick(view.othersMean)];
  return {
    suspectedMean,
    suspectedDeviation: pick(view.suspectedDeviation),
    othersMean,
    othersDeviation: pick(view.othersDeviation),
    difference: suspectedMean.map((value, step) => value - othersMean[step]!),
  };
}

/** The variable with the largest difference of means at one step, measured by how far the others of the class spread. */
export function strongestVariable(view: TriggerView): number {
  const { channels, suspectedMean, othersMean, othersDeviation } = view;
  let [best, largest] = [0, -1];
  for (let variable = 0; variable < channels; variable++) {
    let [difference, spread] = [0, 0];
    for (let i = variable; i < suspectedMean.length; i += channels) {
      difference = Math.max(difference, Math.abs(suspectedMean[i]! - othersMean[i]!));
      spread = Math.max(spread, othersDeviation[i]!);
    }
    const strength = spread > 0 ? difference / spread : difference > 0 ? Infinity : 0;
    if (strength > largest) [best, largest] = [variable, strength];
  }
  return best;
}
