/**
 * ReLU with an upper bound of 6 (MobileNetV2): one native operation forward and three backward, where the library takes
 * two and about eight. Serialises as the library's own `ReLU`.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { hasKernel, runKernel } from '../layers/run-kernel.ts';

const BOUND = 6;
const GRADIENT = 'AssayReluGradient';

export class Relu6 extends tfl.layers.Layer {
  static className = 'ReLU';

  constructor(config: { name: string }) {
    super(config);
  }

  override computeOutputShape(inputShape: tfl.Shape): tfl.Shape {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return relu6((Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), maxValue: BOUND };
  }
}

/** min(max(x, 0), 6), any shape; no gradient where x is at a bound or beyond it. */
export function relu6(x: tf.Tensor): tf.Tensor {
  if (!hasKernel(GRADIENT)) return tf.relu6(x);
  const operation = tf.customGrad((...args) => {
    const [input, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    const value = tf.relu6(input);
    save([value]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [y] = saved as [tf.Tensor];
        // The gradient of a ReLU passes where its second input is positive: first above 0, then below 6.
        return tf.tidy(() => reluGradient(reluGradient(dy, y), tf.sub(BOUND, y)));
      },
    };
  });
  return operation(x);
}

function reluGradient(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return runKernel(GRADIENT, { dy, y })[0] as tf.Tensor;
}
