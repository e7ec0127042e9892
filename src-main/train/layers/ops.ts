/**
 * Differentiable operations that networks here are made of. Each uses a fused kernel where the backend has one
 * (`compute/kernels`) and the composed form elsewhere; both pass the same tests.
 */
import * as tf from '@tensorflow/tfjs-core';

function hasKernel(name: string): boolean {
  const kernel: unknown = tf.getKernel(name, tf.getBackend());
  return kernel !== undefined && kernel !== null;
}

/** Runs a kernel by name and returns its outputs; they belong to the surrounding tidy. */
function runKernel(
  name: string,
  inputs: tf.NamedTensorMap,
  attributes: Record<string, number> = {},
): tf.Tensor[] {
  const result = tf.engine().runKernel<tf.Tensor | tf.Tensor[]>(name, inputs, attributes);
  return Array.isArray(result) ? result : [result];
}

/** `fused: false` forces the composed form: for tests and for measuring what the fused one gains. */
export const opSettings = { fused: true };

/** Borrows the mean and variance of a batch, float32 [C] each; they carry no gradient and end with the call. */
export type StatisticsListener = (mean: tf.Tensor1D, variance: tf.Tensor1D) => void;

/** Normalises x float32 [B,H,W,C] by its own statistics, then scales and shifts by float32 [C] each. */
export function batchNormTraining(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
  onStatistics: StatisticsListener,
): tf.Tensor4D {
  if (!opSettings.fused || !hasKernel('AssayBatchNormTraining')) {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    onStatistics(mean as tf.Tensor1D, variance as tf.Tensor1D);
    return tf.batchNorm4d(x, mean as tf.Tensor1D, variance as tf.Tensor1D, offset, scale, epsilon);
  }
  const operation = tf.customGrad((...args) => {
    const [input, gamma, beta, save] = args as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const outputs = runKernel(
      'AssayBatchNormTraining',
      { x: input, scale: gamma, offset: beta },
      { epsilon },
    );
    const [value, batchMean, batchVariance, reserve1, reserve2, reserve3] = outputs as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    onStatistics(batchMean as tf.Tensor1D, batchVariance as tf.Tensor1D);
    save([input, gamma, reserve1, reserve2, reserve3]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [sx, sScale, r1, r2, r3] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        return runKernel(
          'AssayBatchNormTrainingGradient',
          { dy, x: sx, scale: sScale, reserve1: r1, reserve2: r2, reserve3: r3 },
          { epsilon },
        );
      },
    };
  });
  return operation(x, scale, offset) as tf.Tensor4D;
}

/** max(x, 0), any shape. */
export function relu<T extends tf.Tensor>(x: T): T {
  if (!opSettings.fused || !hasKernel('AssayReluGradient')) return tf.relu(x);
  const operation = tf.customGrad((...args) => {
    const [input, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    const value = tf.relu(input);
    save([value]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        runKernel('AssayReluGradient', { dy, y: saved[0] as tf.Tensor }),
    };
  });
  return operation(x) as T;
}

/** Cross-entropy in nats of each row: logits float32 [B,K], labels int32 [B] -> float32 [B]. */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  if (!opSettings.fused || !hasKernel('AssaySparseCrossEntropy')) {
    const oneHot = tf.oneHot(labels, logits.shape[1]);
    return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), oneHot), 1));
  }
  const operation = tf.customGrad((...args) => {
    const [input, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    const [loss, gradient] = runKernel('AssaySparseCrossEntropy', { logits: input, labels }) as [
      tf.Tensor,
      tf.Tensor,
    ];
    save([gradient]);
    return {
      value: loss,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => [tf.mul(tf.expandDims(dy, 1), saved[0] as tf.Tensor)],
    };
  });
  return operation(logits) as tf.Tensor1D;
}

/**
 * What `f` computes from x, as a given value: no gradient is taken through it, and what it makes on its way is not kept for
 * one. For networks that teach and are not taught.
 */
export function detached(x: tf.Tensor, f: (x: tf.Tensor) => tf.Tensor2D): tf.Tensor2D {
  const operation = tf.customGrad((...args) => {
    const [input] = args as [tf.Tensor];
    return { value: f(input), gradFunc: () => tf.zerosLike(input) };
  });
  return operation(x);
}
