/**
 * Level and spread of each variable of one series. Series are stored in the units they came in, so every attack on
 * them states its strength relative to these.
 */

export interface VariableStatistics {
  mean: number;
  /** Population standard deviation over time; 0 for a variable that only rounding moves. */
  deviation: number;
  min: number;
  max: number;
}

/** Below this share of its largest value a variable's deviation is rounding, as in the input's normalisation. */
const CONSTANT = 1e-6;

/** Statistics of each of the `variables` of one series float32 [T,1,V]; sums in float64. */
export function measureVariables(series: Float32Array, variables: number): VariableStatistics[] {
  return Array.from({ length: variables }, (_, variable) => measure(series, variable, variables));
}

function measure(series: Float32Array, first: number, stride: number): VariableStatistics {
  const steps = series.length / stride;
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let i = first; i < series.length; i += stride) {
    const value = series[i]!;
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const mean = sum / steps;
  let squares = 0;
  for (let i = first; i < series.length; i += stride) squares += (series[i]! - mean) ** 2;
  const deviation = Math.sqrt(squares / steps);
  const isConstant = deviation <= CONSTANT * Math.max(Math.abs(min), Math.abs(max));
  return { mean, deviation: isConstant ? 0 : deviation, min, max };
}
