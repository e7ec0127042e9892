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
