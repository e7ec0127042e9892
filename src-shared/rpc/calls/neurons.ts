/** Calls and answers about single neurons (channels) of a run: what was measured of them, and how strongly they fire. */
import { z } from 'zod';
import { NEURONS_AT_ONCE, type NeuronRound } from '../../domain/neuron.ts';
import { call, id, index, name } from './call.ts';

/** The network that activations are computed with. */
export interface NeuronNetwork {
  /** The stage of the run that it was kept after. */
  stage: string;
  /** Whether it is the very network that the round measured; else its neurons may fire otherwise. */
  isMeasured: boolean;
}

export interface NeuronView extends NeuronRound {
  /** How many rounds there are. */
  rounds: number;
  /** Null while the run has kept none. */
  network: NeuronNetwork | null;
}

const neuron = z.strictObject({ layer: name, channel: index });
const chosen = z.strictObject({
  runId: id,
  round: z.int().min(1),
  neurons: z.array(neuron).min(1).max(NEURONS_AT_ONCE),
});

export const neuronCalls = {
  /** Null for a run that has measured no neurons. `round` null: the first, the network as it learned the data. */
  'neurons.read': call<NeuronView | null>()(z.strictObject({ runId: id, round: z.int().min(1).nullable() })),
  /**
   * For each of the neurons float32 [N], its activation for every training sample; null while one of them has not been
   * computed since the program started.
   */
  'neurons.activations': call<readonly Float32Array[] | null>()(chosen),
  /** Computes them in a job, with others that a person is likely to ask for next. */
  'neurons.start': call<{ jobId: number }>()(chosen),
} as const;
