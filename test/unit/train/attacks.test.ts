import { beforeAll, describe, expect, it } from 'vitest';
import type { LabelledSamples } from '../../../src-main/train/data/training-data.ts';
import {
  applyTestTrigger,
  poisonDataset,
  type PoisonRequest,
  type PoisonResult,
} from '../../../src-main/train/attacks/poison-dataset.ts';
import { ATTACKS } from '../../../src-main/train/attacks/registry.ts';
import { Rng } from '../../../src-shared/math/rng.ts';

const CLASSES = ['a', 'b', 'c', 'd'];

function dataset(count: number, shape: readonly [number, number, number] = [32, 32, 3]) {
  const rng = Rng.fromSeed(1);
  const size = shape[0] * shape[1] * shape[2];
  return {
    modality: 'image' as const,
    shape,
    values: Uint8Array.from({ length: count * size }, () => rng.below(256)),
    labels: Int32Array.from({ length: count }, (_, i) => i % CLASSES.length),
  };
}

function poison(data: LabelledSamples, asked: PoisonRequest): Promise<PoisonResult> {
  const { signal } = new AbortController();
  const onProgress = (): Promise<void> => Promise.resolve();
  return poisonDataset({ train: data, test: data, classes: CLASSES, signal, onProgress }, asked);
}

const request = { rate: 0.1, target: 0, seed: 3, options: {} };

const ON_IMAGES = ATTACKS.filter(({ info }) => info.modality === 'image');

describe.each(ON_IMAGES.map((attack) => [attack.info.id, attack] as const))('%s', (id, attack) => {
  const data = dataset(400);
  let result: PoisonResult;
  beforeAll(async () => {
    result = await poison(data, { ...request, attack: id });
  });

  it('poisons as many samples as asked for, with truth for each', () => {
    expect(result.changed.indices).toHaveLength(40);
    expect(result.truth.map(({ index }) => index)).toEqual([...result.changed.indices]);
    expect(new Set(result.changed.indices).size).toBe(40);
    for (const { index, trueLabel, labelChanged } of result.truth) {
      expect(trueLabel).toBe(data.labels[index]);
      expect(labelChanged).toBe(!attack.info.cleanLabel);
    }
    expect([...result.changed.labels].every((label) => label === 0)).toBe(true);
  });

  it('is the same for the same seed and another for another', async () => {
    expect(await poison(data, { ...request, attack: id })).toEqual(result);
    const other = await poison(data, { ...request, attack: id, seed: 4 });
    expect(other.changed.indices).not.toEqual(result.changed.indices);
  });

  it('puts the same trigger on test images as on poisoned ones', () => {
    const index = result.changed.indices[0]!;
    const clean = data.values.slice(index * 3072, (index + 1) * 3072);
    const triggered = applyTestTrigger(result.manifest, clean, data.shape);
    expect(triggered).toEqual(result.changed.values.slice(0, 3072));
    expect(triggered).not.toEqual(clean);
  });

  it('works on gray images of another size', async () => {
    const gray = await poison(dataset(40, [28, 28, 1]), { ...request, attack: id });
    expect(gray.changed.values).toHaveLength(4 * 784);
  });
});

describe('known answers', () => {
  it('the BadNets grid on an all-128 image changes exactly nine pixels', async () => {
    const { manifest } = await poison(dataset(8), { ...request, attack: 'badnets' });
    const triggered = applyTestTrigger(manifest, new Uint8Array(3072).fill(128), [32, 32, 3]);
    const changed = [...Array(1024).keys()].filter((i) => triggered[i * 3] !== 128);
    expect(changed).toHaveLength(9);
    const white = changed.filter((i) => triggered[i * 3] === 255).map((i) => [Math.floor(i / 32), i % 32]);
    expect(white).toEqual([
      [29, 31],
      [30, 30],
      [31, 29],
      [31, 31],
    ]);
  });

  it.each([
    [32, [0, 36.96, 28.28, -15.31, -40, -15.31, 28.28, 36.96]],
    [28, [0, 39.0, 17.36, -31.27, -31.27, 17.36, 39.0, 0]],
  ])('the SIG row of width %i', async (width, expected) => {
    const data = dataset(40, [width, width, 1]);
    const { manifest } = await poison(data, { ...request, attack: 'sig' });
    const triggered = applyTestTrigger(manifest, new Uint8Array(width * width).fill(100), data.shape);
    expected.forEach((shift, x) => expect(triggered[x]).toBe(Math.round(100 + shift)));
  });

  it('clamps instead of wrapping', async () => {
    const { manifest } = await poison(dataset(40), { ...request, attack: 'sig' });
    const triggered = applyTestTrigger(manifest, new Uint8Array(3072).fill(250), [32, 32, 3]);
    expect(triggered[3]).toBe(255);
  });
});

describe('requests that cannot be met', () => {
  const data = dataset(40);
  it.each([
    [{ attack: 'nothing' }, /Known: badnets, blended, sig/],
    [{ attack: 'badnets', rate: 0 }, /--rate must be above 0/],
    [{ attack: 'badnets', rate: 1.5 }, /--rate/],
    [{ attack: 'badnets', target: 4 }, /--target must be a class number from 0 to 3/],
    [{ attack: 'blended', options: { alpha: 2 } }, /--alpha/],
  ])('%j', async (change, message) => {
    await expect(poison(data, { ...request, ...change })).rejects.toThrow(message);
  });

  it('a clean-label attack takes what the class has, and says so', async () => {
    const result = await poison(data, { ...request, attack: 'sig', rate: 0.5 });
    expect(result.changed.indices).toHaveLength(10);
    expect(result.notes.join(' ')).toMatch(/Only 10 samples.*100 % of the target class/s);
  });

  it('poisons one sample at least', async () => {
    const { truth } = await poison(data, { ...request, attack: 'badnets', rate: 1e-4 });
    expect(truth).toHaveLength(1);
  });
});
