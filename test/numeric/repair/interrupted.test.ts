/** A repair that is cancelled while it tries how far it may go, and resumed, ends as one that was not. */
import { beforeAll, describe, expect, it } from 'vitest';
import { readWeights } from '../../../src-main/train/architectures/weights.ts';
import { anp } from '../../../src-main/train/defenses/anp/definition.ts';
import { runAnp } from '../../../src-main/train/defenses/anp/run.ts';
import { meanOfRows } from '../../../src-main/train/defenses/fp/run.ts';
import type { DefenseContext } from '../../../src-main/train/loop/context.ts';
import { predictLogits } from '../../../src-main/train/metrics/predict.ts';
import { TrainingSession } from '../../../src-main/train/loop/session.ts';
import { predictionOfLogits } from '../../../src-shared/math/entropy.ts';
import { Rng } from '../../../src-shared/math/rng.ts';
import { parseOptions } from '../../../src-shared/schema/parse.ts';
import { useTensorflow } from '../../support/tensorflow.ts';
import { images, normaliser, PIXELS, reference, tinyNetwork } from './problem.ts';

/** A network that predicts every class, and what it predicts, so that each channel that is pruned may cost. */
let weights: Record<string, number[]>;
let labels: Int32Array;

beforeAll(async () => {
  await useTensorflow();
  const rows = images.length / PIXELS;
  const logitsOf = (model: ReturnType<typeof tinyNetwork>): Promise<Float32Array> =>
    predictLogits(
      ...([model, normaliser, rows] as const),
      (begin, end) => images.subarray(begin * PIXELS, end * PIXELS),
      new AbortController().signal,
    );
  const means = meanOfRows(await logitsOf(tinyNetwork()), CLASSES.length);
  const bias = reference.network.weights['logits/bias']!.map((value, k) => value - means[k]!);
  weights = { ...reference.network.weights, 'logits/bias': bias };
  labels = predictionOfLogits(await logitsOf(tinyNetwork(weights)), CLASSES.length);
});

const CLASSES = ['a', 'b', 'c'];
const OPTIONS = parseOptions(anp.options, {
  ...{ iterations: 40, epsilon: 2, cleanWeight: 0, batch: 8 },
  ...{ maxThreshold: 0.9, maxDrop: 0.03, augment: false },
});

interface Attempt {
  weights: number[];
  /** The checkpoint of an attempt that was cancelled. */
  saved: Uint8Array | null;
  /** Passes over the held-out samples after the masks were learned. */
  looks: number;
}

/** Cancelled in the pass with that number, from 1; never where it is null. */
async function attempt(from: Uint8Array | null, cancelIn: number | null): Promise<Attempt> {
  const abort = new AbortController();
  const ended: Omit<Attempt, 'weights'> = { saved: null, looks: 0 };
  const session = new TrainingSession(tinyNetwork(weights), normaliser);
  if (from !== null) session.restore(from);
  const watched = {
    shape: normaliser.shape,
    toTensor(values: Uint8Array) {
      if (session.finishedStages.includes('masks') && ++ended.looks === cancelIn) abort.abort();
      return normaliser.toTensor(values);
    },
  };
  const nothing = (): Promise<void> => Promise.resolve();
  const context = {
    data: { modality: 'image', shape: [4, 4, 2], values: images, labels, classes: CLASSES },
    ...{ session, normaliser: watched, trusted: Int32Array.from(labels.keys()), rng: Rng.fromSeed(4) },
    ...{ judged: { poison: [], clean: [] }, flipIsHarmless: false, checkpointSeconds: Infinity },
    signal: abort.signal,
    report: {
      ...{ progress: nothing, timeline: nothing, log: nothing, stage: nothing, evaluate: nothing },
      checkpoint(role: string, _stage: string, bytes: Uint8Array) {
        if (role === 'progress') ended.saved = bytes;
        return Promise.resolve();
      },
    },
  } as unknown as DefenseContext;
  await runAnp(context, OPTIONS).catch((thrown: unknown) => {
    if (!abort.signal.aborted) throw thrown;
  });
  const final = [...readWeights(session.model).values()].flatMap((values) => [...values]);
  return { ...ended, weights: final };
}

describe('adversarial neuron pruning', () => {
  it('cancelled while thresholds are tried prunes what it would have pruned', async () => {
    const undisturbed = await attempt(null, null);
    expect(undisturbed.looks).toBeGreaterThan(3);
    for (let look = 1; look < undisturbed.looks; look++) {
      const { saved } = await attempt(null, look);
      expect(saved, `cancelled in look ${look}`).not.toBeNull();
      expect((await attempt(saved, null)).weights, `cancelled in look ${look}`).toEqual(undisturbed.weights);
    }
  });
});
