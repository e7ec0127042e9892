/** A second network beside the one that is trained. */
import type * as tfl from '@tensorflow/tfjs-layers';
import { readWeights, writeWeights } from '../architectures/weights.ts';
import type { DefenseContext } from '../loop/context.ts';

/**
 * A second network of the same architecture with the given weights, or with those that a checkpoint held for it. It is
 * part of every checkpoint until the session detaches it.
 */
export async function attachNetwork(
  context: DefenseContext,
  name: string,
  weights: ReadonlyMap<string, Float32Array> = readWeights(context.session.model),
): Promise<tfl.LayersModel> {
  const network = await context.newNetwork();
  writeWeights(network, weights);
  context.session.attach(name, network);
  return network;
}
