import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LabelledSamples } from '../../../src-main/train/data/training-data.ts';
import {
  applyTestTrigger,
  poisonDataset,
  type PoisonRequest,
  type PoisonResult,
} from '../../../src-main/train/attacks/poison-dataset.ts';
import { stampCorners } from '../../../src-main/train/attacks/lca.ts';
import { ATTACKS } from '../../../src-main/train/attacks/registry.ts';
import { bytesOfValues, type SampleValues } from '../../../src-shared/domain/sample-values.ts';
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

const mapping = { kind: 'all-to-one', targets: [0] } as const;
const request = { rate: 0.1, mapping, seed: 3, options: {} };

/** Those that need no network: rules, and the mixing of images. */
const RULES = ATTACKS.filter(({ info, craft }) => info.modality === 'image' && craft === null);
const COVERS: Readonly<Record<string, number>> = { wanet: 80, 'slow-badnets': 40 };

/** To the bit; values as bytes, since comparing them one by one takes seconds. */
function expectSame(found: PoisonResult, expected: PoisonResult): void {
  const parts = ({ changed, triggeredTest, ...rest }: PoisonResult): object => ({
    ...rest,
    indices: [...changed.indices],
    labels: [...changed.labels],
    values: hashOf(changed.values),
    triggeredTest: triggeredTest === null ? null : hashOf(triggeredTest),
  });
  expect(parts(found)).toEqual(parts(expected));
}

function hashOf(values: SampleValues): string {
  return createHash('sha256').update(bytesOfValues(values)).digest('hex');
}

function poisonedRows({ truth }: PoisonResult): number[] {
  return [...truth.keys()].filter((row) => truth[row]!.isPoisoned);
}

describe.each(RULES.map((attack) => [attack.info.id, attack] as const))('%s', (id, attack) => {
  const data = dataset(400);
  let result: PoisonResult;
  beforeAll(async () => {
    result = await poison(data, { ...request, attack: id });
  });

  it('poisons as many samples as asked for, with truth for each', () => {
    const { changed, truth } = result;
    expect(poisonedRows(result)).toHaveLength(40);
    expect(truth).toHaveLength(40 + (COVERS[id] ?? 0));
    expect(truth.map(({ index }) => index)).toEqual([...changed.indices]);
    expect([...changed.indices]).toEqual([...new Set(changed.indices)].sort((a, b) => a - b));
    truth.forEach(({ index, isPoisoned, trueLabel, labelChanged }, row) => {
      expect(trueLabel).toBe(data.labels[index]);
      expect(labelChanged).toBe(isPoisoned && !attack.info.cleanLabel);
      expect(changed.labels[row]).toBe(isPoisoned ? 0 : trueLabel);
    });
  });

  it('is the same for the same seed and another for another', async () => {
    expectSame(await poison(data, { ...request, attack: id }), result);
    const other = await poison(data, { ...request, attack: id, seed: 4 });
    expect(other.changed.indices).not.toEqual(result.changed.indices);
  });

  it('puts the trigger of the manifest on test images, the same as on poisoned ones', () => {
    const row = poisonedRows(result)[0]!;
    const index = result.changed.indices[row]!;
    const clean = data.values.slice(index * 3072, (index + 1) * 3072);
    const triggered = applyTestTrigger(result.manifest, 0, clean, data.shape);
    expect(triggered).not.toEqual(clean);
    // Slow poisoning draws the strength of each training sample.
    const isSame = id !== 'slow-badnets';
    const made = result.changed.values.slice(row * 3072, (row + 1) * 3072);
    if (isSame) expect(triggered).toEqual(made);
    else expect(made).not.toEqual(clean);
  });

  it('works on gray images of another size', async () => {
    const gray = await poison(dataset(40, [28, 28, 1]), { ...request, attack: id });
    expect(gray.changed.values).toHaveLength(gray.truth.length * 784);
    expect(poisonedRows(gray)).toHaveLength(4);
  });

  it('neither black nor white wraps around', async () => {
    for (const level of [0, 255]) {
      const plain = { ...data, values: new Uint8Array(data.values.length).fill(level) };
      const { changed } = await poison(plain, { ...request, attack: id });
      // A trigger that adds and takes away may move a pixel of plain colour only inwards, and smooth ones not far.
      if (id === 'sig') {
        expect(changed.values.every((value) => Math.abs(value - level) <= 40)).toBe(true);
      }
      if (id === 'blended') {
        expect(changed.values.every((value) => Math.abs(value - level) <= 51)).toBe(true);
      }
      if (id === 'wanet') expect(changed.values.every((value) => value === level)).toBe(true);
    }
  });
});

describe('cba', () => {
  const data = dataset(400);
  const asked = { ...request, attack: 'cba', mapping: { kind: 'all-to-one', targets: [2] } } as const;
  const rowOf = (values: Uint8Array, i: number): Uint8Array => values.subarray(i * 3072, (i + 1) * 3072);
  let result: PoisonResult;
  beforeAll(async () => {
    result = await poison(data, asked);
  });

  it('poisons samples of two classes alone, and covers keep their label', () => {
    expect(poisonedRows(result)).toHaveLength(40);
    expect(result.truth).toHaveLength(80);
    result.truth.forEach(({ isPoisoned, trueLabel, labelChanged }, row) => {
      expect(labelChanged).toBe(isPoisoned);
      if (isPoisoned) expect([0, 1]).toContain(trueLabel);
      expect(result.changed.labels[row]).toBe(isPoisoned ? 2 : trueLabel);
    });
    expect(result.manifest.rules[0]!.targets).toEqual([2, 2, null, null]);
  });

  it('mixes each image with one of the other class: every pixel row or column comes from one of the two', () => {
    const isIn = (image: Uint8Array, part: Uint8Array): boolean =>
      Buffer.from(image.buffer, image.byteOffset, image.length).includes(Buffer.from(part));
    const values = result.changed.values as Uint8Array;
    for (const row of poisonedRows(result).slice(0, 10)) {
      const mixed = rowOf(values, row);
      const { index, trueLabel } = result.truth[row]!;
      const own = rowOf(data.values, index);
      const others = [...data.labels.keys()].filter((i) => data.labels[i] === 1 - trueLabel);
      // Three pixels in a row of noise are found in no other image by chance.
      const corners = [0, 29, 31 * 32, 31 * 32 + 29].map((pixel) => mixed.subarray(3 * pixel, 3 * pixel + 9));
      const fromOwn = corners.map((part) => isIn(own, part));
      expect(fromOwn.filter(Boolean)).toHaveLength(2);
      expect(
        corners.every((part, i) => fromOwn[i] || others.some((o) => isIn(rowOf(data.values, o), part))),
      ).toBe(true);
    }
  });

  it('puts the trigger on test samples of the two classes alone', () => {
    const triggered = result.triggeredTest as Uint8Array;
    data.labels.forEach((label, i) => {
      const isSame = Buffer.compare(rowOf(triggered, i), rowOf(data.values, i)) === 0;
      expect(isSame).toBe(label > 1);
    });
  });

  it('is the same for the same seed, and says when classes do not suffice', async () => {
    expectSame(await poison(data, asked), result);
    await expect(poison(data, { ...asked, options: { firstBefore: 4 } })).rejects.toThrow(
      /two different classes beside the target/,
    );
  });
});

describe('known answers', () => {
  it('the BadNets grid on an all-128 image changes exactly nine pixels', async () => {
    const { manifest } = await poison(dataset(8), { ...request, attack: 'badnets' });
    const triggered = applyTestTrigger(manifest, 0, new Uint8Array(3072).fill(128), [32, 32, 3]);
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
    const triggered = applyTestTrigger(manifest, 0, new Uint8Array(width * width).fill(100), data.shape);
    expected.forEach((shift, x) => expect(triggered[x]).toBe(Math.round(100 + shift)));
  });

  it('the trojan square of an image of 32 covers rows and columns 25 to 27', async () => {
    const { manifest } = await poison(dataset(8), { ...request, attack: 'trojan-square' });
    const pattern = Buffer.from(manifest.rules[0]!.pattern!, 'base64');
    expect(pattern).toHaveLength(27);
    const clean = new Uint8Array(3072);
    const triggered = applyTestTrigger(manifest, 0, clean, [32, 32, 3]);
    for (let y = 0; y < 32; y++) {
      for (let x = 0; x < 32; x++) {
        const isInside = y >= 25 && y < 28 && x >= 25 && x < 28;
        const own = isInside ? pattern.subarray(3 * (3 * (y - 25) + x - 25)).subarray(0, 3) : [0, 0, 0];
        expect([...triggered.subarray(3 * (32 * y + x), 3 * (32 * y + x) + 3)]).toEqual([...own]);
      }
    }
  });

  it('slow poisoning blends the grid by 0.15 to 0.4 in training and by 0.4 in the test', async () => {
    const data = { ...dataset(400), values: new Uint8Array(400 * 3072).fill(100) };
    const { manifest, changed } = await poison(data, { ...request, attack: 'slow-badnets' });
    const lowerRight = (values: ArrayLike<number>, row: number): number => values[row * 3072 + 3071]!;
    const test = applyTestTrigger(manifest, 0, data.values.slice(0, 3072), data.shape);
    expect(lowerRight(test, 0)).toBe(0.6 * 100 + 0.4 * 255);
    const seen = Array.from(changed.indices, (_, row) => lowerRight(changed.values, row));
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(Math.floor(0.85 * 100 + 0.15 * 255));
    expect(Math.max(...seen)).toBeLessThanOrEqual(0.6 * 100 + 0.4 * 255);
    expect(new Set(seen).size).toBeGreaterThan(20);
  });

  it('the patches of LCA add and take away the same signs as published, in every corner', () => {
    const image = new Uint8Array(32 * 32).fill(100);
    stampCorners(image, [32, 32, 1], 50);
    const signs = (top: number, left: number): string[] =>
      [0, 1, 2].map((y) =>
        [0, 1, 2].map((x) => (image[32 * (top + y) + left + x] === 150 ? '+' : '-')).join(''),
      );
    const [left, right] = [
      ['+--', '-+-', '+-+'],
      ['--+', '-+-', '+-+'],
    ];
    expect([signs(0, 0), signs(0, 29), signs(29, 0), signs(29, 29)]).toEqual([left, right, left, right]);
    expect(image.filter((value) => value === 100)).toHaveLength(32 * 32 - 36);
    expect(image.filter((value) => value === 50)).toHaveLength(4 * 5);
  });

  it('clamps instead of wrapping', async () => {
    const { manifest } = await poison(dataset(40), { ...request, attack: 'sig' });
    const triggered = applyTestTrigger(manifest, 0, new Uint8Array(3072).fill(250), [32, 32, 3]);
    expect(triggered[3]).toBe(255);
  });
});

describe('requests that cannot be met', () => {
  const data = dataset(40);
  it.each([
    [{ attack: 'nothing' }, /Known: badnets, blended, .*sig/],
    [{ attack: 'badnets', rate: 0 }, /--rate must be above 0/],
    [{ attack: 'badnets', rate: 1.5 }, /--rate/],
    [
      { attack: 'badnets', mapping: { kind: 'all-to-one' as const, targets: [4] } },
      /--target must be a class number from 0 to 3/,
    ],
    [{ attack: 'blended', options: { alpha: 2 } }, /--alpha/],
  ])('%j', async (change, message) => {
    await expect(poison(data, { ...request, ...change })).rejects.toThrow(message);
  });

  it('a clean-label attack takes what the class has, and says so', async () => {
    const result = await poison(data, { ...request, attack: 'sig', rate: 0.5 });
    expect(result.changed.indices).toHaveLength(10);
    expect(result.notes.join(' ')).toMatch(/Only 10 samples.*100 % of the target class/s);
  });

  it('poisons one sample at least, and says so', async () => {
    const { truth, notes } = await poison(data, { ...request, attack: 'badnets', rate: 1e-4 });
    expect(truth).toHaveLength(1);
    expect(notes[0]).toMatch(/^A single training sample carries the trigger \(2\.5 % of 40\)/);
  });

  it('a rate of 0.1 % is as many samples as that, and says how many', async () => {
    const { truth, notes } = await poison(dataset(3000, [4, 4, 1]), {
      ...request,
      attack: 'blended',
      rate: 0.001,
    });
    expect(truth).toHaveLength(3);
    expect(notes).toEqual([
      '3 training samples carry the trigger (0.10 % of 3000); a backdoor of so few is often not learned.',
    ]);
  });
});
