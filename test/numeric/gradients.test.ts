import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { initialiseWeights } from '../../src-main/train/architectures/initialise.ts';
import { findArchitecture } from '../../src-main/train/architectures/registry.ts';
import { trainableByName } from '../../src-main/train/architectures/weights.ts';
import { crossEntropy } from '../../src-main/train/layers/ops.ts';
import { inputGradient, variableGradients } from '../../src-main/train/optim/gradients.ts';
import { Rng } from '../../src-shared/math/rng.ts';
import { useTensorflow } from '../support/tensorflow.ts';

beforeAll(useTensorflow);

const LAYERS = 20;
const SIZE = 1000;

type VariableGradients = typeof variableGradients;
const OF_THE_LIBRARY: VariableGradients = (f, variables) => tf.variableGrads(f, [...variables]);

/** Copies of the values, by name. */
function valuesOf(grads: tf.NamedTensorMap): Record<string, number[]> {
  return Object.fromEntries(Object.entries(grads).map(([name, grad]) => [name, [...grad.dataSync()]]));
}

/** The same x; `look` is called when the gradient has come back to here. */
function lookout(x: tf.Tensor, look: () => void): tf.Tensor {
  const operation = tf.customGrad((...args) => {
    const [input] = args as [tf.Tensor];
    const gradFunc = (dy: tf.Tensor): tf.Tensor => {
      look();
      return tf.clone(dy);
    };
    return { value: tf.clone(input), gradFunc };
  });
  return operation(x);
}

/** Bytes of all tensors at the end of the way back through many layers. */
function bytesAtTheEnd(gradients: VariableGradients): number {
  let bytes = 0;
  tf.tidy(() => {
    const x = tf.variable(tf.ones([SIZE]));
    const before = tf.memory().numBytes;
    gradients(() => {
      let y = lookout(x, () => (bytes = tf.memory().numBytes - before));
      for (let i = 0; i < LAYERS; i++) y = tf.tanh(y);
      return tf.sum(y);
    }, [x]);
    x.dispose();
  });
  return bytes;
}

describe('gradients that free memory on their way back', () => {
  it.each(['wrn-16-1', 'mobilenet-v2'])('are those of the library to the last bit: %s', async (id) => {
    const model = await findArchitecture(id).build([16, 16, 3], 3);
    initialiseWeights(model, Rng.fromSeed(1));
    const rng = Rng.fromSeed(2);
    const size = 4 * 16 * 16 * 3;
    const x = tf.tensor4d(
      Float32Array.from({ length: size }, () => rng.normal()),
      [4, 16, 16, 3],
    );
    const labels = tf.tensor1d([0, 1, 2, 0], 'int32');
    const variables = [...trainableByName(model).values()];
    const [ours, theirs] = [variableGradients, OF_THE_LIBRARY].map((gradients) =>
      tf.tidy(() => {
        const loss = (): tf.Scalar => {
          const logits = model.apply(x, { batchNorm: 'train-no-update' }) as tf.Tensor2D;
          return tf.mean(crossEntropy(logits, labels));
        };
        const { value, grads } = gradients(loss, variables);
        return { loss: value.dataSync()[0], grads: valuesOf(grads) };
      }),
    );
    expect(Object.keys(ours?.grads ?? {})).toHaveLength(variables.length);
    expect(ours).toStrictEqual(theirs);
    tf.dispose([x, labels]);
    model.dispose();
  });

  it('hold what one layer needs, not what all need', () => {
    const layer = 4 * SIZE;
    expect(bytesAtTheEnd(variableGradients)).toBeLessThan(5 * layer);
    expect(bytesAtTheEnd(OF_THE_LIBRARY)).toBeGreaterThan(2 * LAYERS * layer);
  });

  it('leave a gradient alone that an operation hands on as it is', () => {
    const sumOf = tf.customGrad((...args) => {
      const [a, b] = args as [tf.Tensor, tf.Tensor];
      return { value: tf.add(a, b), gradFunc: (dy: tf.Tensor) => [dy, dy] };
    });
    tf.tidy(() => {
      const x = tf.tensor1d([1, 2]);
      // d/dx (x^2 + 3x) x = 3x^2 + 6x
      const cubic = (at: tf.Tensor): tf.Scalar => tf.sum(tf.mul(sumOf(tf.square(at), tf.mul(at, 3)), at));
      expect([...inputGradient(cubic, x).dataSync()]).toEqual([9, 24]);
    });
  });

  it('leave no tensor behind, also where the function fails', () => {
    const x = tf.variable(tf.ones([3]));
    const before = tf.memory().numTensors;
    tf.dispose(variableGradients(() => tf.sum(tf.tanh(x)), [x]));
    expect(() =>
      tf.tidy(() =>
        variableGradients(() => {
          tf.tanh(x);
          throw new RangeError('no loss');
        }, [x]),
      ),
    ).toThrow('no loss');
    expect(tf.memory().numTensors).toBe(before);
    // What comes after is not disturbed by what failed.
    tf.tidy(() => {
      const { grads } = variableGradients(() => tf.sum(tf.square(x)), [x]);
      expect([...(grads[x.name] as tf.Tensor).dataSync()]).toEqual([2, 2, 2]);
    });
    x.dispose();
  });
});
