/** The attacks on images that train: what they change, that they repeat to the bit, and what they do to their network. */
import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesAt } from '../../../src-main/train/attacks/crafting/image-bytes.ts';
import { TriggerMaker } from '../../../src-main/train/attacks/crafting/dynamic.ts';
import { findLatentPatch } from '../../../src-main/train/attacks/crafting/lba.ts';
import { moveAway } from '../../../src-main/train/attacks/crafting/lca.ts';
import { Surrogate } from '../../../src-main/train/attacks/crafting/surrogate.ts';
import { findPatch, strongestNeurons } from '../../../src-main/train/attacks/crafting/trojan-nn.ts';
import {
  applyTestTrigger,
  poisonDataset,
  type PoisonResult,
} from '../../../src-main/train/attacks/poison-dataset.ts';
import { weightsByName } from '../../../src-main/train/architectures/weights.ts';
import { gatherValues } from '../../../src-main/train/data/batches.ts';
import type { Mapping } from '../../../src-shared/domain/attack.ts';
import { bytesOfValues } from '../../../src-shared/domain/sample-values.ts';
import { Rng } from '../../../src-shared/math/rng.ts';
import { useTensorflow } from '../../support/tensorflow.ts';
import { CLASSES, craftRequest, IMAGE_SIZE, SHAPE, TEST, TRAIN } from './image-fixture.ts';

beforeAll(useTensorflow);

const onUpdate = (): Promise<void> => Promise.resolve();
const BRIEF = { surrogateEpochs: 2, updateBudget: 15 };
const TO_FIRST: Mapping = { kind: 'all-to-one', targets: [0] };

interface Asked {
  attack: string;
  options: Readonly<Record<string, unknown>>;
  /** Its poison has the target's own label, and no other. */
  isCleanLabel?: boolean;
  covers?: number;
}

const ATTACKS: readonly Asked[] = [
  { attack: 'trojan-nn', options: { ...BRIEF, steps: 15 } },
  { attack: 'lca', options: { ...BRIEF, steps: 3 }, isCleanLabel: true },
  { attack: 'lba', options: { ...BRIEF, steps: 8, searchBatch: 8 } },
  { attack: 'dynamic', options: { ...BRIEF, maskUpdates: 6, jointUpdates: 6, filters: 4 }, covers: 15 },
];

function poison({ attack, options }: Asked, seed = 3, mapping = TO_FIRST): Promise<PoisonResult> {
  const { signal } = new AbortController();
  const source = { train: TRAIN, test: TEST, classes: CLASSES, signal, onProgress: onUpdate };
  return poisonDataset(source, { attack, rate: 0.1, mapping, seed, options });
}

/** To the bit; values as bytes, since comparing them one by one takes long. */
function comparable({ changed, triggeredTest, ...rest }: PoisonResult): object {
  const hashOf = (values: PoisonResult['changed']['values']): string =>
    createHash('sha256').update(bytesOfValues(values)).digest('hex');
  return {
    ...rest,
    indices: [...changed.indices],
    labels: [...changed.labels],
    values: hashOf(changed.values),
    triggeredTest: triggeredTest === null ? null : hashOf(triggeredTest),
  };
}

describe.each(ATTACKS)('$attack', (asked) => {
  let result: PoisonResult;
  beforeAll(async () => {
    result = await poison(asked);
  });

  it('poisons as many samples as asked for, with truth for each', () => {
    const { changed, truth } = result;
    expect(truth.filter(({ isPoisoned }) => isPoisoned)).toHaveLength(15);
    expect(truth).toHaveLength(15 + (asked.covers ?? 0));
    expect(truth.map(({ index }) => index)).toEqual([...changed.indices]);
    truth.forEach(({ index, isPoisoned, trueLabel, labelChanged }, row) => {
      expect(trueLabel).toBe(TRAIN.labels[index]);
      expect(labelChanged).toBe(isPoisoned && asked.isCleanLabel !== true);
      if (isPoisoned) expect(trueLabel === 0).toBe(asked.isCleanLabel === true);
      expect(changed.labels[row]).toBe(isPoisoned ? 0 : trueLabel);
      const own = result.changed.values.slice(row * IMAGE_SIZE, (row + 1) * IMAGE_SIZE);
      expect(own).not.toEqual(gatherValues(TRAIN, [index]));
    });
    expect(result.notes.join(' ')).toMatch(/gives \d+\.\d % of the training samples/);
  });

  it('has a trigger for test samples, from the manifest or kept', () => {
    const made = result.triggeredTest ?? applyTestTrigger(result.manifest, 0, TEST.values, SHAPE);
    expect(made).toHaveLength(TEST.values.length);
    expect(made).not.toEqual(TEST.values);
    expect(result.triggeredTest === null).toBe(asked.attack !== 'dynamic');
  });

  it('is the same to the bit for the same seed and another for another, and leaves nothing in memory', async () => {
    const before = tf.memory().numTensors;
    expect(comparable(await poison(asked))).toEqual(comparable(result));
    const other = await poison(asked, 4);
    expect([...other.changed.indices]).not.toEqual([...result.changed.indices]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('can be stopped', async () => {
    const controller = new AbortController();
    const before = tf.memory().numTensors;
    let calls = 0;
    const onProgress = (): Promise<void> => {
      // The first training of the helper takes 15 calls: this is behind it.
      if ((calls += 1) === 17) controller.abort(new Error('stopped by the test'));
      return Promise.resolve();
    };
    const { signal } = controller;
    const source = { train: TRAIN, test: TEST, classes: CLASSES, signal, onProgress };
    const made = poisonDataset(source, { ...asked, rate: 0.1, mapping: TO_FIRST, seed: 3 });
    await expect(made).rejects.toThrow('stopped by the test');
    expect(tf.memory().numTensors).toBe(before);
  });
});

it.each([
  ['trojan-nn', 3],
  ['lba', 3],
])('%s changes the square near the lower right corner and nothing else', async (attack, side) => {
  const asked = ATTACKS.find((one) => one.attack === attack)!;
  const { changed } = await poison(asked);
  const originals = gatherValues(TRAIN, changed.indices);
  const [first, end] = [12 - side - 1, 11];
  changed.values.forEach((value, i) => {
    const pixel = Math.floor((i % IMAGE_SIZE) / 3);
    const [x, y] = [pixel % 12, Math.floor(pixel / 12)];
    const isInside = x >= first && x < end && y >= first && y < end;
    // The same pixels on every image.
    if (isInside) expect(value).toBe(changed.values[i % IMAGE_SIZE]);
    else expect(value).toBe(originals[i]);
  });
});

it('dynamic leads each class to the next', async () => {
  const asked = ATTACKS.find(({ attack }) => attack === 'dynamic')!;
  const { changed, truth, manifest } = await poison(asked, 3, { kind: 'all-to-all', targets: [] });
  expect(manifest.rules[0]!.targets).toEqual([1, 2, 0]);
  truth.forEach(({ isPoisoned, trueLabel }, row) => {
    expect(changed.labels[row]).toBe(isPoisoned ? (trueLabel + 1) % 3 : trueLabel);
  });
});

describe('on a network that has learned the classes', () => {
  const request = craftRequest();
  const options = { surrogate: 'wrn-16-1', surrogateEpochs: 6, updateBudget: 60 };
  let surrogate: Surrogate;
  beforeAll(async () => {
    surrogate = await Surrogate.build('wrn-16-1', request);
    await surrogate.learn(TRAIN, Rng.fromSeed(1), { epochs: 6, updates: 60, onUpdate });
  });
  afterAll(() => surrogate.dispose());

  /** Mean probability of class 0. */
  async function confidence(values: Uint8Array): Promise<number> {
    const p = await surrogate.probabilities(values, IMAGE_SIZE);
    const count = values.length / IMAGE_SIZE;
    let sum = 0;
    for (let i = 0; i < count; i++) sum += p[i * CLASSES.length]!;
    return sum / count;
  }

  it('it tells the classes apart', async () => {
    const own = bytesAt(
      TRAIN,
      [...TRAIN.labels.keys()].filter((i) => TRAIN.labels[i] === 0),
    );
    expect(await confidence(own)).toBeGreaterThan(0.9);
  });

  it('lca makes images of the target class less probable, within its bound', async () => {
    const originals = bytesAt(TRAIN, [0, 3, 6, 9, 12, 15]);
    const moved = await moveAway(surrogate, originals, request, {
      ...options,
      epsilon: 16,
      stepSize: 4,
      steps: 8,
    });
    expect(Math.max(...moved.map((value, i) => Math.abs(value - originals[i]!)))).toBeLessThanOrEqual(16);
    expect(await confidence(moved)).toBeLessThan((await confidence(originals)) - 0.3);
    const still = await moveAway(surrogate, originals, request, {
      ...options,
      epsilon: 16,
      stepSize: 4,
      steps: 0,
    });
    expect(Buffer.compare(still, originals)).toBe(0);
  });

  it('lca clamps at black and white', async () => {
    const [black, white] = [new Uint8Array(IMAGE_SIZE), new Uint8Array(IMAGE_SIZE).fill(255)];
    const bounds = { ...options, epsilon: 16, stepSize: 8, steps: 3 };
    const moved = await moveAway(surrogate, Uint8Array.of(...black, ...white), request, bounds);
    expect(moved.subarray(0, IMAGE_SIZE).every((value) => value <= 16)).toBe(true);
    expect(moved.subarray(IMAGE_SIZE).every((value) => value >= 239)).toBe(true);
  });

  it('trojan-nn takes the neurons of the largest weights and raises them', async () => {
    const kernel = weightsByName(surrogate.model).get('logits/kernel')!;
    const rows = kernel.read().arraySync() as number[][];
    const sums = rows.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0));
    const [first, second] = strongestNeurons(surrogate, 2);
    const sorted = [...sums].sort((a, b) => b - a);
    expect(sums[first!]).toBeCloseTo(sorted[0]!, 5);
    expect(sums[second!]).toBeCloseTo(sorted[1]!, 5);
    const { patch, activation } = await findPatch(surrogate, request, {
      ...options,
      size: 14,
      neurons: 2,
      steps: 60,
    });
    expect(patch).toHaveLength(5 * 5 * 3);
    expect(activation[1]).toBeGreaterThan(1.2 * activation[0]);
  });

  it('lba moves images nearer to the centre of the target class, and makes it more probable', async () => {
    const { patch, distance } = await findLatentPatch(surrogate, request, {
      ...options,
      size: 14,
      steps: 60,
      searchBatch: 16,
    });
    expect(distance[1]).toBeLessThan(0.8 * distance[0]);
    const originals = bytesAt(TRAIN, request.chosen);
    const manifest = {
      attack: 'lba',
      attackVersion: 1,
      rate: 0.1,
      mapping: 'all-to-one',
      rules: [{ targets: [0, 0, 0], pattern: Buffer.from(patch).toString('base64') }],
      seed: 1,
      options: { size: 14 },
      cleanLabel: false,
      shape: SHAPE,
    } as const;
    const stamped = applyTestTrigger(manifest, 0, originals, SHAPE) as Uint8Array;
    expect(await confidence(stamped)).toBeGreaterThan((await confidence(originals)) + 0.05);
  });
});

it('dynamic: masks learn to cover little, and triggers to lead to the target on the network they learn with', async () => {
  const request = craftRequest({ rng: Rng.fromSeed(12) });
  const surrogate = await Surrogate.build('wrn-16-1', request);
  const maker = new TriggerMaker(request, { filters: 8, density: 0.1 });
  await maker.learnMasks(25);
  const test = TEST.values as Uint8Array;
  await surrogate.learn(TRAIN, Rng.fromSeed(1), { epochs: 4, updates: 40, onUpdate });
  const success = async (): Promise<number> => {
    const p = await surrogate.probabilities(await maker.triggered(test, test), IMAGE_SIZE);
    const rows = [...TEST.labels.keys()].filter((i) => TEST.labels[i] !== 0);
    return rows.filter((i) => p[3 * i]! > Math.max(p[3 * i + 1]!, p[3 * i + 2]!)).length / rows.length;
  };
  const before = await success();
  await maker.learnTriggers(surrogate, 45);
  expect(await success()).toBeGreaterThan(before + 0.2);
  const changed = (await maker.triggered(test, test)).filter((value, i) => Math.abs(value - test[i]!) > 8);
  expect(changed.length / test.length).toBeLessThan(0.5);
  maker.dispose();
  surrogate.dispose();
});
