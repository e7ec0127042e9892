/**
 * First weights of a network from our own random streams, so that a seed alone fixes a run: convolutions normal with
 * standard deviation sqrt(2 / fan-out), dense weights uniform in +-1/sqrt(fan-in), all biases zero (the ABL code's WRN).
 * Batch normalisation starts at scale 1, offset 0, mean 0, variance 1.
 *
 * Fan-out counts the output channels of the whole layer. For depthwise kernels that is more than one input reaches, as
 * in the usual implementations of MobileNetV2; the batch normalisation behind each of them makes up for the scale.
 */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { Rng } from '../../../src-shared/math/rng.ts';
import { weightsByName } from './weights.ts';

/**
 * Writes every weight of the model. A weight's numbers depend on `rng` and on its own name only. Throws TypeError for a
 * weight of a kind that has no rule here, rather than leave what the library put there.
 */
export function initialiseWeights(model: tfl.LayersModel, rng: Rng): void {
  for (const [name, variable] of weightsByName(model)) {
    const shape = variable.shape as number[];
    write(variable, shape, drawFor(name, shape, rng.fork(name)));
  }
}

function drawFor(name: string, shape: readonly number[], stream: Rng): () => number {
  const kind = `${name.split('/').at(-1) ?? name} of rank ${shape.length}`;
  switch (kind) {
    case 'kernel of rank 4': {
      const [height, width, , outChannels] = shape as [number, number, number, number];
      const deviation = Math.sqrt(2 / (height * width * outChannels));
      return () => stream.normal() * deviation;
    }
    case 'depthwise_kernel of rank 4': {
      const [height, width, channels, multiplier] = shape as [number, number, number, number];
      const deviation = Math.sqrt(2 / (height * width * channels * multiplier));
      return () => stream.normal() * deviation;
    }
    case 'kernel of rank 2': {
      const bound = 1 / Math.sqrt(shape[0] as number);
      return () => (stream.uniform() * 2 - 1) * bound;
    }
    case 'bias of rank 1':
    case 'beta of rank 1':
    case 'moving_mean of rank 1':
      return () => 0;
    case 'gamma of rank 1':
    case 'moving_variance of rank 1':
      return () => 1;
    default:
      throw new TypeError(`there is no rule for the first values of weight ${name} (${kind})`);
  }
}

function write(variable: tfl.LayerVariable, shape: number[], draw: () => number): void {
  const values = new Float32Array(tf.util.sizeFromShape(shape));
  for (let i = 0; i < values.length; i++) values[i] = draw();
  tf.tidy(() => void variable.write(tf.tensor(values, shape)));
}
