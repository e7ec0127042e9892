/** Every detector on one small dataset with a planted group, and what each entry must say of itself. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { measureScore, orient } from '../../src-main/services/detection-figures.ts';
import type { DetectorInput } from '../../src-main/train/detectors/detector.ts';
import { DETECTORS, findDetector } from '../../src-main/train/detectors/registry.ts';
import { ClassFeatures } from '../../src-main/train/detectors/support/class-features.ts';
import { splitInTwo, suspectGroup } from '../../src-main/train/detectors/support/lobes.ts';
import { symmetricEigen } from '../../src-main/train/detectors/support/symmetric-eigen.ts';
import { Rng } from '../../src-shared/math/rng.ts';

const WIDTH = 12;
const CLASSES = ['cat', 'dog', 'owl', 'few'];
/** 200 of three classes, 5 of the last; of the dogs the first 60 are planted. */
const LABELS = Int32Array.from({ length: 605 }, (_, i) => Math.floor(i / 200));
const MASK = Uint8Array.from(LABELS, (label, i) => (label === 1 && i < 260 ? 1 : 0));

/** Planted samples lie apart, are predicted surely, and are learned early. */
function makeInput(isPlanted = true): DetectorInput {
  const rng = Rng.fromSeed(21);
  const isApart = (i: number): number => (isPlanted ? MASK[i]! : 0);
  const values = Float32Array.from({ length: LABELS.length * WIDTH }, (_, at) => {
    const [i, j] = [Math.floor(at / WIDTH), at % WIDTH];
    return Math.max(0, 2 + (j % 4 === LABELS[i] ? 2 : 0) + (j < 6 ? 3 * isApart(i) : 0) + 0.7 * rng.normal());
  });
  const column = (scale: number): Float32Array =>
    Float32Array.from(LABELS, (_, i) => scale * (1.2 - isApart(i) + 0.1 * rng.uniform()));
  const features = new ClassFeatures({ values, width: WIDTH, stride: WIDTH }, LABELS, CLASSES.length, () =>
    Promise.resolve(),
  );
  return {
    labels: LABELS,
    classes: CLASSES,
    network: { features, entropy: column(1), loss: column(2) },
    stored: null,
    rng: Rng.fromSeed(5),
    step: () => Promise.resolve(),
  };
}

function inputFor(id: string, isPlanted = true): DetectorInput {
  const input = makeInput(isPlanted);
  return findDetector(id).info.needs === 'stored score'
    ? { ...input, network: null, stored: input.network!.loss.map((value) => -value) }
    : input;
}

it('the folders and the list agree', () => {
  const folders = readdirSync('src-main/train/detectors', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'support')
    .map(({ name }) => name);
  expect(DETECTORS.map(({ info }) => info.id).sort()).toEqual(folders.sort());
  expect(() => findDetector('nope')).toThrow(/There is no detector "nope". Known: ac, ss, tlm/);
});

describe.each(DETECTORS.map(({ info }) => info.id))('%s', (id) => {
  const detector = findDetector(id);
  const { info } = detector;

  it('says what it is, where it is from and when it fails', () => {
    for (const text of [info.title, info.summary, info.limits, info.source.paper, info.score.unit]) {
      expect(text).not.toBe('');
    }
    expect(info.version).toBeGreaterThanOrEqual(1);
    expect(info.source.sections.length).toBeGreaterThan(0);
    for (const { metric, when } of info.storedScores) {
      expect(metric).not.toBe('');
      for (const option of Object.keys(when)) expect(info.options).toHaveProperty(option);
    }
    expect(JSON.parse(JSON.stringify(info))).toEqual(info);
  });

  it('finds the planted group, with a finite score for every sample', async () => {
    const outcome = await detector.run(inputFor(id), detector.resolveOptions({}));
    expect(outcome.score).toHaveLength(LABELS.length);
    expect(outcome.flagged).toHaveLength(LABELS.length);
    expect(outcome.score.every(Number.isFinite)).toBe(true);
    const truth = measureScore(orient({ detector: id, ...outcome }, info.score.suspicious), MASK)!;
    expect(truth.reading).toBe('ranks poison above clean');
    expect(truth.auroc).toBeGreaterThan(0.9);
    expect(outcome.flagged.some((bit) => bit === 1)).toBe(true);
    outcome.flagged.forEach((bit, i) => {
      if (bit === 1) expect(MASK[i], `sample ${i}`).toBe(1);
    });
  });

  it('gives the same again', async () => {
    const options = detector.resolveOptions({});
    const [one, two] = [await detector.run(inputFor(id), options), await detector.run(inputFor(id), options)];
    expect(two).toEqual(one);
  });
});

describe('activation clustering and spectral signatures', () => {
  it.each(['ac', 'ss'])('%s leaves a dataset alone whose classes do not fall apart', async (id) => {
    const detector = findDetector(id);
    const outcome = await detector.run(makeInput(false), detector.resolveOptions({}));
    expect(outcome.flagged.every((bit) => bit === 0)).toBe(true);
    expect(outcome.classes.slice(0, 3).every(({ separation }) => separation! < 3.5)).toBe(true);
  });

  it('a class that is too small is not divided, and says so', async () => {
    const detector = findDetector('ac');
    const { classes, groups, notes, score } = await detector.run(makeInput(), detector.resolveOptions({}));
    expect(classes[3]).toMatchObject({ count: 5, sizes: null, suspicious: null, separation: null });
    expect([...groups!.slice(600)]).toEqual([0, 0, 0, 0, 0]);
    expect([...score.slice(600)]).toEqual([0, 0, 0, 0, 0]);
    expect(notes.join()).toContain('"few"');
    expect(classes[1]).toMatchObject({
      sizes: [140, 60],
      suspicious: 2,
      decidedBy: 'entropy',
      isFlagged: true,
    });
  });

  it('the published rules flag clean classes too', async () => {
    const ac = findDetector('ac');
    const smaller = await ac.run(makeInput(false), ac.resolveOptions({ decision: 'smaller' }));
    expect(smaller.flagged.filter((bit) => bit === 1).length).toBeGreaterThan(150);
    const ss = findDetector('ss');
    const centred = await ss.run(makeInput(false), ss.resolveOptions({ form: 'centred' }));
    // One and a half times a tenth of each class: 30 of 200, and 1 of 5 since half of them is 2.
    const count = (label: number): number =>
      centred.flagged.filter((bit, i) => bit === 1 && LABELS[i] === label).length;
    expect([0, 1, 2, 3].map(count)).toEqual([30, 30, 30, 1]);
  });

  it('stops where it is told to', async () => {
    const detector = findDetector('ac');
    const input = { ...makeInput(), step: () => Promise.reject(new Error('stopped')) };
    await expect(detector.run(input, detector.resolveOptions({}))).rejects.toThrow('stopped');
  });
});

describe('lobes', () => {
  it('split where the variance inside is least; D by hand', () => {
    const { groups, separation } = splitInTwo(Float64Array.of(0, 10, 1, 11, 2))!;
    expect([...groups]).toEqual([1, 2, 1, 2, 1]);
    // Means 1 and 10.5, population variances 2/3 and 1/4.
    expect(separation).toBeCloseTo((Math.SQRT2 * 9.5) / Math.sqrt(2 / 3 + 1 / 4), 12);
    expect(splitInTwo(Float64Array.of(3, 3, 3))).toBeNull();
    expect(splitInTwo(Float64Array.of(0, 0, 5))!.separation).toBe(1000);
  });

  it('the surer group is suspicious though it is the larger; alike, the smaller one; else neither', () => {
    const groups = (larger: number, smaller: number): Uint8Array =>
      Uint8Array.from({ length: larger + smaller }, (_, i) => (i < larger ? 1 : 2));
    const noisy = (mean: (i: number) => number): ((_: unknown, i: number) => number) => {
      return (_, i) => mean(i) + 0.05 * ((i % 3) - 1);
    };
    const sure = Float64Array.from(
      { length: 100 },
      noisy((i) => (i < 70 ? 0.1 : 0.9)),
    );
    expect(suspectGroup(sure, groups(70, 30))).toMatchObject({ suspicious: 1, decidedBy: 'entropy' });
    const alike = Float64Array.from(
      { length: 100 },
      noisy(() => 0.5),
    );
    expect(suspectGroup(alike, groups(70, 30))).toMatchObject({ suspicious: 2, decidedBy: 'size' });
    expect(suspectGroup(alike, groups(55, 45))).toMatchObject({ suspicious: null, decidedBy: null });
  });
});

it('eigenvectors of a symmetric matrix by hand', () => {
  const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
  expect(values[0]).toBeCloseTo(3, 12);
  expect(values[1]).toBeCloseTo(1, 12);
  expect(Math.abs(vectors[0]! * vectors[1]!)).toBeCloseTo(0.5, 12);
});
