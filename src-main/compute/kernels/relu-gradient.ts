/** The gradient of ReLU as one TensorFlow operation instead of a step function and a product. */
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { input, nativeKernel, typeAttribute } from './native-backend.ts';

/** dy and y (the output of the ReLU), same shape -> dx. */
export const reluGradient: KernelConfig = {
  kernelName: 'AssayReluGradient',
  backendName: 'tensorflow',
  kernelFunc: nativeKernel((backend, inputs) =>
    backend.executeSingleOutput(
      'ReluGrad',
      [typeAttribute(backend, 'T', 'float32')],
      [input(inputs, 'dy'), input(inputs, 'y')],
    ),
  ),
};
