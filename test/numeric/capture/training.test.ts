/** Training as a captured graph is the same training: losses, weights, slots, and what hooks see between two steps. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { readWeights, writeWeights } from '../../../src-main/train/architectures/weights.ts';
import type { Batch } from '../../../src-main/train/loop/step.ts';
import { WeightAverage } from '../../../src-main/train/optim/weight-average.ts';
import { useTensorflow } from '../../support/tensorflow.ts';
import {
  asWritten,
  captured,
  CLASSES,
  liveTensors,
  OPTIMIZER,
  randomBatch,
  SHAPE,
  smallNetwork,
  type Training,
  wideResNet,
} from './networks.ts';

const STEPS = 50;
const TOLERANCE = 1e-4;

beforeAll(useTensorflow);

const small = (name: string | number, size = 16): Batch => randomBatch(String(name), size, SHAPE, CLASSES);
/** Falls at every step, as a cosine does. */
const falling = (step: number): number => 0.1 * Math.cos((Math.PI * step) / (2 * STEPS + 2));

function largestDifference(a: Iterable<number>, b: ArrayLike<number>): number {
  let largest = 0;
  let i = 0;
  for (const value of a) largest = Math.max(largest, Math.abs(value - (b[i++] as number)));
  return largest;
}

function weightsDifference(a: Training, b: Training): number {
  const others = readWeights(b.learner.model);
  return Math.max(
    ...[...readWeights(a.learner.model)].map(([name, values]) =>
      largestDifference(values, others.get(name)!),
    ),
  );
}

describe('a small network with batch normalisation, momentum and weight decay', () => {
  it('has the same losses over 50 steps, and the same weights, averages and slots after them', () => {
    const [eager, graph] = [asWritten(smallNetwork()), captured(smallNetwork())];
    for (let step = 0; step < STEPS; step++) {
      const expected = eager.step(small(step), falling(step));
      const seen = graph.step(small(step), falling(step));
      expect(Math.abs(seen.objective - expected.objective)).toBeLessThan(TOLERANCE);
      expect(largestDifference(seen.losses, expected.losses)).toBeLessThan(TOLERANCE);
    }
    expect(graph.runner).toMatchObject({ graphs: 1, whyNot: null });
    expect(weightsDifference(eager, graph)).toBeLessThan(TOLERANCE);
    const slots = graph.optimizer.state();
    for (const [name, values] of eager.optimizer.state()) {
      expect(largestDifference(values, slots.get(name)!), name).toBeLessThan(TOLERANCE);
    }
    // The training did move them.
    expect(weightsDifference(graph, asWritten(smallNetwork()))).toBeGreaterThan(0.01);
  });

  it('has the same losses with frozen averages', () => {
    const [eager, graph] = [asWritten(smallNetwork()), captured(smallNetwork())];
    let largest = 0;
    for (let step = 0; step < STEPS; step++) {
      const [expected, seen] = [eager, graph].map((training) => {
        const frozen = { batchNorm: 'inference' };
        const forward = (x: tf.Tensor): tf.Tensor2D => training.learner.model.apply(x, frozen) as tf.Tensor2D;
        return training.step(small(step), falling(step), forward).objective;
      });
      largest = Math.max(largest, Math.abs(expected! - seen!));
    }
    expect(largest).toBeLessThan(TOLERANCE);
    expect(graph.runner).toMatchObject({ graphs: 1, whyNot: null });
  });

  it('heeds a rate that stays the same for a while and then drops', () => {
    const [eager, graph] = [asWritten(smallNetwork()), captured(smallNetwork())];
    const rate = (step: number): number => (step < 10 ? 0.1 : 0.001);
    for (let step = 0; step < 20; step++) {
      eager.step(small(step), rate(step));
      graph.step(small(step), rate(step));
    }
    expect(graph.runner.graphs).toBe(1);
    expect(weightsDifference(eager, graph)).toBeLessThan(TOLERANCE);
  });

  it('has one graph also where the rate equals another number of the optimizer by chance, and then does not', () => {
    const [eager, graph] = [asWritten(smallNetwork()), captured(smallNetwork())];
    const { weightDecay } = OPTIMIZER;
    for (const [step, rate] of [weightDecay, weightDecay, weightDecay, 0.01, 0.05].entries()) {
      eager.step(small(step), rate);
      graph.step(small(step), rate);
    }
    expect(graph.runner).toMatchObject({ graphs: 1, whyNot: null });
    expect(weightsDifference(eager, graph)).toBeLessThan(TOLERANCE);
  });

  it('heeds weights of samples that change, negative ones too', () => {
    const [eager, graph] = [asWritten(smallNetwork()), captured(smallNetwork())];
    for (let step = 0; step < 12; step++) {
      const batch = { ...small(step), weights: new Float32Array(16).fill((step % 3) - 1) };
      const expected = eager.step(batch, 0.01).objective;
      expect(Math.abs(graph.step(batch, 0.01).objective - expected)).toBeLessThan(TOLERANCE * 16);
    }
    expect(graph.runner.graphs).toBe(1);
    expect(weightsDifference(eager, graph)).toBeLessThan(TOLERANCE);
  });

  it('has a graph for each size of batch', () => {
    const [eager, graph] = [asWritten(smallNetwork()), captured(smallNetwork())];
    for (let step = 0; step < 12; step++) {
      const batch = small(step, step % 4 === 3 ? 5 : 16);
      const expected = eager.step(batch, 0.05).objective;
      expect(Math.abs(graph.step(batch, 0.05).objective - expected)).toBeLessThan(TOLERANCE);
    }
    expect(graph.runner).toMatchObject({ graphs: 2, whyNot: null });
    expect(weightsDifference(eager, graph)).toBeLessThan(TOLERANCE);
  });

  it('keeps the number of living tensors over 200 steps', () => {
    const graph = captured(smallNetwork());
    for (let step = 0; step < 5; step++) graph.step(small(step), 0.01);
    const before = liveTensors();
    for (let step = 0; step < 200; step++) graph.step(small(step % 5), 0.01);
    expect(graph.runner.graphs).toBe(1);
    expect(liveTensors()).toEqual(before);
  });

  it('leaves no tensor and no session behind', () => {
    const before = liveTensors();
    const graph = captured(smallNetwork());
    for (let step = 0; step < 5; step++) graph.step(small(step), 0.01);
    graph.dispose();
    expect(liveTensors()).toEqual(before);
    const backend = tf.backend() as tf.KernelBackend & { getNumOfSavedModels(): number };
    const sessions = backend.getNumOfSavedModels();
    const another = captured(smallNetwork());
    for (let step = 0; step < 3; step++) another.step(small(step), 0.01);
    expect(backend.getNumOfSavedModels()).toBe(sessions + 1);
    another.dispose();
    expect(backend.getNumOfSavedModels()).toBe(sessions);
  });

  it('keeps the weights when the sessions are ended, and goes on as it is written', () => {
    const [eager, graph] = [asWritten(smallNetwork()), captured(smallNetwork())];
    for (let step = 0; step < 8; step++) {
      if (step === 5) graph.runner.dispose();
      eager.step(small(step), 0.05);
      graph.step(small(step), 0.05);
    }
    expect(weightsDifference(eager, graph)).toBeLessThan(TOLERANCE);
  });
});

describe('between two steps', () => {
  it('an average of the weights sees every one of them', () => {
    const [eager, graph] = [asWritten(smallNetwork()), captured(smallNetwork())];
    const averages = [eager, graph].map(({ learner }) => new WeightAverage(learner.weights, 0.8));
    for (let step = 0; step < 10; step++) {
      [eager, graph].forEach((training, i) => {
        training.step(small(step), 0.1);
        averages[i]!.update(training.learner.weights, step);
      });
    }
    const [expected, seen] = averages.map((average) => average.state());
    for (const [name, values] of expected!) {
      expect(largestDifference(values, seen!.get(name)!), name).toBeLessThan(TOLERANCE);
    }
    expect(graph.runner.graphs).toBe(1);
  });

  it('a weight that a hook writes is the one that the next step starts from', () => {
    const [eager, graph] = [asWritten(smallNetwork()), captured(smallNetwork())];
    for (let step = 0; step < 10; step++) {
      for (const training of [eager, graph]) {
        training.step(small(step), 0.1);
        const kernel = training.learner.weights.get('conv/kernel')!;
        if (step % 3 === 2) tf.tidy(() => kernel.assign(tf.mul(kernel, 0.5)));
      }
    }
    expect(graph.runner.graphs).toBe(1);
    expect(weightsDifference(eager, graph)).toBeLessThan(TOLERANCE);
  });

  it('a copy of a weight stays what it was when it was taken', () => {
    const graph = captured(smallNetwork());
    for (let step = 0; step < 4; step++) graph.step(small(step), 0.1);
    const kernel = graph.learner.weights.get('conv/kernel')!;
    const copy = tf.clone(kernel);
    const twin = captured(smallNetwork());
    for (let step = 0; step < 4; step++) twin.step(small(step), 0.1);
    graph.step(small(4), 0.1);
    graph.step(small(5), 0.1);
    const expected = twin.learner.weights.get('conv/kernel')!.dataSync();
    expect([...copy.dataSync()]).toEqual([...expected]);
    expect([...kernel.dataSync()]).not.toEqual([...expected]);
    copy.dispose();
  });
});

it('two networks are captured at once and do not touch each other', () => {
  const seeds = [1, 2];
  const eager = seeds.map((seed) => asWritten(smallNetwork(seed)));
  const graphs = seeds.map((seed) => captured(smallNetwork(seed)));
  for (let step = 0; step < 10; step++) {
    seeds.forEach((seed, i) => {
      const expected = eager[i]!.step(small(`${seed}/${step}`), 0.1).objective;
      const seen = graphs[i]!.step(small(`${seed}/${step}`), 0.1).objective;
      expect(Math.abs(seen - expected)).toBeLessThan(TOLERANCE);
    });
  }
  seeds.forEach((_, i) => {
    expect(graphs[i]!.runner.graphs).toBe(1);
    expect(weightsDifference(eager[i]!, graphs[i]!)).toBeLessThan(TOLERANCE);
  });
  expect(weightsDifference(graphs[0]!, graphs[1]!)).toBeGreaterThan(0.01);
});

it('a training that is taken up in the middle goes on to the bit', () => {
  const whole = captured(smallNetwork());
  const first = captured(smallNetwork());
  for (let step = 0; step < 12; step++) {
    whole.step(small(step), falling(step));
    if (step < 6) first.step(small(step), falling(step));
  }
  const second = captured(smallNetwork(3));
  writeWeights(second.learner.model, readWeights(first.learner.model));
  second.optimizer.restore(second.learner.weights, first.optimizer.state());
  for (let step = 6; step < 12; step++) second.step(small(step), falling(step));
  expect(weightsDifference(whole, second)).toBe(0);
});

it('WRN-16-1 at batch 32 has the same losses over 50 steps', { timeout: 600_000 }, async () => {
  const [eager, graph] = [asWritten(await wideResNet()), captured(await wideResNet())];
  const batches = Array.from({ length: 5 }, (_, i) => randomBatch(`wrn/${i}`, 32, [32, 32, 3], 10));
  const started = liveTensors().library;
  let largest = 0;
  for (let step = 0; step < STEPS; step++) {
    const batch = batches[step % 5] as Batch;
    const expected = eager.step(batch, falling(step));
    const seen = graph.step(batch, falling(step));
    largest = Math.max(largest, Math.abs(seen.objective - expected.objective));
  }
  expect(largest).toBeLessThan(TOLERANCE);
  expect(graph.runner).toMatchObject({ graphs: 1, whyNot: null });
  // Slots of both optimisers, and nothing else.
  expect(liveTensors().library - started).toBe(2 * eager.learner.weights.size);
  expect(weightsDifference(eager, graph)).toBeLessThan(TOLERANCE);
});
