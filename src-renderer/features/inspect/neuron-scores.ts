/** Figures of neurons and of samples by how strongly they drive chosen neurons. Pure. */
import {
  endOfRange,
  scoreInSpreads,
  type NeuronLayer,
  type NeuronReference,
} from '../../../src-shared/domain/neuron.ts';
import { histogram } from '../../../src-shared/math/histogram.ts';

export interface ListedNeuron extends NeuronReference {
  /** How far sure predictions drive it beyond its normal range: in its spreads, and in activations. */
  spreads: number;
  score: number;
  /** -1 where no class drives it. */
  topClass: number;
  wasReset: boolean;
}

export interface NeuronGroup {
  layer: string;
  /** All channels of the layer, highest score first. */
  neurons: readonly ListedNeuron[];
}

export function keyOfNeuron({ layer, channel }: NeuronReference): string {
  return `${layer} ${channel}`;
}

/**
 * Layers, the one with the channel furthest beyond its range first. Within a layer the score decides, as it does for the
 * reset; across layers only spreads compare.
 */
export function groupNeurons(layers: readonly NeuronLayer[]): NeuronGroup[] {
  return layers
    .map((layer) => {
      const neurons = Array.from(layer.score, (score, channel) => ({
        ...{ layer: layer.layer, channel, score, spreads: scoreInSpreads(layer, channel) },
        ...{ topClass: layer.topClass[channel]!, wasReset: layer.wasReset[channel] === 1 },
      }));
      neurons.sort((a, b) => b.score - a.score || a.channel - b.channel);
      return { layer: layer.layer, neurons, far: Math.max(0, ...neurons.map(({ spreads }) => spreads)) };
    })
    .sort((a, b) => b.far - a.far)
    .map(({ layer, neurons }) => ({ layer, neurons }));
}

/** Where the normal range of each neuron ends, in activations; NaN where none is known. */
export function rangesOf(layers: readonly NeuronLayer[], neurons: readonly NeuronReference[]): number[] {
  return neurons.map(({ layer, channel }) => {
    const found = layers.find((one) => one.layer === layer);
    return found === undefined ? NaN : endOfRange(found, channel);
  });
}

/**
 * Mean over neurons of their activations, each standardised over all samples (population deviation): float32 [N]. A neuron
 * that never changes adds nothing.
 */
export function meanStandardised(columns: readonly Float32Array[]): Float32Array {
  const sums = new Float64Array(columns[0]?.length ?? 0);
  for (const column of columns) {
    let mean = 0;
    for (const value of column) mean += value / column.length;
    let square = 0;
    for (const value of column) square += (value - mean) ** 2 / column.length;
    if (square === 0) continue;
    const unit = Math.sqrt(square) * columns.length;
    for (let i = 0; i < column.length; i++) sums[i]! += (column[i]! - mean) / unit;
  }
  return Float32Array.from(sums);
}

/** How many of the neurons each sample drives beyond their normal range; those without a range count for no sample. */
export function countActive(columns: readonly Float32Array[], ranges: readonly number[]): Uint8Array {
  const counts = new Uint8Array(columns[0]?.length ?? 0);
  columns.forEach((column, place) => {
    const end = ranges[place]!;
    for (let i = 0; i < column.length; i++) if (column[i]! > end) counts[i]!++;
  });
  return counts;
}

/** How many samples drive at least half of the neurons that have a range beyond it; 0 where none has. */
export function firstCut(active: Uint8Array, ranges: readonly number[]): number {
  const known = ranges.filter((end) => !Number.isNaN(end)).length;
  return known === 0 ? 0 : active.reduce((sum, count) => sum + (2 * count >= known ? 1 : 0), 0);
}

export interface GroupedHistogram {
  /** Lower ends of the bins. */
  from: number[];
  /** Fraction of each group in each bin. */
  flagged: number[];
  others: number[];
}

/** Two groups over the same bins, as fractions: few are flagged, and as counts they would not be seen. */
export function groupedHistogram(values: Float32Array, flagged: Uint8Array, bins: number): GroupedHistogram {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(low < high)) [low, high] = low === high ? [low, low + 1] : [0, 1];
  const shares = (group: 0 | 1): number[] => {
    const members = values.filter((_, i) => (flagged[i] ?? 0) === group);
    return histogram(members, low, high, bins).counts.map((one) => one / Math.max(1, members.length));
  };
  const width = (high - low) / bins;
  return {
    from: Array.from({ length: bins }, (_, bin) => low + bin * width),
    flagged: shares(1),
    others: shares(0),
  };
}
