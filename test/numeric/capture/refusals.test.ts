/** What changes is handed to the graph or ends it: nothing that a step makes differently may be frozen in one. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { CapturedStep } from '../../../src-main/compute/capture/captured-step.ts';
import { newStepRunner } from '../../../src-main/compute/capture/execution.ts';
import { useTensorflow } from '../../support/tensorflow.ts';
import { liveTensors } from './networks.ts';

beforeAll(useTensorflow);

/** Runs `body` as a captured step and returns the values of its result `y`. */
function valuesOf(step: { run: CapturedStep['run'] }, body: () => tf.Tensor): number[] {
  const { y } = step.run(() => ({ y: body() }));
  const values = [...y.dataSync<'float32'>()];
  tf.dispose(y);
  return values;
}

describe('what changes from step to step', () => {
  it('a number of the surrounding code, after many steps in which it did not change', () => {
    const step = new CapturedStep();
    let factor = 2;
    for (let i = 0; i < 8; i++)
      expect(valuesOf(step, () => tf.mul(tf.tensor1d([1, i]), factor))).toEqual([2, 2 * i]);
    factor = 3;
    expect(valuesOf(step, () => tf.mul(tf.tensor1d([1, 4]), factor))).toEqual([3, 12]);
    expect(step).toMatchObject({ graphs: 1, whyNot: null });
  });

  it('a mask and integer labels', () => {
    const step = new CapturedStep();
    for (let i = 0; i < 6; i++) {
      const mask = [i % 2, 1 - (i % 2), 1];
      const y = valuesOf(step, () => {
        const hot = tf.cast(tf.oneHot(tf.tensor1d([i % 3, 1, 2], 'int32'), 3), 'float32');
        return tf.sum(tf.mul(hot, tf.cast(tf.tensor1d(mask, 'bool'), 'float32')), 1);
      });
      expect(y).toEqual([mask[i % 3], mask[1], mask[2]]);
    }
    expect(step.graphs).toBe(1);
  });

  it('noise that the library draws', () => {
    const step = new CapturedStep();
    const draws = Array.from({ length: 6 }, () =>
      valuesOf(step, () => tf.add(tf.randomNormal([4]), tf.scalar(0))).join(),
    );
    expect(new Set(draws).size).toBe(6);
    expect(step.graphs).toBe(1);
  });

  it('a tensor from outside that is another one each time', () => {
    const step = new CapturedStep();
    for (let i = 0; i < 5; i++) {
      const outside = tf.tensor1d([i, -i]);
      expect(valuesOf(step, () => tf.add(outside, 1))).toEqual([i + 1, 1 - i]);
      outside.dispose();
    }
    expect(step.graphs).toBe(1);
  });

  it('the place of a slice: another graph for each, and in the end none', () => {
    const step = new CapturedStep();
    const row = tf.tensor1d([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
    for (let i = 0; i < 10; i++)
      expect(valuesOf(step, () => tf.mul(tf.slice(row, i, 1), 2))).toEqual([20 * i]);
    expect(step.graphs).toBe(0);
    expect(step.whyNot).toContain('fit none of its graphs');
    // As it is written it goes on.
    expect(valuesOf(step, () => tf.mul(tf.slice(row, 4, 1), 2))).toEqual([80]);
    row.dispose();
  });

  it('an attribute of an operation', () => {
    const step = new CapturedStep();
    const x = tf.tensor2d([[1, 2]]);
    const w = tf.tensor2d([
      [1, 2],
      [3, 4],
    ]);
    for (let i = 0; i < 6; i++) {
      expect(valuesOf(step, () => tf.matMul(x, w, false, i % 2 === 1))).toEqual(
        i % 2 === 1 ? [5, 11] : [7, 10],
      );
    }
    // A third one from the first step, which uploaded x and w.
    expect(step).toMatchObject({ graphs: 3, whyNot: null });
    tf.dispose([x, w]);
  });

  it('the way that the code takes', () => {
    const step = new CapturedStep();
    for (let i = 0; i < 6; i++) {
      const y = valuesOf(step, () => {
        const x = tf.scalar(i);
        return i < 3 ? tf.add(x, 1) : tf.mul(tf.square(x), 2);
      });
      expect(y).toEqual([i < 3 ? i + 1 : 2 * i * i]);
    }
    expect(step.graphs).toBe(2);
  });

  it('which of two variables is used, although both have the same value', () => {
    const step = new CapturedStep();
    const [a, b] = [tf.variable(tf.scalar(1)), tf.variable(tf.scalar(1))];
    for (let i = 0; i < 6; i++) {
      const chosen = i < 3 ? a : b;
      valuesOf(step, () => {
        const y: tf.Scalar = tf.add(chosen, 1);
        chosen.assign(y);
        return tf.mul(y, 1);
      });
    }
    expect([a.dataSync()[0], b.dataSync()[0]]).toEqual([4, 4]);
    tf.dispose([a, b]);
  });
});

describe('a step that cannot be a graph', () => {
  it('reads in JavaScript what it computes', () => {
    const step = new CapturedStep();
    for (let i = 0; i < 5; i++) {
      const y = valuesOf(step, () => tf.mul(tf.scalar(2), tf.add(tf.scalar(i), 1).dataSync()[0] as number));
      expect(y).toEqual([2 * (i + 1)]);
    }
    expect(step.whyNot).toBe('it reads the result of Add in JavaScript');
  });

  it('begins to read only after some steps, when it is a graph already', () => {
    const step = new CapturedStep();
    const variable = tf.variable(tf.scalar(0));
    for (let i = 0; i < 12; i++) {
      const y = valuesOf(step, () => {
        const next: tf.Scalar = tf.add(variable, 1);
        variable.assign(next);
        return tf.add(tf.scalar(i), i >= 6 ? (next.dataSync()[0] as number) : 0);
      });
      expect(y).toEqual([i >= 6 ? 2 * i + 1 : i]);
    }
    expect(variable.dataSync()[0]).toBe(12);
    expect(step.whyNot).toContain('in JavaScript');
    variable.dispose();
  });

  it('keeps a tensor for later', () => {
    const step = new CapturedStep();
    const kept: tf.Tensor[] = [];
    for (let i = 0; i < 3; i++) {
      valuesOf(step, () => {
        kept.push(tf.keep(tf.add(tf.scalar(i), 1)));
        return tf.mul(tf.scalar(1), 1);
      });
    }
    expect(kept.map((tensor) => tensor.dataSync()[0])).toEqual([1, 2, 3]);
    expect(step.whyNot).toContain('keeps the result of Add');
    tf.dispose(kept);
  });

  it('draws inside of TensorFlow', () => {
    const step = new CapturedStep();
    valuesOf(step, () => tf.cast(tf.multinomial(tf.tensor1d([0.5, 0.5]), 3, 1), 'float32'));
    expect(step.whyNot).toContain('Multinomial');
  });

  it('fails: the error comes through, and variables stay as they were', () => {
    const step = new CapturedStep();
    const variable = tf.variable(tf.tensor1d([1, 2]));
    const body = (other: number[]) => () => {
      variable.assign(tf.add(variable, 1));
      return tf.add(variable, tf.tensor1d(other));
    };
    for (let i = 0; i < 3; i++) valuesOf(step, body([0, 0]));
    expect(step.graphs).toBe(1);
    expect(() => valuesOf(step, () => tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[1, 2]])))).toThrow(
      /size-incompatible/,
    );
    expect([...variable.dataSync()]).toEqual([4, 5]);
    expect(valuesOf(step, body([0, 0]))).toEqual([5, 6]);
    variable.dispose();
  });

  it('fails inside of TensorFlow: the error comes through, and variables can be used', () => {
    const step = new CapturedStep();
    const variable = tf.variable(tf.scalar(1));
    const body = (row: number) => () => {
      const next: tf.Scalar = tf.add(variable, 1);
      variable.assign(next);
      return tf.sum(tf.scatterND(tf.tensor2d([[row]], [1, 1], 'int32'), tf.reshape(next, [1]), [3]));
    };
    for (let i = 0; i < 3; i++) valuesOf(step, body(i));
    expect(step.graphs).toBe(1);
    expect(() => valuesOf(step, body(99))).toThrow(/indices/);
    expect([4, 5]).toContain(variable.dataSync()[0]);
    variable.assign(tf.scalar(7));
    expect(valuesOf(step, body(1))).toEqual([8]);
    variable.dispose();
  });

  it('ends a tensor from before', () => {
    const step = new CapturedStep();
    for (let i = 0; i < 5; i++) {
      const outside = tf.add(tf.tensor1d([i, 1]), 0);
      const y = valuesOf(step, () => {
        const result = tf.mul(outside, 3);
        outside.dispose();
        return result;
      });
      expect(y).toEqual([3 * i, 3]);
    }
    expect(step.whyNot).toBe('it ends a tensor from before the step');
  });

  it('leaves no tensors behind', () => {
    const before = liveTensors();
    const row = tf.tensor1d([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const step = new CapturedStep();
    for (let i = 0; i < 9; i++) valuesOf(step, () => tf.mul(tf.slice(row, i, 1), 2));
    row.dispose();
    expect(liveTensors()).toEqual(before);
  });
});

describe('the choice of a loop', () => {
  const readsItself = (): tf.Tensor => tf.scalar(tf.add(tf.scalar(1), 1).dataSync()[0] as number);

  it('captured: an error where a step cannot be a graph', () => {
    const runner = newStepRunner('captured', 100);
    expect(() => valuesOf(runner, readsItself)).toThrow(
      expect.objectContaining({
        code: 'run.unfit',
        message: expect.stringContaining('reads the result') as string,
      }),
    );
    runner.dispose();
  });

  it('auto: as it is written where a step cannot be a graph, and the reason', () => {
    const runner = newStepRunner('auto', 100);
    expect(valuesOf(runner, readsItself)).toEqual([2]);
    expect(runner.whyNot).toContain('reads the result');
    runner.dispose();
  });

  it('auto: as it is written where the stage is too short to be worth it', () => {
    expect(newStepRunner('auto', 5)).not.toBeInstanceOf(CapturedStep);
    expect(newStepRunner('auto', 5000)).toBeInstanceOf(CapturedStep);
  });
});
