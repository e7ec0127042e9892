import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { kernelSettings } from '../../src-main/train/layers/run-kernel.ts';
import { batchNormTraining, crossEntropy, relu, spatialMean } from '../../src-main/train/layers/ops.ts';
import { Rng } from '../../src-shared/math/rng.ts';
import { useTensorflow } from '../support/tensorflow.ts';

beforeAll(useTensorflow);

function normals(rng: Rng, shape: number[]): tf.Tensor {
  return tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => rng.normal()),
    shape,
  );
}

/** Value and input gradients of a weighted sum of an operation's output, fused and composed. */
function both(run: () => { value: tf.Tensor; grads: tf.Tensor[] }): [Float32Array[], Float32Array[]] {
  return [true, false].map((fused) => {
    kernelSettings.fused = fused;
    try {
      const { value, grads } = run();
      return [value, ...grads].map((tensor) => Float32Array.from(tensor.dataSync()));
    } finally {
      kernelSettings.fused = true;
    }
  }) as [Float32Array[], Float32Array[]];
}

function expectClose(a: Float32Array[], b: Float32Array[], tolerance: number): void {
  a.forEach((values, i) => {
    const largest = values.reduce((max, value, j) => Math.max(max, Math.abs(value - b[i]![j]!)), 0);
    expect(largest).toBeLessThan(tolerance);
  });
}

describe('fused kernels equal the composed form', () => {
  it('batch normalisation: output and three gradients', () => {
    const rng = Rng.fromSeed(1);
    const x = normals(rng, [6, 5, 4, 3]);
    const scale = normals(rng, [3]);
    const offset = normals(rng, [3]);
    const direction = normals(rng, [6, 5, 4, 3]);
    const [fused, composed] = both(() =>
      tf.valueAndGrads((a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
        tf.sum(
          tf.mul(
            batchNormTraining(a as tf.Tensor4D, b as tf.Tensor1D, c as tf.Tensor1D, 1e-5, () => undefined),
            direction,
          ),
        ),
      )([x, scale, offset]),
    );
    expectClose(fused, composed, 1e-4);
  });

  it('gives the listener the mean and variance of the batch', () => {
    const x = tf.tensor4d([1, 2, 3, 4, 5, 6], [3, 1, 1, 2]);
    const seen: number[][] = [];
    batchNormTraining(x, tf.tensor1d([1, 1]), tf.tensor1d([0, 0]), 1e-5, (mean, variance) => {
      seen.push([...mean.dataSync()], [...variance.dataSync()]);
    });
    expect(seen[0]).toEqual([3, 4]);
    // The unbiased variance of 1, 3, 5, as PyTorch keeps it in its running buffer.
    expect(seen[1]).toEqual([4, 4]);
  });

  it('gives the listener averages moved towards the batch', () => {
    const x = tf.tensor4d([1, 2, 3, 4, 5, 6], [3, 1, 1, 2]);
    const seen: number[][] = [];
    const averages = { mean: tf.tensor1d([1, 1]), variance: tf.tensor1d([2, 0]), keep: 0.75 };
    const note = (mean: tf.Tensor, variance: tf.Tensor): void => {
      seen.push([...mean.dataSync(), ...variance.dataSync()]);
    };
    batchNormTraining(x, tf.tensor1d([1, 1]), tf.tensor1d([0, 0]), 1e-5, note, averages);
    // 0.75 of the old value and a quarter of the batch's [3, 4] and [4, 4].
    expect(seen).toEqual([[1.5, 1.75, 2.5, 1]]);
    kernelSettings.fused = false;
    batchNormTraining(x, tf.tensor1d([1, 1]), tf.tensor1d([0, 0]), 1e-5, note, averages);
    kernelSettings.fused = true;
    expect(seen[1]!.slice(0, 2)).toEqual([1.5, 1.75]);
  });

  it('mean over the map: the value and the gradient of the library', () => {
    const rng = Rng.fromSeed(3);
    const x = normals(rng, [3, 4, 5, 2]) as tf.Tensor4D;
    const direction = normals(rng, [3, 2]);
    const [own, library] = [spatialMean, (a: tf.Tensor4D) => tf.mean(a, [1, 2])].map((mean) => {
      const { value, grad } = tf.valueAndGrad((a: tf.Tensor) =>
        tf.sum(tf.mul(mean(a as tf.Tensor4D), direction)),
      )(x);
      return [value, grad].map((tensor) => Float32Array.from(tensor.dataSync()));
    });
    expectClose(own!, library!, 1e-6);
  });

  it('ReLU: nothing passes back where the output is zero', () => {
    const x = tf.tensor1d([-2, -0.5, 0.5, 2]);
    const [fused, composed] = both(() => tf.valueAndGrads((a: tf.Tensor) => tf.sum(tf.square(relu(a))))([x]));
    expect([...fused[1]!]).toEqual([0, 0, 1, 4]);
    expectClose(fused, composed, 1e-6);
  });

  it('cross-entropy: loss and gradient, also for logits of 1000', () => {
    const logits = tf.tensor2d([2, 1, 0, 1000, 0, -1000], [2, 3]);
    const labels = tf.tensor1d([0, 2], 'int32');
    const weights = tf.tensor1d([1, 0.25]);
    const [fused, composed] = both(() =>
      tf.valueAndGrads((a: tf.Tensor) => tf.sum(tf.mul(crossEntropy(a as tf.Tensor2D, labels), weights)))([
        logits,
      ]),
    );
    expect(fused[0]![0]).toBeCloseTo(0.407606 + 0.25 * 2000, 3);
    expectClose(fused, composed, 1e-3);
  });

  it('batch normalisation gradient agrees with finite differences', () => {
    const rng = Rng.fromSeed(2);
    const values = Array.from({ length: 8 }, () => rng.normal());
    const direction = tf.tensor4d(
      Array.from({ length: 8 }, () => rng.normal()),
      [4, 1, 1, 2],
    );
    const scale = tf.tensor1d([1.5, 0.5]);
    const offset = tf.tensor1d([0, 0]);
    const loss = (x: tf.Tensor): tf.Scalar =>
      tf.sum(
        tf.mul(
          batchNormTraining(x as tf.Tensor4D, scale, offset, 1e-3, () => undefined),
          direction,
        ),
      );
    const gradient = tf
      .grad(loss)(tf.tensor4d(values, [4, 1, 1, 2]))
      .dataSync();
    const step = 1e-2;
    values.forEach((_, i) => {
      const at = (delta: number): number =>
        loss(
          tf.tensor4d(
            values.map((value, j) => (i === j ? value + delta : value)),
            [4, 1, 1, 2],
          ),
        ).dataSync()[0]!;
      expect(gradient[i]).toBeCloseTo((at(step) - at(-step)) / (2 * step), 2);
    });
  });
});
