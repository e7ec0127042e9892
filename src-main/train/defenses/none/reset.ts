/** Resets channels of a network to zero, with everything that belongs to them (NONE, Wang et al. 2022). */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { weightsByName } from '../../architectures/weights.ts';
import type { LayerKind, WatchedLayer } from './watched-layers.ts';

/**
 * Zeroes filter and bias of the given channels (by name of the convolution), scale and offset of their own batch
 * normalisation, and their slices in the layers that read them next. Moving averages stay. A channel inside a block then
 * has no input, no output and no gradient: it is gone for good; one at the end of a block can learn anew.
 */
export function resetChannels(
  model: tfl.LayersModel,
  layers: readonly WatchedLayer[],
  channelsOf: ReadonlyMap<string, readonly number[]>,
): void {
  const weights = weightsByName(model);
  for (const { name, kind, norm, readers } of layers) {
    const channels = channelsOf.get(name) ?? [];
    if (channels.length === 0) continue;
    zero(weights, kernelOf(name, kind), kind === 'depthwise' ? 2 : 3, channels);
    zero(weights, `${name}/bias`, 0, channels);
    if (norm !== null) {
      zero(weights, `${norm}/gamma`, 0, channels);
      zero(weights, `${norm}/beta`, 0, channels);
    }
    for (const reader of readers) {
      const read = channels.map((channel) => reader.offset + channel);
      const inputAxis = reader.kind === 'dense' ? 0 : 2;
      zero(weights, kernelOf(reader.name, reader.kind), inputAxis, read);
    }
  }
}

function kernelOf(layer: string, kind: LayerKind): string {
  return `${layer}/${kind === 'depthwise' ? 'depthwise_kernel' : 'kernel'}`;
}

/** Zeroes the given positions along one axis; a weight that a layer does not have (a bias) is passed over. */
function zero(
  weights: ReadonlyMap<string, tfl.LayerVariable>,
  name: string,
  axis: number,
  positions: readonly number[],
): void {
  const variable = weights.get(name);
  if (variable === undefined) {
    if (name.endsWith('/bias')) return;
    throw new TypeError(`the network has no weight ${name}`);
  }
  const shape = variable.shape as number[];
  const values = Float32Array.from(variable.read().dataSync());
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const length = shape[axis]!;
  const isReset = new Set(positions);
  for (let i = 0; i < values.length; i++) {
    if (isReset.has(Math.floor(i / inner) % length)) values[i] = 0;
  }
  tf.tidy(() => void variable.write(tf.tensor(values, shape)));
}
