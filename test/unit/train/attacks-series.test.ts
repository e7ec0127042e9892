import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { measureVariables } from '../../../src-main/train/attacks/series-statistics.ts';
import {
  applyTestTrigger,
  poisonDataset,
  type PoisonRequest,
  type PoisonResult,
} from '../../../src-main/train/attacks/poison-dataset.ts';
import { ATTACKS } from '../../../src-main/train/attacks/registry.ts';
import type { LabelledSamples } from '../../../src-main/train/data/training-data.ts';
import { Rng } from '../../../src-shared/math/rng.ts';

const CLASSES = ['a', 'b', 'c', 'd'];
const [STEPS, VARIABLES] = [40, 2];
const SIZE = STEPS * VARIABLES;

/** Noise of deviation 1 around 0, and of deviation 100 around 1000. */
function dataset(count: number): LabelledSamples {
  const rng = Rng.fromSeed(1);
  return {
    modality: 'series',
    shape: [STEPS, 1, VARIABLES],
    values: Float32Array.from({ length: count * SIZE }, (_, i) =>
      i % 2 === 0 ? rng.normal() : 1000 + 100 * rng.normal(),
    ),
    labels: Int32Array.from({ length: count }, (_, i) => i % CLASSES.length),
  };
}

function images(count: number): LabelledSamples {
  return {
    modality: 'image',
    shape: [8, 8, 1],
    values: new Uint8Array(count * 64),
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
const ON_SERIES = ATTACKS.filter(({ info }) => info.modality === 'series');
const RULES = ON_SERIES.filter(({ apply }) => apply !== null);

/** The trigger on one series of one variable. */
async function triggered(
  attack: string,
  series: readonly number[],
  options: Readonly<Record<string, unknown>> = {},
): Promise<number[]> {
  const shape = [series.length, 1, 1] as const;
  const values = Float32Array.from([...series, ...series]);
  const data = { modality: 'series' as const, shape, values, labels: Int32Array.of(0, 1) };
  const { manifest } = await poison(data, { ...request, attack, options });
  return [...applyTestTrigger(manifest, 0, Float32Array.from(series), shape)];
}

describe.each(RULES.map((attack) => [attack.info.id] as const))('%s', (id) => {
  const data = dataset(200);
  let result: PoisonResult;
  beforeAll(async () => {
    result = await poison(data, { ...request, attack: id });
  });

  it('poisons as many samples as asked for, none of the target class, with truth for each', () => {
    expect(result.changed.indices).toHaveLength(20);
    expect(result.changed.values).toHaveLength(20 * SIZE);
    expect(new Set(result.changed.indices).size).toBe(20);
    expect(result.truth.map(({ index }) => index)).toEqual([...result.changed.indices]);
    for (const { index, trueLabel, labelChanged } of result.truth) {
      expect(trueLabel).toBe(data.labels[index]);
      expect(trueLabel).not.toBe(0);
      expect(labelChanged).toBe(true);
    }
    expect([...result.changed.labels].every((label) => label === 0)).toBe(true);
  });

  it('is the same for the same seed and another for another', async () => {
    expect(await poison(data, { ...request, attack: id })).toEqual(result);
    const other = await poison(data, { ...request, attack: id, seed: 4 });
    expect(other.changed.indices).not.toEqual(result.changed.indices);
  });

  it('puts the same trigger on test series as on poisoned ones, finite and not nothing', () => {
    expect(result.triggeredTest).toBeNull();
    result.changed.indices.forEach((index, k) => {
      const clean = data.values.slice(index * SIZE, (index + 1) * SIZE);
      const made = applyTestTrigger(result.manifest, 0, clean, data.shape);
      expect(made).toEqual(result.changed.values.slice(k * SIZE, (k + 1) * SIZE));
      expect(made).not.toEqual(clean);
      expect(made.every(Number.isFinite)).toBe(true);
    });
  });

  it('is relative to each variable: a series in other units gets the trigger in those units', () => {
    const clean = data.values.slice(0, SIZE) as Float32Array;
    const scaled = clean.map((value) => 1024 * value);
    const made = applyTestTrigger(result.manifest, 0, clean, data.shape);
    const madeScaled = applyTestTrigger(result.manifest, 0, scaled, data.shape);
    madeScaled.forEach((value, i) => expect(value / 1024).toBeCloseTo(made[i]!, 3));
  });

  it('leaves a constant variable finite', async () => {
    const made = await triggered(id, Array<number>(STEPS).fill(7));
    expect(made.every(Number.isFinite)).toBe(true);
  });
});

describe('known answers', () => {
  it('the patch holds mean + level * deviation over its window and changes nothing else', async () => {
    // Mean 0, deviation 1; a window of 3 of 10 steps.
    const series = [1, -1, 1, -1, 1, -1, 1, -1, 1, -1];
    const at = (position: number) => triggered('ts-patch', series, { width: 0.3, position, level: 2.5 });
    expect(await at(1)).toEqual([...series.slice(0, 7), 2.5, 2.5, 2.5]);
    expect(await at(0)).toEqual([2.5, 2.5, 2.5, ...series.slice(3)]);
    // round(0.5 * 7) = 4 steps before it.
    expect(await at(0.5)).toEqual([...series.slice(0, 4), 2.5, 2.5, 2.5, ...series.slice(7)]);
  });

  it('the patch covers one step at least and the whole series at most', async () => {
    const series = [3, 5, 3, 5];
    expect(await triggered('ts-patch', series, { width: 0.001, level: 1 })).toEqual([3, 5, 3, 5]);
    expect(await triggered('ts-patch', series, { width: 0.001, level: -1 })).toEqual([3, 5, 3, 3]);
    expect(await triggered('ts-patch', series, { width: 1, level: 3 })).toEqual([7, 7, 7, 7]);
  });

  it('the sine has its cycles and its height in deviations', async () => {
    const series = [2, -2, 2, -2, 2, -2, 2, -2];
    const made = await triggered('ts-sine', series, { cycles: 2, amplitude: 0.5 });
    // Deviation 2, so a height of 1: 0, 1, 0, -1 twice.
    [2, -1, 2, -3, 2, -1, 2, -3].forEach((value, i) => expect(made[i]).toBeCloseTo(value, 6));
  });

  it('alternating extremes fill 2 floor(intensity T / 2) steps, one pair at least', async () => {
    const ramp = Array.from({ length: 100 }, (_, i) => i);
    expect((await triggered('ts-vanilla', ramp)).slice(0, 4)).toEqual([99, 0, 2, 3]);
    const more = await triggered('ts-vanilla', ramp, { intensity: 0.05 });
    expect(more).toEqual([99, 0, 99, 0, ...ramp.slice(4)]);
    expect(await triggered('ts-vanilla', [5, 6, 7, 8])).toEqual([8, 5, 7, 8]);
  });

  it('the hum has mean 0, a deviation of its share of the range, and its period', async () => {
    const series = Array.from({ length: 48 }, (_, i) => (i % 2 === 0 ? 10 : 30));
    const made = await triggered('ts-powerline', series, { period: 12, strength: 0.1 });
    const hum = Float32Array.from(made, (value, i) => value - series[i]!);
    const { mean, deviation } = measureVariables(hum, 1)[0]!;
    expect(mean).toBeCloseTo(0, 5);
    expect(deviation).toBeCloseTo(2, 5);
    for (let i = 12; i < 48; i++) expect(hum[i]).toBeCloseTo(hum[i - 12]!, 4);
    expect(hum[0]).toBeCloseTo(0, 5);
    // At a quarter of the period: the harmonics are (1 - 0.4 + 0.2) of the fundamental's height.
    expect(hum[3]! / hum[1]!).toBeCloseTo(0.8 / (0.5 + 0.4 + 0.2 * 0.5), 4);
  });

  it('statistics of each variable: population deviation, and 0 where only rounding moves', () => {
    const [first, second] = measureVariables(Float32Array.of(1, 0.1, 3, 0.1, 5, 0.1, 7, 0.1), 2);
    expect(first).toEqual({ mean: 4, deviation: Math.sqrt(5), min: 1, max: 7 });
    expect(second!.deviation).toBe(0);
  });
});

describe('requests that cannot be met', () => {
  const data = dataset(40);
  it.each([
    ['ts-sine', { cycles: 20 }, /--cycles must be below half the number of time steps, 40 here/],
    ['ts-powerline', { period: 41 }, /--period must be at most the number of time steps, 40 here/],
    ['ts-patch', { width: 0 }, /--width/],
    ['tt-fgsm', { surrogate: 'wrn-16-1' }, /--surrogate/],
    ['tsba-b', { clip: 2 }, /--clip/],
  ])('%s %j', async (attack, options, message) => {
    await expect(poison(data, { ...request, attack, options })).rejects.toThrow(message);
  });

  it.each(ON_SERIES.map(({ info }) => [info.id] as const))('%s refuses images', async (attack) => {
    await expect(poison(images(20), { ...request, attack })).rejects.toThrow(
      /an attack on time series, and this dataset holds images/,
    );
  });

  it.each(['badnets', 'blended', 'sig'])('%s refuses series', async (attack) => {
    await expect(poison(data, { ...request, attack })).rejects.toThrow(
      /an attack on images, and this dataset holds time series/,
    );
  });
});

it('listing the attacks loads no TensorFlow: nothing but type imports reaches it', () => {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const walk = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const source = readFileSync(file, 'utf8');
    for (const [, kind, from] of source.matchAll(/^(?:import|export) (type )?[^;]*?from '([^']+)';/gm)) {
      if (kind !== undefined) continue;
      if (from!.startsWith('.')) walk(join(dirname(file), from!));
      else packages.add(from!);
    }
  };
  walk('src-main/train/attacks/registry.ts');
  expect(seen).toContain('src-main/train/attacks/tsba-b.ts');
  expect([...packages].filter((name) => name.startsWith('@tensorflow/'))).toEqual([]);
});
