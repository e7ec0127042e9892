/**
 * Differentiable operations that networks here are made of. Each uses a fused kernel where the backend has one
 * (`compute/kernels`) and the composed form elsewhere; both pass the same tests.
 */
import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, runKernel } from './run-kernel.ts';

/** Borrows a mean and a variance, float32 [C] each; they carry no gradient and end with the call. */
export type StatisticsListener = (mean: tf.Tensor1D, variance: tf.Tensor1D) => void;

/** Averages that follow the statistics of batches, float32 [C] each; `keep` of the old value stays. */
export interface MovingAverages {
  mean: tf.Tensor1D;
  variance: tf.Tensor1D;
  keep: number;
}

/**
 * Normalises x float32 [B,H,W,C] by its own statistics, then scales and shifts by float32 [C] each. The listener gets the
 * statistics of the batch or, where there are averages, these moved towards them.
 */
export function batchNormTraining(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
  onStatistics: StatisticsListener,
  averages: MovingAverages | null = null,
): tf.Tensor4D {
  if (!hasKernel('AssayBatchNormTraining')) {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    const moved = (old: tf.Tensor1D, now: tf.Tensor, keep: number): tf.Tensor1D =>
      tf.add(tf.mul(old, keep), tf.mul(now, 1 - keep));
    onStatistics(
      averages === null ? (mean as tf.Tensor1D) : moved(averages.mean, mean, averages.keep),
      averages === null ? (variance as tf.Tensor1D) : moved(averages.variance, variance, averages.keep),
    );
    return tf.batchNorm4d(x, mean as tf.Tensor1D, variance as tf.Tensor1D, offset, scale, epsilon);
  }
  const operation = tf.customGrad((...args) => {
    const [input, gamma, beta, save] = args as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const moving = averages === null ? {} : { movingMean: averages.mean, movingVariance: averages.variance };
    const outputs = runKernel(
      'AssayBatchNormTraining',
      { x: input, scale: gamma, offset: beta, ...moving },
      { epsilon, keep: averages?.keep ?? 0 },
    );
    const [value, mean, variance, reserve1, reserve2, reserve3] = outputs as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    onStatistics(mean as tf.Tensor1D, variance as tf.Tensor1D);
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

/** Mean over the map: x float32 [B,H,W,C] -> [B,C]. Its gradient needs no ones of the size of x from JavaScript. */
export function spatialMean(x: tf.Tensor4D): tf.Tensor2D {
  const operation = tf.customGrad((...args) => {
    const [input] = args as [tf.Tensor4D];
    const [count, height, width, channels] = input.shape;
    return {
      value: tf.mean(input, [1, 2]),
      gradFunc: (dy: tf.Tensor) => {
        const share = tf.reshape(tf.div(dy, height * width), [count, 1, 1, channels]);
        return tf.tile(share, [1, height, width, 1]);
      },
    };
  });
  return operation(x) as tf.Tensor2D;
}

/** max(x, 0), any shape. */
export function relu<T extends tf.Tensor>(x: T): T {
  if (!hasKernel('AssayReluGradient')) return tf.relu(x);
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
  if (!hasKernel('AssaySparseCrossEntropy')) {
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
