/**
 * The comparison of detectors: scores that know the truth pass its checks, and a constant, a random and an inverted one
 * fail them; overlap, rank correlation, label enrichment and wording on cases counted by hand.
 */
import { describe, expect, it } from 'vitest';
import {
  classEvidence,
  comparePairs,
  flaggedInOrder,
  labelShares,
  measureFlagged,
  measureScore,
  orient,
  statementsOf,
} from '../../src-main/services/detection-figures.ts';
import type { ClassFinding, ScoreTruth } from '../../src-shared/domain/detection.ts';
import { Rng } from '../../src-shared/math/rng.ts';
import { hitsAmongTop, rocPoints } from '../../src-shared/math/roc-points.ts';
import { midRanks, rankCorrelation } from '../../src-shared/math/spearman.ts';

const SAMPLES = 2000;
/** One in twenty, and the first samples of all: whoever breaks ties by index must not profit. */
const MASK = Uint8Array.from({ length: SAMPLES }, (_, i) => (i < 40 || (i % 50 === 7 && i >= 1000) ? 1 : 0));
const PLANTED = MASK.reduce((sum, bit) => sum + bit, 0);

function truthOf(score: (i: number) => number): ScoreTruth {
  return measureScore({ score: Float32Array.from({ length: SAMPLES }, (_, i) => score(i)) }, MASK)!;
}

function precisionWithin(truth: ScoreTruth, what: string): number {
  return truth.precisionAt.find((one) => one.what === what)!.precision;
}

describe('a score against the truth', () => {
  const noise = Rng.fromSeed(4);
  const informed = truthOf((i) => 2 * MASK[i]! + noise.normal());

  it('that knows something passes', () => {
    expect(informed.reading).toBe('ranks poison above clean');
    // Two standard deviations apart: Phi(2 / sqrt 2) = 0.921, give or take three standard errors of 0.02.
    expect(informed.auroc).toBeGreaterThan(0.86);
    expect(informed.auroc).toBeLessThan(0.98);
    expect(precisionWithin(informed, 'as many as were planted')).toBeGreaterThan(5 * (PLANTED / SAMPLES));
  });

  it('that is constant fails: a half, and the precision of drawing at random at every size', () => {
    const truth = truthOf(() => 7);
    expect(truth.reading).toBe('constant');
    expect(truth.auroc).toBe(0.5);
    for (const { precision } of truth.precisionAt) expect(precision).toBeCloseTo(PLANTED / SAMPLES, 12);
    expect(truth.roc).toEqual({ falsePositiveRate: [0, 1], truePositiveRate: [0, 1] });
  });

  it('that is random fails, ten of ten', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const rng = Rng.fromSeed(seed);
      const truth = truthOf(() => rng.uniform());
      expect(truth.reading).toBe('no better than chance');
      expect(Math.abs(truth.auroc - 0.5)).toBeLessThan(0.12);
    }
  });

  it('that is inverted fails, by as much as the right one passes', () => {
    const again = Rng.fromSeed(4);
    const truth = truthOf((i) => -(2 * MASK[i]! + again.normal()));
    expect(truth.reading).toBe('inverted');
    expect(truth.auroc).toBeCloseTo(1 - informed.auroc, 12);
    expect(truth.auroc).toBeLessThan(0.14);
    expect(precisionWithin(truth, '1 %')).toBe(0);
  });

  it('whose low end is suspicious is turned first', () => {
    const again = Rng.fromSeed(4);
    const low = Float32Array.from(MASK, (bit) => -(2 * bit + again.normal()));
    const turned = orient({ detector: 'tlm', score: low, flagged: MASK }, 'low');
    expect(measureScore(turned, MASK)!.auroc).toBeCloseTo(informed.auroc, 12);
    expect(measureScore(turned, new Uint8Array(SAMPLES))).toBeNull();
  });
});

describe('the ROC curve', () => {
  it('of four samples, step by step', () => {
    expect(rocPoints(Float32Array.of(4, 3, 2, 1), [1, 0, 1, 0])).toEqual({
      falsePositiveRate: [0, 0, 0.5, 0.5, 1],
      truePositiveRate: [0, 0.5, 0.5, 1, 1],
    });
  });

  it('is thinned, keeps its ends, and its area is that of all points', () => {
    const rng = Rng.fromSeed(9);
    const score = Float32Array.from(MASK, (bit) => bit + rng.normal());
    const { falsePositiveRate: x, truePositiveRate: y } = rocPoints(score, MASK)!;
    expect(x.length).toBeLessThanOrEqual(200);
    expect([x[0], y[0], x.at(-1), y.at(-1)]).toEqual([0, 0, 1, 1]);
    let area = 0;
    for (let i = 1; i < x.length; i++) area += ((x[i]! - x[i - 1]!) * (y[i]! + y[i - 1]!)) / 2;
    expect(area).toBeCloseTo(measureScore({ score }, MASK)!.auroc, 2);
  });

  it('hits among equal scores count in proportion', () => {
    const score = Float32Array.of(5, 1, 1, 1, 1, 0);
    expect(hitsAmongTop(score, [1, 1, 0, 0, 0, 1], 3)).toBeCloseTo(1 + 2 / 4, 12);
    expect(hitsAmongTop(score, [1, 1, 0, 0, 0, 1], 6)).toBe(3);
  });
});

describe('two detectors beside each other', () => {
  const a = { detector: 'a', score: Float32Array.of(4, 3, 2, 1), flagged: Uint8Array.of(1, 1, 0, 0) };
  const b = { detector: 'b', score: Float32Array.of(3, 4, 1, 2), flagged: Uint8Array.of(0, 1, 0, 1) };

  it('overlap and rank correlation, counted by hand', () => {
    const [pair, ...others] = comparePairs([a, b]);
    expect(others).toEqual([]);
    // Ranks differ by one each: 1 - 6 * 4 / (4 * 15).
    expect(pair).toMatchObject({ a: 'a', b: 'b', shared: 1, sharedByChance: 1, jaccard: 1 / 3 });
    expect(pair!.spearman).toBeCloseTo(0.6, 12);
  });

  it('nothing flagged has no overlap, a constant score no correlation', () => {
    const nothing = { detector: 'c', score: new Float32Array(4), flagged: new Uint8Array(4) };
    expect(comparePairs([nothing, nothing])[0]).toMatchObject({ jaccard: null, spearman: null });
    expect(comparePairs([a, b, nothing]).map(({ a: one, b: two }) => one + two)).toEqual(['ab', 'ac', 'bc']);
  });

  it('ranks share the middle where values are equal', () => {
    expect([...midRanks(Float32Array.of(2, 1, 2, 3))]).toEqual([2.5, 1, 2.5, 4]);
    expect(rankCorrelation(midRanks(Float32Array.of(1, 2)), midRanks(Float32Array.of(5, 4)))).toBe(-1);
  });

  it('flags in the order of suspicion, and against the truth', () => {
    expect(flaggedInOrder(b)).toEqual([1, 3]);
    expect(measureFlagged(b, Uint8Array.of(1, 1, 0, 0))).toMatchObject({
      ...{ truePositives: 1, precision: 0.5, recall: 0.5, falsePositiveRate: 0.5, lift: 1 },
    });
    const nothing = measureFlagged({ flagged: new Uint8Array(4) }, Uint8Array.of(1, 0, 0, 0));
    expect(nothing).toMatchObject({ precision: null, precisionInterval: null, recall: 0, lift: null });
  });
});

it('label enrichment is told beside the share of the label', () => {
  const labels = Int32Array.of(0, 0, 0, 0, 0, 0, 1, 1, 2, 2);
  const flagged = Uint8Array.of(1, 0, 0, 0, 0, 0, 1, 0, 1, 1);
  expect(labelShares({ flagged }, labels, 3)).toEqual([
    { label: 2, flagged: 2, share: 0.5, lift: 2.5 },
    { label: 1, flagged: 1, share: 0.25, lift: 1.25 },
    { label: 0, flagged: 1, share: 0.25, lift: 0.25 / 0.6 },
  ]);
  expect(labelShares({ flagged: new Uint8Array(10) }, labels, 3)).toEqual([]);
});

describe('what is said of a dataset', () => {
  const labels = Int32Array.of(0, 1, 2, 2);
  const finding = (label: number, separation: number | null): ClassFinding => ({
    ...{ label, count: 1, sizes: null, meanEntropies: null, suspicious: null, decidedBy: null },
    ...{ silhouette: null, separation, isFlagged: false },
  });
  const say = (findings: ClassFinding[], planted: number | null = null): string =>
    statementsOf(classEvidence(findings, labels, ['cat', 'dog', 'owl']), planted, true).join(' ');

  it('a separation is some evidence at most, and names its label', () => {
    const evidence = classEvidence([finding(0, 3.4), finding(1, 3.6), finding(2, 4.2)], labels, [
      'cat',
      'dog',
      'owl',
    ]);
    expect(evidence.map((one) => one.evidence)).toEqual(['none found', 'some', 'some']);
    expect(evidence.map((one) => one.isMarked)).toEqual([false, false, true]);
    expect(evidence.map((one) => one.count)).toEqual([1, 1, 2]);
    const said = say([finding(0, 3.4), finding(1, 3.6), finding(2, 4.2)]);
    expect(said).toMatch(/^Some evidence: the samples labelled "dog" \(D 3\.6\), "owl" \(D 4\.2, marked\)/);
    expect(said).toMatch(/strong evidence only when a person sees/);
  });

  it('never calls a dataset clean, with or without evidence', () => {
    for (const findings of [[], [finding(0, 1)], [finding(0, 9)]]) {
      expect(say(findings)).toMatch(
        /does not mean none there: clean-label, sample-specific and very rare poison/,
      );
      expect(say(findings)).toMatch(/Flagged is not proven/);
      expect(say(findings)).toMatch(/truth is not known here/);
    }
    expect(say([finding(0, 1)])).toMatch(/^No evidence found/);
    expect(say([])).toMatch(/^The separation of labels was not measured/);
    expect(say([], 5)).not.toMatch(/truth is not known/);
  });
});
