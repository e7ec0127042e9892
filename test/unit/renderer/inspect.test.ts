import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src-shared/math/rng.ts';
import { drawFairCheck } from '../../../src-renderer/features/inspect/fair-check.ts';
import { pointsInPolygon } from '../../../src-renderer/features/inspect/polygon.ts';
import { contrast, strongestRegion } from '../../../src-renderer/features/inspect/trigger-region.ts';
import { curvesOf } from '../../../src-renderer/features/runs/curves.ts';

describe('lasso', () => {
  it('takes the points inside, also of a loop with a notch', () => {
    // A U: the point in its notch is outside.
    const polygon = [0, 0, 6, 0, 6, 6, 4, 6, 4, 2, 2, 2, 2, 6, 0, 6];
    const points = Float32Array.of(1, 5, 3, 5, 5, 5, 3, 1, 9, 9);
    expect([...pointsInPolygon(points, polygon)]).toEqual([0, 2, 3]);
    expect([...pointsInPolygon(points, [])]).toEqual([]);
  });
});

describe('fair check', () => {
  const suspicion = Int32Array.from({ length: 1000 }, (_, i) => i);
  const flagged = suspicion.subarray(0, 50);

  it('draws half from the flagged and half from as many just below', () => {
    const { above, below, all } = drawFairCheck(suspicion, flagged, 40, Rng.fromSeed(1));
    expect([above.length, below.length, all.length]).toEqual([20, 20, 40]);
    expect(above.every((index) => index < 50)).toBe(true);
    expect(below.every((index) => index >= 50 && index < 100)).toBe(true);
    expect(new Set(all).size).toBe(40);
    expect([...all]).not.toEqual([...above, ...below]);
  });

  it('draws fewer where there are fewer', () => {
    const { above, below } = drawFairCheck(suspicion, suspicion.subarray(0, 3), 40, Rng.fromSeed(1));
    expect([above.length, below.length]).toEqual([3, 3]);
    expect(drawFairCheck(suspicion, suspicion, 40, Rng.fromSeed(1)).below).toHaveLength(0);
  });
});

describe('trigger view', () => {
  const view = (difference: (x: number, y: number) => number) => {
    const mean = new Float32Array(8 * 8).fill(100);
    const suspected = mean.map((value, i) => value + difference(i % 8, Math.floor(i / 8)));
    const deviation = new Float32Array(64);
    return {
      ...{ modality: 'image' as const },
      ...{ height: 8, width: 8, channels: 1, suspectedCount: 30, othersCount: 300, suspectedMean: suspected },
      ...{ othersMean: mean, suspectedDeviation: deviation, othersDeviation: deviation },
    };
  };

  it('finds the field where a patch sits', () => {
    const region = strongestRegion(view((x, y) => (x >= 5 && y >= 6 ? 80 : 2)));
    expect(region).toMatchObject({ left: 5, top: 6, width: 3, height: 2, isClear: true });
    expect(region?.ratio).toBeCloseTo(40, 5);
    expect(region?.area).toBeCloseTo(6 / 64, 5);
  });

  it('does not call a difference clear that is everywhere, or none', () => {
    expect(strongestRegion(view((x) => 10 + (x % 2)))?.isClear).toBe(false);
    expect(strongestRegion(view(() => 0))).toBeNull();
  });

  it('draws the difference around a middle grey', () => {
    const picture = contrast(view((x, y) => (x === 0 && y === 0 ? -50 : x === 1 && y === 0 ? 25 : 0)));
    expect([...picture.subarray(0, 3)]).toEqual([0, 191.25, 127.5]);
  });
});

describe('curves of a run', () => {
  const stage = (name: string, cleanAccuracy: number | null) => ({
    ...{
      name,
      epochs: 2,
      updates: 20,
      cleanAccuracy,
      attackSuccess: null,
      robustAccuracy: null,
      seconds: 1,
      notes: [],
    },
  });

  it('put the stages one after the other, with what each ended with', () => {
    const timeline = [
      { seq: 1, stage: 'SL', epoch: 1, step: 10, metrics: { loss: 2 } },
      { seq: 2, stage: 'SL', epoch: 2, step: 20, metrics: { loss: 1 } },
      { seq: 3, stage: 'AU', epoch: 0.5, step: 1, metrics: { loss: 1.5 } },
    ];
    const curves = curvesOf(timeline, [stage('SL', 0.5), stage('AU', 0.4)]);
    expect(curves.starts).toEqual([
      { stage: 'SL', x: 0 },
      { stage: 'AU', x: 2 },
    ]);
    expect(curves.points('loss')).toEqual([
      [1, 2],
      [2, 1],
      [2.5, 1.5],
    ]);
    expect(curves.points('cleanAccuracy')).toEqual([
      [2, 0.5],
      [2.5, 0.4],
    ]);
    expect(curves.metrics.has('attackSuccess')).toBe(false);
  });
});
