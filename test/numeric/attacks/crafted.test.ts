/** The attacks on series that train: what they change, that they repeat to the bit, and that their triggers are learned. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { deviationsOf } from '../../../src-main/train/attacks/crafting/craft-support.ts';
import { Surrogate } from '../../../src-main/train/attacks/crafting/surrogate.ts';
import { poisonDataset, type PoisonResult } from '../../../src-main/train/attacks/poison-dataset.ts';
import { gatherValues } from '../../../src-main/train/data/batches.ts';
import { Rng } from '../../../src-shared/math/rng.ts';
import { useTensorflow } from '../../support/tensorflow.ts';
import { craftRequest, SIZE, STEPS, TEST, TRAIN, VARIABLES } from './series-fixture.ts';

beforeAll(useTensorflow);

const TO_FIRST = { kind: 'all-to-one', targets: [0] } as const;
const BRIEF = { surrogateEpochs: 2, updateBudget: 20 };
const ATTACKS = [
  { attack: 'tt-fgsm', options: { ...BRIEF, rounds: 2, strength: 0.5 } },
  {
    attack: 'tt-de',
    options: { ...BRIEF, rounds: 2, strength: 0.5, population: 8, generations: 4, judges: 8 },
  },
  { attack: 'tsba-b', options: { ...BRIEF, loops: 2, generatorUpdates: 15, filters: 8, clip: 0.1 } },
];

interface Asked {
  attack: string;
  options: Readonly<Record<string, unknown>>;
}

function poison({ attack, options }: Asked, seed = 3, signal = new AbortController().signal) {
  const source = { train: TRAIN, test: TEST, classes: ['a', 'b', 'c'], signal };
  const onProgress = (): Promise<void> => Promise.resolve();
  return poisonDataset({ ...source, onProgress }, { attack, rate: 0.1, mapping: TO_FIRST, seed, options });
}

/** How much each value moved, in deviations of its variable in the series, [N,T,V]. */
function movesOf(from: Float32Array, to: Float32Array): Float64Array {
  const deviations = deviationsOf(from, TRAIN.shape);
  return Float64Array.from(from, (value, i) => {
    return (to[i]! - value) / deviations[Math.floor(i / SIZE) * VARIABLES + (i % VARIABLES)]!;
  });
}

/** For each series the time steps at which something moved. */
function movedSteps(moves: Float64Array): number[][] {
  return Array.from({ length: moves.length / SIZE }, (_, n) =>
    [...Array(STEPS).keys()].filter((step) => {
      const begin = n * SIZE + step * VARIABLES;
      return moves.subarray(begin, begin + VARIABLES).some((move) => move !== 0);
    }),
  );
}

function pairsOf({ changed, triggeredTest }: PoisonResult): [from: Float32Array, to: Float32Array][] {
  return [
    [gatherValues(TRAIN, changed.indices) as Float32Array, changed.values as Float32Array],
    [TEST.values as Float32Array, triggeredTest as Float32Array],
  ];
}

const BOUNDS: Readonly<Record<string, (from: Float32Array, to: Float32Array) => void>> = {
  'tt-fgsm': (from, to) => {
    const moves = movesOf(from, to);
    for (const steps of movedSteps(moves)) expect(steps).toHaveLength(5);
    for (const move of moves) if (move !== 0) expect(Math.abs(move)).toBeCloseTo(0.5, 4);
  },
  'tt-de': (from, to) => {
    const moves = movesOf(from, to);
    const [first, ...others] = movedSteps(moves);
    expect(first).toHaveLength(5);
    for (const steps of others) expect(steps).toEqual(first);
    for (const move of moves) expect(Math.abs(move)).toBeLessThan(0.5 + 1e-4);
    // One trigger for all: the same offsets, up to the rounding of stored values.
    moves.forEach((move, i) => expect(move).toBeCloseTo(moves[i % SIZE]!, 4));
  },
  'tsba-b': (from, to) => {
    from.forEach((value, i) => {
      expect(Math.abs(to[i]! - value)).toBeLessThanOrEqual(0.1 * Math.abs(value) * (1 + 1e-5));
    });
    expect(to).not.toEqual(from);
  },
};

describe.each(ATTACKS)('$attack', (asked) => {
  let result: PoisonResult;
  beforeAll(async () => {
    result = await poison(asked);
  });

  it('poisons as many samples as asked for, with truth for each, and keeps the test split with its trigger', () => {
    expect(result.changed.indices).toHaveLength(12);
    expect(result.changed.values).toHaveLength(12 * SIZE);
    expect(result.triggeredTest).toHaveLength(TEST.values.length);
    expect(result.manifest.rules).toEqual([{ targets: [0, 0, 0], pattern: null }]);
    for (const { index, trueLabel, labelChanged } of result.truth) {
      expect(trueLabel).toBe(TRAIN.labels[index]);
      expect(trueLabel).not.toBe(0);
      expect(labelChanged).toBe(true);
    }
    expect([...result.changed.labels].every((label) => label === 0)).toBe(true);
    expect(result.notes.join(' ')).toMatch(
      /gives \d+\.\d % of the training samples.*turns \d+\.\d % of the test/,
    );
  });

  it('changes what it says and no more, in training and test samples alike', () => {
    for (const [from, to] of pairsOf(result)) {
      expect(to.every(Number.isFinite)).toBe(true);
      BOUNDS[asked.attack]!(from, to);
    }
  });

  it('is the same to the bit for the same seed and another for another, and leaves nothing in memory', async () => {
    const before = tf.memory().numTensors;
    expect(await poison(asked)).toEqual(result);
    const other = await poison(asked, 4);
    expect(other.changed.indices).not.toEqual(result.changed.indices);
    expect(other.triggeredTest).not.toEqual(result.triggeredTest);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('can be stopped', async () => {
    const controller = new AbortController();
    const before = tf.memory().numTensors;
    let calls = 0;
    const onProgress = (): Promise<void> => {
      // The first training of the helper takes 20 calls: this is in the search for the trigger.
      if ((calls += 1) === 23) controller.abort(new Error('stopped by the test'));
      return Promise.resolve();
    };
    const source = {
      train: TRAIN,
      test: TEST,
      classes: ['a', 'b', 'c'],
      signal: controller.signal,
      onProgress,
    };
    const made = poisonDataset(source, { ...asked, rate: 0.1, mapping: TO_FIRST, seed: 3 });
    await expect(made).rejects.toThrow('stopped by the test');
    expect(calls).toBe(23);
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('a network trained on what tt-fgsm poisoned answers its trigger and still tells the classes apart', async () => {
  const options = { surrogateEpochs: 8, rounds: 3 };
  const { changed, triggeredTest } = await poison({ attack: 'tt-fgsm', options });
  const values = TRAIN.values.slice();
  const labels = TRAIN.labels.slice();
  changed.indices.forEach((index, k) => {
    values.set(changed.values.subarray(k * SIZE, (k + 1) * SIZE), index * SIZE);
    labels[index] = 0;
  });
  const victim = await Surrogate.build('ts-fcn', craftRequest({ rng: Rng.fromSeed(21) }));
  const onUpdate = (): Promise<void> => Promise.resolve();
  const data = { ...TRAIN, values, labels };
  await victim.learn(data, Rng.fromSeed(22), { epochs: 12, updates: 120, onUpdate });
  const share = async (series: Float32Array, isHit: (answer: number, label: number) => boolean) => {
    const p = await victim.probabilities(series, SIZE);
    const rows = [...TEST.labels.keys()].filter((i) => TEST.labels[i] !== 0);
    const hits = rows.filter((i) => {
      const own = p.subarray(3 * i, 3 * i + 3);
      return isHit(own.indexOf(Math.max(...own)), TEST.labels[i]!);
    });
    return hits.length / rows.length;
  };
  const clean = TEST.values as Float32Array;
  expect(await share(clean, (answer, label) => answer === label)).toBeGreaterThan(0.9);
  expect(await share(triggeredTest as Float32Array, (answer) => answer === 0)).toBeGreaterThan(0.6);
  victim.dispose();
});
