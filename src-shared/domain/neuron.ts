/** What a defense measured of single neurons (channels of a layer), and what it made of them. */

/** The channels of one layer; every array has one element a channel. */
export interface NeuronLayer {
  /** Name of the layer in the network. */
  layer: string;
  /** The class whose confident predictions drive the channel furthest; -1 where no class does. */
  topClass: Int32Array;
  /** Largest activation among samples predicted confidently as that class; NaN where there is none. */
  strongMax: Float32Array;
  /** Mean and population standard deviation over samples surely not predicted as that class; NaN where there is none. */
  weakMean: Float32Array;
  weakStd: Float32Array;
  /** How far the strong maximum lies beyond the range of the others, in activations; higher is more suspicious. */
  score: Float32Array;
  /** 1 where the channel was reset, else 0. */
  wasReset: Uint8Array;
}

/** What one round of detection found; layers in the order of the network. */
export interface NeuronRound {
  /** Counted from 1. */
  round: number;
  layers: readonly NeuronLayer[];
}

/** One channel, as JSON: null where no class drives it. */
export interface DescribedNeuron {
  channel: number;
  /** The class whose sure predictions drive it furthest. */
  topClass: number | null;
  className: string | null;
  strongMax: number | null;
  weakMean: number | null;
  weakStd: number | null;
  score: number;
  wasReset: boolean;
}

/** One round of a run, as the command line and exports tell it. */
export interface NeuronsDocument {
  run: number;
  defense: string;
  dataset: string;
  version: number;
  /** How many rounds there are, and which this is, counted from 1. */
  rounds: number;
  round: number;
  layers: readonly { layer: string; neurons: readonly DescribedNeuron[] }[];
}

/** The defense whose runs measure neurons. */
export const NEURON_DEFENSE = 'none';

/** Activations of at most so many channels are asked for together. */
export const NEURONS_AT_ONCE = 16;

/** The end of a channel's normal range lies so many standard deviations above its mean on samples surely of other classes. */
export const NEURON_RANGE = 3;

export interface NeuronReference {
  layer: string;
  channel: number;
}

/** Where the normal range of a channel ends, in activations; NaN where no class drives it. */
export function endOfRange({ weakMean, weakStd }: NeuronLayer, channel: number): number {
  return weakMean[channel]! + NEURON_RANGE * weakStd[channel]!;
}

/**
 * A channel's score in units of its spread, which channels of different layers can be compared by; 0 where nothing is beyond
 * its range. One that never changes on the other samples has no spread: its own excess is the unit.
 */
export function scoreInSpreads({ score, weakStd }: NeuronLayer, channel: number): number {
  const excess = score[channel]!;
  if (!(excess > 0)) return 0;
  return weakStd[channel]! > 0 ? excess / weakStd[channel]! : 1;
}

/** All channels of a round, furthest beyond their range first, ties in the order of the network. */
export function neuronsBySpread(layers: readonly NeuronLayer[]): NeuronReference[] {
  return layers
    .flatMap((one) =>
      Array.from(one.score, (_, channel) => ({
        layer: one.layer,
        channel,
        far: scoreInSpreads(one, channel),
      })),
    )
    .sort((a, b) => b.far - a.far)
    .map(({ layer, channel }) => ({ layer, channel }));
}
