/** What activation clustering, spectral signatures and the comparison compute on the way, against NumPy and SciPy. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { divide, runAc } from '../../../src-main/train/detectors/ac/run.ts';
import { findDetector } from '../../../src-main/train/detectors/registry.ts';
import { outlierScores, runSs, scoreClass } from '../../../src-main/train/detectors/ss/run.ts';
import type { ReducedClass } from '../../../src-main/train/detectors/support/class-features.ts';
import { auroc } from '../../../src-shared/math/roc.ts';
import { midRanks, rankCorrelation } from '../../../src-shared/math/spearman.ts';
import { Rng } from '../../../src-shared/math/rng.ts';
import type { AcOptions } from '../../../src-main/train/detectors/ac/definition.ts';
import type { SsOptions } from '../../../src-main/train/detectors/ss/definition.ts';
import { inputOf, problem, twoScores } from './problem.ts';

interface Clustered {
  groups: number[];
  inertia: number;
  silhouette: number;
  nearness: number[];
  meanEntropies: number[];
}

interface Expected {
  mean: number[];
  axes: number[][];
  variances: number[];
  projected: number[][];
  whitened: number[][];
  singularVector: number[];
  centredScores: number[];
  uncentredScores: number[];
  flaggedTop: number[];
  separation: number;
  pca: Clustered;
  ica: Clustered;
  groupsOfComponents: number[];
}

const reference = JSON.parse(readFileSync(join(import.meta.dirname, 'reference.json'), 'utf8')) as {
  small: Expected;
  wide: Expected;
  comparison: { auroc: number; spearman: number };
};

const COMPONENTS = 4;
const AC = findDetector('ac').resolveOptions({ components: COMPONENTS }) as unknown as AcOptions;
const SS = findDetector('ss').resolveOptions({}) as unknown as SsOptions;

/** Largest difference relative to the largest expected value. */
function error(actual: ArrayLike<number>, expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs(actual[i]! - value))) / scale;
}

async function reduce(n: number, d: number): Promise<ReducedClass> {
  return await inputOf(problem(n, d)).network!.features.reduce(0, COMPONENTS);
}

// The wide problem has more dimensions than are solved at once: the subspace is found step by step.
describe.each([
  ['small', 45, 6],
  ['wide', 90, 80],
] as const)('the %s problem, %i samples of %i features', (name, n, d) => {
  const expected = reference[name];

  it('main axes, variances and projections to 1e-5', async () => {
    const reduced = await reduce(n, d);
    expect(reduced.k).toBe(COMPONENTS);
    expect(error(reduced.mean, expected.mean)).toBeLessThan(1e-5);
    expect(error(reduced.variances, expected.variances)).toBeLessThan(1e-5);
    expect(error(reduced.axes, expected.axes.flat())).toBeLessThan(1e-5);
    expect(error(reduced.projected, expected.projected.flat())).toBeLessThan(1e-5);
  });

  it.each(['pca', 'ica'] as const)('clusters, silhouette and nearness of %s to 1e-5', async (reduction) => {
    const clustered = expected[reduction];
    const divided = divide(await reduce(n, d), { reduction }, Rng.fromSeed(1))!;
    if (reduction === 'ica') expect(error(divided.points, expected.whitened.flat())).toBeLessThan(1e-5);
    expect([...divided.groups]).toEqual(clustered.groups);
    expect(error([divided.clustering.inertia], [clustered.inertia])).toBeLessThan(1e-5);
    expect(error([divided.silhouette!], [clustered.silhouette])).toBeLessThan(1e-5);
    expect(error([divided.separation!], [expected.separation])).toBeLessThan(1e-5);

    const outcome = await runAc(inputOf(problem(n, d)), { ...AC, reduction, decision: 'lobe' });
    expect([...outcome.groups!]).toEqual(clustered.groups);
    const [finding] = outcome.classes;
    expect(error(finding!.meanEntropies!, clustered.meanEntropies)).toBeLessThan(1e-5);
    expect(finding).toMatchObject({ suspicious: 2, decidedBy: 'size', isFlagged: true });
    expect(error(outcome.score, clustered.nearness)).toBeLessThan(1e-5);
    expect([...outcome.flagged]).toEqual(clustered.groups.map((group) => group - 1));
  });

  it('independent components give the clusters of the whitened axes', () => {
    expect(expected.groupsOfComponents).toEqual(expected.ica.groups);
  });

  it('singular vector and outlier scores, published and as in widespread code, to 1e-5', async () => {
    const reduced = await reduce(n, d);
    const along = Float64Array.from({ length: n }, (_, i) => reduced.projected[i * COMPONENTS]!);
    expect(error(reduced.axes.slice(0, d), expected.singularVector)).toBeLessThan(1e-5);
    expect(error(outlierScores(reduced, along, 'centred'), expected.centredScores)).toBeLessThan(1e-5);
    expect(error(outlierScores(reduced, along, 'uncentred'), expected.uncentredScores)).toBeLessThan(1e-5);

    const outcome = await runSs(inputOf(problem(n, d)), { ...SS, form: 'centred' });
    expect(error(outcome.score, expected.centredScores)).toBeLessThan(1e-5);
    const flagged = [...outcome.flagged.keys()].filter((i) => outcome.flagged[i] === 1);
    expect(flagged).toEqual([...expected.flaggedTop].sort((a, b) => a - b));
    expect(error([outcome.classes[0]!.separation!], [expected.separation])).toBeLessThan(1e-5);
  });

  it('the lobe form turns the coordinates towards the smaller lobe and flags it', async () => {
    const outcome = await runSs(inputOf(problem(n, d)), SS);
    const first = expected.projected.map((row) => row[0]!);
    const sign = Math.sign(outcome.score[0]! * first[0]!);
    expect(
      error(
        outcome.score,
        first.map((value) => sign * value),
      ),
    ).toBeLessThan(1e-5);
    const mean = (bit: 0 | 1): number => {
      const some = outcome.score.filter((_, i) => outcome.flagged[i] === bit);
      return some.reduce((sum, value) => sum + value, 0) / some.length;
    };
    expect(mean(1)).toBeGreaterThan(mean(0));
  });
});

it('five points on a line: direction, squared and oriented scores', async () => {
  const features = Float32Array.of(-2, 0, -1, 0, 0, 0, 1, 0, 2, 0);
  const input = inputOf({ n: 5, d: 2, features, entropy: new Float32Array(5) });
  const reduced = await input.network!.features.reduce(0);
  expect(error(reduced.axes, [1, 0])).toBeLessThan(1e-12);
  const options = { ...SS, form: 'centred' } as const;
  const { score, flagged } = scoreClass(0, reduced, new Float64Array(5), options);
  expect(error(score, [4, 1, 0, 1, 4])).toBeLessThan(1e-12);
  expect([...flagged]).toEqual([1, 0, 0, 0, 0]);
});

it('AUROC and rank correlation of scores with ties, to 1e-9', () => {
  const { a, b, planted } = twoScores();
  expect(auroc(a, planted)).toBeCloseTo(reference.comparison.auroc, 8);
  expect(rankCorrelation(midRanks(a), midRanks(b))).toBeCloseTo(reference.comparison.spearman, 8);
});
