/** Cross-entropy of logits with integer labels, and its gradient, as one TensorFlow operation. */
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { input, nativeKernel, typeAttribute } from './native-backend.ts';

/** logits float32 [B,K], labels int32 [B] -> loss [B] in nats, gradient of each loss [B,K]. */
export const sparseCrossEntropy: KernelConfig = {
  kernelName: 'AssaySparseCrossEntropy',
  backendName: 'tensorflow',
  kernelFunc: nativeKernel((backend, inputs) =>
    backend.executeMultipleOutputs(
      'SparseSoftmaxCrossEntropyWithLogits',
      [typeAttribute(backend, 'T', 'float32'), typeAttribute(backend, 'Tlabels', 'int32')],
      [input(inputs, 'logits'), input(inputs, 'labels')],
      2,
    ),
  ),
};
