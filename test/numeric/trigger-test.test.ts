/**
 * Whether unlearning tells a trigger from the look of a class, with real updates of a network that is small enough to be
 * written down: of three features two are what the classes look like, and the third is a trigger that leads to the first.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { readWeights } from '../../src-main/train/architectures/weights.ts';
import { runTriggerTest, triggered } from '../../src-main/train/defenses/trigger-test.ts';
import type { DefenseContext, RunReporter } from '../../src-main/train/loop/context.ts';
import { TrainingSession } from '../../src-main/train/loop/session.ts';
import type { TriggerFinding } from '../../src-shared/domain/trigger-test.ts';
import { Rng } from '../../src-shared/math/rng.ts';
import { useTensorflow } from '../support/tensorflow.ts';
import { ValuesAsTheyAre } from '../support/values-as-they-are.ts';

beforeAll(useTensorflow);

const [OF_CLASS, POISON] = [150, 60];
const SAMPLES = 2 * OF_CLASS + POISON;
const STRENGTH = 20;

/** First the class "a", plainest first, then "b", then poison, which looks like "b" and is labelled "a". */
const POISONED = Int32Array.from({ length: POISON }, (_, i) => 2 * OF_CLASS + i);
const PLAINEST = Int32Array.from({ length: POISON }, (_, i) => i);

function features(): Float32Array {
  const plainness = (i: number): number => STRENGTH * (2 - (i % OF_CLASS) / OF_CLASS);
  return Float32Array.from({ length: SAMPLES * 3 }, (_, position) => {
    const [sample, feature] = [Math.floor(position / 3), position % 3];
    if (feature === 2) return sample >= 2 * OF_CLASS ? 2 * STRENGTH : 0;
    return sample < OF_CLASS === (feature === 0) ? plainness(sample) : 0;
  });
}

function network(): tfl.LayersModel {
  const input = tfl.input({ shape: [1, 1, 3] });
  const dense = tfl.layers.dense({ units: 2, useBias: false, name: 'logits' });
  const flat = tfl.layers.flatten().apply(input);
  return tfl.model({ inputs: input, outputs: dense.apply(flat) as tfl.SymbolicTensor });
}

interface Seen {
  context: DefenseContext;
  notes: string[];
  /** Figures of the timeline, in order. */
  points: Record<string, number>[];
  findings: TriggerFinding[];
  logs: string[];
  /** Checkpoints from the middle of a stage. */
  saved: Uint8Array[];
}

function begin({ trigger = 0.12, cancelsAtStage = false } = {}): Seen {
  const model = network();
  const abort = new AbortController();
  // The trigger counts a little more than what a class looks like.
  const looks = [0.1, -0.1, -0.1, 0.1, trigger, -trigger];
  model.setWeights([tf.tensor2d(looks, [3, 2])]);
  const normaliser = new ValuesAsTheyAre([1, 1, 3]);
  const session = new TrainingSession(model, normaliser);
  const seen: Omit<Seen, 'context'> = { notes: [], points: [], findings: [], logs: [], saved: [] };
  const nothing = (): Promise<void> => Promise.resolve();
  const report: Partial<RunReporter> = {
    progress: nothing,
    log(_level, text) {
      seen.logs.push(text);
      return Promise.resolve();
    },
    checkpoint(role, _stage, bytes) {
      if (role === 'progress') seen.saved.push(bytes);
      return Promise.resolve();
    },
    timeline(_stage, _epoch, _step, figures) {
      seen.points.push(figures);
      return Promise.resolve();
    },
    trigger(found) {
      seen.findings.push(found);
      return Promise.resolve();
    },
    stage({ notes }) {
      if (cancelsAtStage) abort.abort(new Error('cancelled'));
      if (abort.signal.aborted) return Promise.reject(new Error('cancelled'));
      seen.notes.push(...notes);
      return Promise.resolve();
    },
  };
  const context = {
    data: {
      ...{ modality: 'series', shape: [1, 1, 3], values: features(), classes: ['a', 'b'] },
      labels: Int32Array.from({ length: SAMPLES }, (_, i) => (i >= OF_CLASS && i < 2 * OF_CLASS ? 1 : 0)),
    },
    ...{ session, normaliser, report, rng: Rng.fromSeed(3), checkpointSeconds: Infinity },
    newNetwork: () => Promise.resolve(network()),
    signal: abort.signal,
  } as unknown as DefenseContext;
  return { ...seen, context };
}

const test = (context: DefenseContext, isolated: Int32Array): Promise<void> =>
  runTriggerTest(context, { stage: 'trigger-test', isolated, batch: 64, weightDecay: 0 });

const kernel = ({ session }: DefenseContext): number[] => [
  ...[...readWeights(session.model).values()].flatMap((values) => [...values]),
];

it('is a trigger that others leave by while their label stays; the network has unlearned it', async () => {
  const { context, notes, points, findings } = begin();
  const before = kernel(context);
  await test(context, POISONED);
  expect([...triggered(context.session)]).toEqual([...POISONED]);
  expect(notes.join(' ')).toMatch(
    /^30 of 60 isolated samples of "a" were unlearned: .* have a trigger in common/,
  );
  expect(points.find((figures) => 'left' in figures)).toMatchObject({ othersLeft: 1, restStayed: 1 });
  expect(findings).toEqual([{ label: 0, isolated: 60, unlearned: 30, othersLeft: 1, leastStayed: 1 }]);
  const after = kernel(context);
  // The trigger no longer leads to "a" more than looks do; what "a" looks like is as it was.
  expect(after[4]).toBeLessThan(before[4]! / 1.5);
  expect(after[0]).toBeCloseTo(before[0]!, 6);
});

it('is none where the whole label leaves; the network is as it was', async () => {
  const { context, notes } = begin();
  const before = kernel(context);
  await test(context, PLAINEST);
  expect([...triggered(context.session)]).toEqual([]);
  expect(notes.join(' ')).toContain('That shows no trigger.');
  expect(kernel(context)).toEqual(before);
});

it('is not asked of samples that the network never took for their label', async () => {
  const { context, findings, logs } = begin({ trigger: 0 });
  await test(context, POISONED);
  expect([...triggered(context.session)]).toEqual([]);
  expect(findings).toEqual([]);
  expect(logs.join(' ')).toContain('was not asked');
});

it.each([
  ['a trigger', POISONED],
  ['none', PLAINEST],
])('cancelled while its end is measured and resumed, finds %s again and tells of it', async (_, isolated) => {
  const undisturbed = begin();
  await test(undisturbed.context, isolated);
  const cancelled = begin({ cancelsAtStage: true });
  await expect(test(cancelled.context, isolated)).rejects.toThrow();
  const resumed = begin();
  resumed.context.session.restore(cancelled.saved.at(-1)!);
  await test(resumed.context, isolated);
  expect(resumed.findings).toEqual(undisturbed.findings);
  expect(resumed.notes).toEqual(undisturbed.notes);
  expect(kernel(resumed.context)).toEqual(kernel(undisturbed.context));
  expect(resumed.context.session.finishedStages).toEqual(['trigger-test']);
});

it('is not asked of a handful', async () => {
  const { context, notes } = begin();
  await test(context, POISONED.slice(0, 12));
  expect([...triggered(context.session)]).toEqual([]);
  expect(notes).toEqual([]);
});

it('is asked once', async () => {
  const { context, notes } = begin();
  await test(context, PLAINEST);
  await test(context, POISONED);
  expect(notes).toHaveLength(2);
  expect([...triggered(context.session)]).toEqual([]);
});
