/** ReLU6 by native operations is what the library composes, gradients included. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { relu6 } from '../../../src-main/train/architectures/relu6.ts';
import { kernelSettings } from '../../../src-main/train/layers/run-kernel.ts';
import { useTensorflow } from '../../support/tensorflow.ts';

beforeAll(useTensorflow);
afterEach(() => void (kernelSettings.fused = true));

const X = [-1e9, -3, -1e-6, 1e-6, 0.5, 3, 5.999, 6.001, 7, 1e9];
const DY = [1, 2, 3, 4, -5, 6, 7, 8, 9, 10];

it.each([true, false])(
  'bounds values and lets gradients pass between the bounds only (fused: %s)',
  (fused) => {
    kernelSettings.fused = fused;
    const x = tf.tensor1d(X);
    expect([...relu6(x).dataSync()]).toEqual([...tf.clipByValue(x, 0, 6).dataSync()]);
    const gradient = tf.grad((input) => relu6(input))(x, tf.tensor1d(DY));
    expect([...gradient.dataSync()]).toEqual([0, 0, 0, 4, -5, 6, 7, 0, 0, 0]);
  },
);
