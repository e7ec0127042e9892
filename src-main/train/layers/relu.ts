/** ReLU with the fused gradient; serialises as the library's own `ReLU`. */
import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { relu } from './ops.ts';

export class Relu extends tfl.layers.Layer {
  static className = 'ReLU';

  constructor(config: { name: string }) {
    super(config);
  }

  override computeOutputShape(inputShape: tfl.Shape): tfl.Shape {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return relu((Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor);
  }
}
