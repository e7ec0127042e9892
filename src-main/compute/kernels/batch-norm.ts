/**
 * Batch normalisation with batch statistics as one TensorFlow operation forward and one backward. tfjs composes
 * both from some twenty elementwise kernels a layer, which is most of the time of a training step on small images.
 */
import type { KernelConfig, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import {
  input,
  nativeKernel,
  typeAttribute,
  type NativeBackend,
  type OpAttribute,
} from './native-backend.ts';

function attributes(
  backend: NativeBackend,
  parameters: Record<string, unknown>,
  isTraining: boolean,
): OpAttribute[] {
  return [
    typeAttribute(backend, 'T', 'float32'),
    typeAttribute(backend, 'U', 'float32'),
    { name: 'epsilon', type: backend.binding.TF_ATTR_FLOAT, value: Number(parameters['epsilon']) },
    { name: 'data_format', type: backend.binding.TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: backend.binding.TF_ATTR_BOOL, value: isTraining },
  ];
}

/**
 * x [B,H,W,C], scale [C], offset [C] -> y, mean, variance (unbiased), three reserves for the gradient. Mean and variance
 * are those of the batch or, where the moving averages [C] are given too, these averages moved: `keep` of the old value
 * stays.
 */
export const batchNormTraining: KernelConfig = {
  kernelName: 'AssayBatchNormTraining',
  backendName: 'tensorflow',
  kernelFunc: nativeKernel((backend, inputs, parameters) => {
    const scale = input(inputs, 'scale');
    const averages = isMoving(inputs)
      ? [input(inputs, 'movingMean'), input(inputs, 'movingVariance')]
      : nothing(backend, scale);
    const share = isMoving(inputs) ? 1 - Number(parameters['keep']) : 1;
    return backend.executeMultipleOutputs(
      'FusedBatchNormV3',
      [
        ...attributes(backend, parameters, true),
        { name: 'exponential_avg_factor', type: backend.binding.TF_ATTR_FLOAT, value: share },
      ],
      [input(inputs, 'x'), scale, input(inputs, 'offset'), ...averages],
      6,
    );
  }),
};

function isMoving(inputs: NamedTensorInfoMap): boolean {
  return inputs['movingMean'] !== undefined;
}

/** What stands in for averages that do not count. */
function nothing(backend: NativeBackend, scale: TensorInfo): TensorInfo[] {
  const empty = backend.executeSingleOutput('ZerosLike', [typeAttribute(backend, 'T', 'float32')], [scale]);
  return [empty, empty];
}

/** dy, x [B,H,W,C], scale [C] and the three reserves -> dx, dscale, doffset. */
export const batchNormTrainingGradient: KernelConfig = {
  kernelName: 'AssayBatchNormTrainingGradient',
  backendName: 'tensorflow',
  kernelFunc: nativeKernel((backend, inputs, parameters) =>
    backend
      .executeMultipleOutputs(
        'FusedBatchNormGradV3',
        attributes(backend, parameters, true),
        ['dy', 'x', 'scale', 'reserve1', 'reserve2', 'reserve3'].map((name) => input(inputs, name)),
        5,
      )
      .slice(0, 3),
  ),
};
