/**
 * Scores of samples (NONE, Wang et al. 2022): what each does to the most compromised channels of all layers, added up.
 *
 * Addition: besides the plain activations of the paper, in which the layer of the largest activations decides, two scales
 * that make layers comparable. `excess` also follows the idea of the method further: within its range a channel says
 * nothing, and neither does one that no sure prediction drives beyond it.
 */
import { RANGE } from './channel-statistics.ts';

export type SampleScore = 'excess' | 'standardised' | 'activation';

export interface ScoringChannel {
  /** How far sure predictions drive it beyond its range. */
  score: number;
  /** Its range: mean and population standard deviation on samples surely of other classes. */
  weakMean: number;
  weakStd: number;
}

/** Float32 [N] from activations [N, channels], row-major; higher is more suspicious. */
export function scoreSamples(
  driven: Float32Array,
  channels: readonly ScoringChannel[],
  kind: SampleScore,
): Float32Array {
  const width = channels.length;
  const sums = new Float64Array(driven.length / width);
  channels.forEach((channel, column) => {
    const contribution = contributionOf(driven, column, width, channel, kind);
    for (let i = 0; i < sums.length; i++) sums[i]! += contribution(driven[i * width + column]!);
  });
  return Float32Array.from(sums);
}

type Contribution = (activation: number) => number;

function contributionOf(
  driven: Float32Array,
  column: number,
  width: number,
  { score, weakMean, weakStd }: ScoringChannel,
  kind: SampleScore,
): Contribution {
  switch (kind) {
    case 'activation':
      return (activation) => activation;
    case 'standardised': {
      const { mean, std } = spreadOf(driven, column, width);
      // A channel that never changes says nothing.
      return std === 0 ? () => 0 : (activation) => (activation - mean) / std;
    }
    case 'excess': {
      if (!(score > 0)) return () => 0;
      // A channel that is the same on all other samples has no spread to measure by: its own largest excess is the unit.
      const unit = weakStd > 0 ? weakStd : score;
      const end = weakMean + RANGE * weakStd;
      return (activation) => Math.max(0, activation - end) / unit;
    }
  }
}

/** Mean and population standard deviation of a column, in float64. */
function spreadOf(values: Float32Array, column: number, width: number): { mean: number; std: number } {
  const count = values.length / width;
  let mean = 0;
  for (let i = column; i < values.length; i += width) mean += values[i]! / count;
  let square = 0;
  for (let i = column; i < values.length; i += width) square += (values[i]! - mean) ** 2 / count;
  return { mean, std: Math.sqrt(square) };
}
