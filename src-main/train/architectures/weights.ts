/** Weights of a model by stable name (`layer/weight`), whatever the library appended to make names unique. */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';

export function weightsByName(model: tfl.LayersModel): Map<string, tfl.LayerVariable> {
  const weights = new Map<string, tfl.LayerVariable>();
  for (const layer of model.layers) {
    for (const variable of layer.weights) {
      const local = variable.originalName.split('/').at(-1) ?? variable.originalName;
      weights.set(`${layer.name}/${local}`, variable);
    }
  }
  return weights;
}

/** Trainable weights only, in layer order. */
export function trainableByName(model: tfl.LayersModel): Map<string, tf.Variable> {
  const trainable = new Map<string, tf.Variable>();
  for (const [name, variable] of weightsByName(model)) {
    if (variable.trainable) trainable.set(name, variable.read() as tf.Variable);
  }
  return trainable;
}

export function countTrainable(model: tfl.LayersModel): number {
  let count = 0;
  for (const variable of trainableByName(model).values()) count += variable.size;
  return count;
}

/** Values of every weight, moving averages included, as copies. */
export function readWeights(model: tfl.LayersModel): Map<string, Float32Array> {
  const values = new Map<string, Float32Array>();
  for (const [name, variable] of weightsByName(model)) {
    values.set(name, Float32Array.from(variable.read().dataSync()));
  }
  return values;
}

/** Writes every weight; throws `storage.corrupt` when a name or size is missing or does not fit. */
export function writeWeights(
  model: tfl.LayersModel,
  values: ReadonlyMap<string, Float32Array>,
  prefix = '',
): void {
  for (const [name, variable] of weightsByName(model)) {
    const shape = variable.shape as number[];
    const value = values.get(prefix + name);
    if (value?.length !== tf.util.sizeFromShape(shape)) {
      throw new AssayError(
        'storage.corrupt',
        `The checkpoint does not fit the network: weight ${prefix + name} is missing or has another size.`,
        { weight: prefix + name },
      );
    }
    tf.tidy(() => void variable.write(tf.tensor(value, shape)));
  }
}
