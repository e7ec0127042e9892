/** Scoring many samples as a graph gives what it gives without one, also between the steps of a training. */
import { beforeAll, expect, it } from 'vitest';
import { CapturedStep } from '../../../src-main/compute/capture/captured-step.ts';
import { scoreAll } from '../../../src-main/train/defenses/score-all.ts';
import { TrainingSession } from '../../../src-main/train/loop/session.ts';
import { passesOver, predictLogits } from '../../../src-main/train/metrics/predict.ts';
import { Evaluator } from '../../../src-main/worker/evaluator.ts';
import { useTensorflow } from '../../support/tensorflow.ts';
import { captured, CLASSES, liveTensors, randomBatch, SHAPE, smallNetwork } from './networks.ts';

const COUNT = 1100;
const TOLERANCE = 1e-5;

beforeAll(useTensorflow);

it('scores the same, before and after weights and averages have moved, with one graph', async () => {
  const training = captured(smallNetwork());
  const { model, normaliser } = training.learner;
  const { values } = randomBatch('scored', COUNT, SHAPE, CLASSES);
  const size = values.length / COUNT;
  const runner = new CapturedStep();
  const { signal } = new AbortController();
  const score = (by?: CapturedStep): Promise<Float32Array> =>
    predictLogits(
      model,
      normaliser,
      COUNT,
      (begin, end) => values.subarray(begin * size, end * size),
      signal,
      by,
    );

  let before: Float32Array | null = null;
  for (let round = 0; round < 3; round++) {
    const expected = await score();
    const seen = await score(runner);
    expect(seen).toHaveLength(COUNT * CLASSES);
    expect(largest(seen, expected)).toBeLessThan(TOLERANCE);
    // The training in between did move what is scored.
    if (before !== null) expect(largest(seen, before)).toBeGreaterThan(100 * TOLERANCE);
    before = seen;
    for (let step = 0; step < 5; step++) {
      training.step(randomBatch(`${round}/${step}`, 16, SHAPE, CLASSES), 0.05);
    }
  }
  expect(passesOver(COUNT, SHAPE)).toBe(2);
  // Of images four times as large a pass takes a quarter.
  expect(passesOver(COUNT, [64, 64, 3])).toBe(Math.floor(COUNT / 125));
  expect(runner).toMatchObject({ graphs: 1, whyNot: null });
  expect(training.runner).toMatchObject({ graphs: 1, whyNot: null });
});

it('holds no more tensors after a hundred passes than after one', async () => {
  const { model, normaliser } = captured(smallNetwork()).learner;
  const { values } = randomBatch('scored', 500, SHAPE, CLASSES);
  const runner = new CapturedStep();
  const { signal } = new AbortController();
  const pass = (): Promise<Float32Array> =>
    predictLogits(model, normaliser, 500, () => values, signal, runner);
  await pass();
  const tensors = liveTensors();
  for (let i = 0; i < 100; i++) await pass();
  expect(liveTensors()).toEqual(tensors);
  expect(runner).toMatchObject({ graphs: 1, whyNot: null });
});

it('is what scores and measurements of a run are computed by', async () => {
  const { model, normaliser } = captured(smallNetwork()).learner;
  const { values, labels } = randomBatch('scored', COUNT, SHAPE, CLASSES);
  const samples = { modality: 'image', shape: SHAPE, values, labels } as const;
  const classes = Array.from({ length: CLASSES }, (_, i) => String(i));
  const data = { ...samples, classes, normalisation: { mean: [0, 0, 0], std: [1, 1, 1] } };
  const { signal } = new AbortController();
  const [scoring, measuring] = [new CapturedStep(), new CapturedStep()];
  const session = new TrainingSession(model, normaliser);
  const scores = await scoreAll({ data, session, normaliser, signal, passRunner: scoring });
  const measured = await new Evaluator(samples, CLASSES, null, normaliser, measuring).measure(model, signal);
  const right = scores.predicted.filter((label, i) => label === labels[i]).length;
  expect(measured.cleanAccuracy).toBe(right / COUNT);
  expect([scoring.graphs, measuring.graphs]).toEqual([1, 1]);
});

function largest(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}
