/** The mean over the map with a gradient of its own; serialises as the library's own `GlobalAveragePooling2D`. */
import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { spatialMean } from './ops.ts';

export class SpatialMean extends tfl.layers.Layer {
  static className = 'GlobalAveragePooling2D';

  constructor(config: { name: string }) {
    super(config);
  }

  override computeOutputShape(inputShape: tfl.Shape): tfl.Shape {
    return [inputShape[0] ?? null, inputShape[3] ?? null];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return spatialMean((Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), dataFormat: 'channelsLast' };
  }
}
