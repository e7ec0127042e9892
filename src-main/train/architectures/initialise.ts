/**
 * First weights of a network from our own random streams, so that a seed alone fixes a run: convolutions normal with
 * standard deviation sqrt(2 / fan-out), dense weights uniform in +-1/sqrt(fan-in) with zero bias (the ABL code's WRN).
 * Batch normalisation starts at scale 1, offset 0, mean 0, variance 1.
 */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { Rng } from '../../../src-shared/math/rng.ts';
import { weightsByName } from './weights.ts';

export function initialiseWeights(model: tfl.LayersModel, rng: Rng): void {
  for (const [name, variable] of weightsByName(model)) {
    const shape = variable.shape as number[];
    const stream = rng.fork(name);
    if (name.endsWith('/kernel') && shape.length === 4) {
      const [height, width, , outChannels] = shape as [number, number, number, number];
      const deviation = Math.sqrt(2 / (height * width * outChannels));
      write(variable, shape, () => stream.normal() * deviation);
    } else if (name.endsWith('/kernel') && shape.length === 2) {
      const bound = 1 / Math.sqrt(shape[0] as number);
      write(variable, shape, () => (stream.uniform() * 2 - 1) * bound);
    } else if (name.endsWith('/bias')) {
      write(variable, shape, () => 0);
    }
  }
}

function write(variable: tfl.LayerVariable, shape: number[], draw: () => number): void {
  const values = new Float32Array(tf.util.sizeFromShape(shape));
  for (let i = 0; i < values.length; i++) values[i] = draw();
  tf.tidy(() => void variable.write(tf.tensor(values, shape)));
}
