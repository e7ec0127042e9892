/** The parts that attacks on series are made of: optimiser, evolution, saliency; and what each does to a trained network. */
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  challengers,
  drawMembers,
  fittest,
  select,
  type Population,
} from '../../../src-main/train/attacks/crafting/differential-evolution.ts';
import { originalsOf } from '../../../src-main/train/attacks/crafting/craft-support.ts';
import { Generator } from '../../../src-main/train/attacks/crafting/generator.ts';
import {
  batchSizeFor,
  makeAdam,
  Surrogate,
  updateBy,
} from '../../../src-main/train/attacks/crafting/surrogate.ts';
import { distinctSteps, TriggerSearch, withTrigger } from '../../../src-main/train/attacks/crafting/tt-de.ts';
import { moveSalientSteps, salientSteps } from '../../../src-main/train/attacks/crafting/tt-fgsm.ts';
import { Rng } from '../../../src-shared/math/rng.ts';
import { useTensorflow } from '../../support/tensorflow.ts';
import { CLASSES, craftRequest, SIZE, TRAIN } from './series-fixture.ts';

beforeAll(useTensorflow);

const onUpdate = (): Promise<void> => Promise.resolve();
const CHOICE = { surrogate: 'ts-fcn', surrogateEpochs: 10, updateBudget: 100 };

describe('on a network that has learned the classes', () => {
  const request = craftRequest();
  let surrogate: Surrogate;
  beforeAll(async () => {
    surrogate = await Surrogate.build('ts-fcn', request);
    await surrogate.learn(TRAIN, Rng.fromSeed(1), { epochs: 10, updates: 100, onUpdate });
  });
  afterAll(() => surrogate.dispose());

  /** Mean log probability of the target. */
  async function confidence(series: Float32Array): Promise<number> {
    const p = await surrogate.probabilities(series, SIZE);
    const count = series.length / SIZE;
    let sum = 0;
    for (let i = 0; i < count; i++) sum += Math.log(p[i * CLASSES + request.target]!);
    return sum / count;
  }

  it('it tells the classes apart', async () => {
    const p = await surrogate.probabilities(TRAIN.values, SIZE);
    const right = TRAIN.labels.filter((label, i) => {
      const own = p.subarray(i * CLASSES, (i + 1) * CLASSES);
      return own.indexOf(Math.max(...own)) === label;
    });
    expect(right.length / TRAIN.labels.length).toBeGreaterThan(0.95);
  });

  it('the step along the gradient makes the target more probable', async () => {
    const originals = originalsOf(request);
    const options = { ...CHOICE, rounds: 1, share: 0.2, strength: 0.5 };
    const moved = await moveSalientSteps(surrogate, originals, request, options);
    expect(await confidence(moved)).toBeGreaterThan((await confidence(originals)) + 0.5);
  });

  it('evolution makes the target more probable, and never less from generation to generation', async () => {
    const originals = originalsOf(request);
    const sizes = { rounds: 1, generations: 8, population: 10, judges: 12 };
    const search = new TriggerSearch(surrogate, request, { ...CHOICE, ...sizes, share: 0.2, strength: 0.5 });
    const reached: number[] = [await confidence(originals)];
    const report = async (): Promise<void> => {
      reached.push(await confidence(withTrigger(originals, TRAIN.shape, search.found)));
    };
    await search.evolve(originals, Rng.fromSeed(4), report);
    expect(reached).toHaveLength(9);
    expect(reached.at(-1)).toBeGreaterThan(reached[0]! + 0.1);
    // The cost of the offsets, 0.01 for each of 14 at most, may be traded against confidence.
    reached.slice(2).forEach((value, i) => expect(value).toBeGreaterThan(reached[i + 1]! - 0.15));
  });

  it('the generator learns patterns that make the target more probable', async () => {
    const originals = originalsOf(request);
    const generator = new Generator(TRAIN.shape, { clip: 0.3, filters: 8 }, Rng.fromSeed(6));
    for (let step = 0; step < 50; step++) generator.learn(originals, surrogate.model, request.target);
    const triggered = await generator.triggered(originals, onUpdate);
    expect(await confidence(triggered)).toBeGreaterThan((await confidence(originals)) + 0.5);
    generator.dispose();
  });
});

it('Adam takes the first steps as computed by hand, and leaves nothing in memory', () => {
  const weight = tf.variable(tf.scalar(1));
  const before = tf.memory().numTensors;
  const adam = makeAdam(0.001);
  // The first step is the whole rate against the sign; after -1 the averages are -0.01 / 0.19 and 1.
  const expected = [1 - 0.001, 1 - 0.001 + (0.001 * 0.01) / 0.19];
  const seen = [1, -1].map((gradient) => {
    tf.tidy(() => updateBy(adam, [weight], { [weight.name]: tf.scalar(gradient) }));
    return weight.dataSync()[0]!;
  });
  seen.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
  adam.dispose();
  expect(tf.memory().numTensors).toBe(before);
  weight.dispose();
});

it('differential evolution finds the peak of a hill and keeps the best', () => {
  const peak = [0.3, -0.7, 0.1];
  const height = (genome: Float64Array): number =>
    -genome.reduce((sum, gene, i) => sum + (gene - peak[i]!) ** 2, 0);
  const judge = (members: Float64Array[]): Population => {
    return { members, fitness: Float64Array.from(members, height) };
  };
  const keep = (): undefined => undefined;
  const rng = Rng.fromSeed(2);
  let population = judge(drawMembers(20, 3, keep, rng));
  for (let generation = 0; generation < 60; generation++) {
    const before = height(fittest(population));
    population = select(population, judge(challengers(population.members, keep, rng)));
    expect(height(fittest(population))).toBeGreaterThanOrEqual(before);
  }
  fittest(population).forEach((gene, i) => expect(gene).toBeCloseTo(peak[i]!, 2));
});

it.each([
  [[0, 0, 0], 5, [0, 1, 2]],
  [[1, 3, 3], 5, [1, 3, 4]],
  [[4, 4, 4], 5, [2, 3, 4]],
  [[0, 4, 4, 4], 5, [0, 2, 3, 4]],
  [[2, 2, 2, 2], 4, [0, 1, 2, 3]],
])('steps %j of %i that are taken twice move to free ones', (ascending, steps, expected) => {
  expect(distinctSteps(ascending, steps)).toEqual(expected);
});

it('salient steps: first those both gradients agree on, then those of the largest gradient', () => {
  // Four steps of two variables.
  const toTarget = Float32Array.of(0.1, 0, 2, -5, 3, 1, -4, -4);
  const toOthers = Float32Array.of(-1, 0, -1, -9, -1, 2, -9, -9);
  // Saliency 0.1, 2, 3, 0; sizes 0.1, 7, 4, 8.
  expect(salientSteps(toTarget, toOthers, [4, 1, 2], 4)).toEqual([2, 1, 0, 3]);
  const silent = Float32Array.of(1, 1, 1, 1, 1, 1, 1, 1);
  expect(salientSteps(toTarget, silent, [4, 1, 2], 2)).toEqual([3, 1]);
});

it('a trigger of offsets moves its steps by deviations of each series', () => {
  const series = Float32Array.of(0, 10, 2, 10, 0, 10, 2, 10);
  const trigger = { steps: Int32Array.of(1, 3), offsets: Float64Array.of(0.5, 0.5, -1, 1) };
  // The second variable is constant and stays.
  expect([...withTrigger(series, [4, 1, 2], trigger)]).toEqual([0, 10, 2.5, 10, 0, 10, 1, 10]);
});

it('batches are a tenth of a small set and 64 of a large one', () => {
  expect([40, 120, 500, 6600].map(batchSizeFor)).toEqual([8, 12, 50, 64]);
});
