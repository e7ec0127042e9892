/** What repairs decide by: halves of the trusted samples, points of a curve, thresholds, lengths, estimates. */
import { describe, expect, it } from 'vitest';
import { fewestTrusted } from '../../../src-shared/domain/run.ts';
import { Rng } from '../../../src-shared/math/rng.ts';
import { anp } from '../../../src-main/train/defenses/anp/definition.ts';
import { thresholdsUpTo } from '../../../src-main/train/defenses/anp/run.ts';
import { bezierWeights, choosePoint, CURVE_POINTS } from '../../../src-main/train/defenses/mcr/points.ts';
import { DEFENSES, findDefense } from '../../../src-main/train/defenses/registry.ts';
import { repairLengths } from '../../../src-main/train/defenses/repair-options.ts';
import { halveTrusted } from '../../../src-main/train/defenses/trusted.ts';

const REPAIRS = ['fp', 'nad', 'mcr', 'anp'];

describe('halves of the trusted samples', () => {
  const labels = Int32Array.from({ length: 40 }, (_, i) => i % 4);
  const trusted = Int32Array.from({ length: 21 }, (_, i) => i + 3);

  it('hold every sample once, and every class in both as evenly as can be', () => {
    const { learn, check } = halveTrusted(trusted, labels, Rng.fromSeed(1));
    expect([...learn, ...check].sort((a, b) => a - b)).toEqual([...trusted]);
    expect(learn.length - check.length).toBe(1);
    for (const half of [learn, check]) {
      expect([...half]).toEqual([...half].sort((a, b) => a - b));
      const perClass = [0, 1, 2, 3].map((label) => half.filter((row) => labels[row] === label).length);
      expect(Math.max(...perClass) - Math.min(...perClass)).toBeLessThanOrEqual(1);
    }
  });

  it('depend on the stream alone', () => {
    const once = halveTrusted(trusted, labels, Rng.fromSeed(1));
    expect(halveTrusted(trusted, labels, Rng.fromSeed(1))).toEqual(once);
    expect(halveTrusted(trusted, labels, Rng.fromSeed(2))).not.toEqual(once);
  });
});

describe('the curve', () => {
  it('counts start, middle and end as computed by hand', () => {
    const rounded = (t: number): number[] => bezierWeights(t).map((value) => Math.round(1e9 * value) / 1e9);
    expect(rounded(0.1)).toEqual([0.81, 0.18, 0.01]);
    expect(rounded(0.5)).toEqual([0.25, 0.5, 0.25]);
    expect(rounded(0)).toEqual([1, 0, 0]);
    expect(rounded(1)).toEqual([0, 0, 1]);
  });

  it('takes the point nearest the middle among those hardly worse than the best', () => {
    const flat = CURVE_POINTS.map(() => 0.9);
    expect(choosePoint(flat, 0.02)).toBe(0.5);
    expect(choosePoint([0.9, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8], 0.02)).toBe(0.1);
    // 0.4 and 0.6 are as near: the one farther from the suspect model is taken.
    expect(choosePoint([0.9, 0.9, 0.9, 0.9, 0.5, 0.9, 0.9, 0.9, 0.9], 0.02)).toBe(0.6);
    expect(choosePoint([0.9, 0.9, 0.9, 0.88, 0.87, 0.5, 0.9, 0.9, 0.9], 0.02)).toBe(0.4);
  });
});

describe('thresholds of masks', () => {
  it('go from 0 in steps of 0.05 to the highest', () => {
    expect(thresholdsUpTo(0.5)).toEqual([0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5]);
    expect(thresholdsUpTo(0)).toEqual([0]);
    expect(thresholdsUpTo(0.12)).toEqual([0, 0.05, 0.1]);
  });
});

describe('how much', () => {
  it('trusted samples are needed: a hundredth, 20, and 4 a class', () => {
    expect(fewestTrusted(50_000, 10)).toBe(500);
    expect(fewestTrusted(240, 3)).toBe(20);
    expect(fewestTrusted(1000, 10)).toBe(40);
  });

  it('a stage learns: the usual length of many samples, more epochs of few', () => {
    const chosen = { batch: 128, epochs: 20, minUpdates: 200 };
    expect(repairLengths(chosen, 2500)).toEqual({ learned: 1250, batch: 125, epochs: 20 });
    expect(repairLengths(chosen, 20)).toEqual({ learned: 10, batch: 8, epochs: 200 });
  });
});

describe.each(REPAIRS)('%s', (id) => {
  const defense = findDefense(id);
  const { info } = defense;

  it('says that it repairs, what it needs, and judges no sample', () => {
    expect(info.kind).toBe('repair');
    expect(info.needs.cleanHoldout).toBe(true);
    expect([info.ranking, Object.keys(info.scores), Object.keys(info.subsets)]).toEqual([[], [], []]);
    expect(info.limits).toContain('known to be clean');
    expect(info.modalities).toEqual(['image', 'series']);
  });

  it('has the usual presets, each of them valid and longer than the one before', () => {
    expect(Object.keys(info.presets)).toEqual(['quick', 'standard', 'thorough', 'paper']);
    const work = Object.keys(info.presets).map((preset) =>
      [...defense.cost(defense.resolveOptions(preset, {}), 2500).values()].reduce(
        (sum, images) => sum + images,
        0,
      ),
    );
    expect(work[0]).toBeLessThan(work[1]!);
    expect(work[1]).toBeLessThan(work[2]!);
  });

  it('names each stage that it plans, the base among them', () => {
    const planned = [...defense.cost(defense.resolveOptions('standard', {}), 100).keys()];
    expect(planned).toEqual(Object.keys(info.stages));
    expect(info.undefendedStage).toBe('base');
  });
});

it('no other defense is given trusted samples', () => {
  const given = DEFENSES.filter(({ info }) => info.needs.cleanHoldout).map(({ info }) => info.id);
  expect(given.sort()).toEqual([...REPAIRS].sort());
});

it('ANP keeps to the loop of its authors under the preset paper', () => {
  expect(findDefense(anp.id).resolveOptions('paper', {})).toMatchObject({
    ...{ iterations: 2000, epsilon: 0.4, cleanWeight: 0.2, rate: 0.2, clipNoise: false },
  });
});
