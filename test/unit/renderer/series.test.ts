/** Time series and loss drops as the window shows them: what is computed before anything is drawn. */
import { describe, expect, it } from 'vitest';
import type { TriggerView } from '../../../src-shared/rpc/contract.ts';
import { valueCurves } from '../../../src-renderer/features/dataset/value-curves.ts';
import { tilesOfPreview } from '../../../src-renderer/features/import/preview-tiles.ts';
import { guessLabel } from '../../../src-renderer/features/inspect/guess-label.ts';
import { rankAtShare, ranksToDraw, shareOfRank } from '../../../src-renderer/features/inspect/rank-curve.ts';
import {
  curvesOfVariable,
  strongestVariable,
} from '../../../src-renderer/features/inspect/trigger-curves.ts';
import { strongestRegion } from '../../../src-renderer/features/inspect/trigger-region.ts';
import { curvesOfSample, partsOfSample } from '../../../src-renderer/features/samples/sample-history.ts';
import { createSelection, judgedBy } from '../../../src-renderer/features/samples/selection.ts';
import {
  moveWindow,
  ticksOf,
  wholeWindow,
  zoomWindow,
} from '../../../src-renderer/features/samples/series-window.ts';

describe('the part of a series in view', () => {
  it('zooms around a step that keeps its place', () => {
    const { from, to } = zoomWindow(wholeWindow(101), 0.5, 25, 101);
    expect([from, to]).toEqual([12.5, 62.5]);
    expect((25 - from) / (to - from)).toBeCloseTo(0.25, 10);
  });

  it('never leaves the series, and never shows less than a few steps', () => {
    expect(zoomWindow(wholeWindow(101), 4, 50, 101)).toEqual({ from: 0, to: 100 });
    expect(zoomWindow({ from: 0, to: 20 }, 0.01, 0, 101)).toEqual({ from: 0, to: 4 });
    expect(zoomWindow(wholeWindow(3), 0.5, 1, 3)).toEqual({ from: 0, to: 2 });
    expect(moveWindow({ from: 80, to: 90 }, 30, 101)).toEqual({ from: 90, to: 100 });
    expect(moveWindow({ from: 10, to: 20 }, -30, 101)).toEqual({ from: 0, to: 10 });
    expect(wholeWindow(1)).toEqual({ from: 0, to: 1 });
  });

  it('has ticks at round steps', () => {
    expect(ticksOf(0, 139)).toEqual([0, 50, 100]);
    expect(ticksOf(12.5, 18)).toEqual([14, 16, 18]);
    expect(ticksOf(0, 3)).toEqual([0, 1, 2, 3]);
  });
});

describe('a ranked curve', () => {
  it('draws every rank of a few, and a bounded number of many', () => {
    expect(ranksToDraw(3, false)).toEqual([1, 2, 3]);
    for (const isLog of [false, true]) {
      const ranks = ranksToDraw(1_000_000, isLog);
      expect(ranks.length).toBeLessThanOrEqual(900);
      expect([ranks[0], ranks.at(-1)]).toEqual([1, 1_000_000]);
      expect(ranks.every((rank, i) => i === 0 || rank > ranks[i - 1]!)).toBe(true);
    }
    // A logarithmic axis has more of the top.
    const below = (isLog: boolean): number =>
      ranksToDraw(1_000_000, isLog).filter((rank) => rank < 10_000).length;
    expect(below(true)).toBeGreaterThan(20 * below(false));
  });

  it('finds the rank of a place and the place of a rank', () => {
    for (const isLog of [false, true]) {
      for (const rank of [1, 2, 137, 5000]) {
        expect(rankAtShare(shareOfRank(rank, 5000, isLog), 5000, isLog)).toBe(rank === 1 ? 0 : rank);
      }
      expect(shareOfRank(5000, 5000, isLog)).toBe(1);
      expect(shareOfRank(0, 5000, isLog)).toBe(0);
      expect(shareOfRank(1, 1, isLog)).toBe(0);
    }
  });
});

describe('the guessed label', () => {
  it('is what the second head says of most at the top, with how sure that is', () => {
    const predicted = Float32Array.of(2, 2, 0, 2, 1, 0);
    const guess = guessLabel(Int32Array.of(0, 1, 3, 4), predicted);
    expect(guess).toMatchObject({ label: 2, count: 3, total: 4 });
    expect(guess?.interval?.[0]).toBeCloseTo(0.3006, 3);
    expect(guess?.interval?.[1]).toBeCloseTo(0.9544, 3);
    expect(guessLabel(new Int32Array(0), predicted)).toBeNull();
  });
});

describe('a sample over epochs', () => {
  const trace = (metric: string, values: number[]) => ({
    metric,
    epochs: values.map((_, i) => i + 1),
    values,
    classMedian: values,
  });

  it('has a curve for amounts, none for codes or a single epoch', () => {
    const history = [
      trace('lossDrop', [0, 1]),
      trace('other', [1, 2]),
      trace('loss', [3, 2]),
      trace('partition', [0, 1]),
      trace('recovered', [-1, 2]),
      trace('secondLoss', [3]),
    ];
    expect(curvesOfSample(history).map(({ metric }) => metric)).toEqual(['loss', 'lossDrop', 'other']);
  });

  it('was in parts for stretches of epochs', () => {
    const history = [trace('partition', [0, 0, 1, 2, 2, 2, 3]), trace('recovered', [-1, 4, -1, 4, 4, 1, 1])];
    expect(partsOfSample(history)).toEqual([
      { from: 1, to: 2, part: 'kept', recovered: null },
      { from: 3, to: 3, part: 'trapped', recovered: null },
      { from: 4, to: 5, part: 'relabelled', recovered: 4 },
      { from: 6, to: 6, part: 'relabelled', recovered: 1 },
      { from: 7, to: 7, part: 'released', recovered: null },
    ]);
    expect(partsOfSample([trace('entropy', [1, 2])])).toEqual([]);
  });
});

describe('a trigger view of series', () => {
  /** Two variables; the second in units a hundred times as large. */
  function view(difference: (step: number, variable: number) => number): TriggerView {
    const [steps, variables] = [50, 2];
    const unit = (i: number): number => (i % variables === 0 ? 1 : 100);
    const othersMean = Float32Array.from({ length: steps * variables }, (_, i) => unit(i) * Math.sin(i));
    const deviation = Float32Array.from(othersMean, (_, i) => 0.5 * unit(i));
    return {
      ...{
        modality: 'series',
        height: steps,
        width: 1,
        channels: variables,
        suspectedCount: 30,
        othersCount: 300,
      },
      othersMean,
      suspectedMean: othersMean.map(
        (value, i) => value + difference(Math.floor(i / variables), i % variables),
      ),
      suspectedDeviation: deviation,
      othersDeviation: deviation,
    };
  }

  it('finds the stretch of time and the variable, whatever the units', () => {
    const patched = view((step, variable) =>
      variable === 0 ? (step >= 40 && step < 45 ? 2 : 0.01) : 100 * 0.02,
    );
    expect(strongestRegion(patched)).toMatchObject({ top: 40, height: 5, left: 0, width: 1, isClear: true });
    expect(strongestVariable(patched)).toBe(0);
    const curves = curvesOfVariable(patched, 0);
    expect(curves.difference).toHaveLength(50);
    expect(curves.difference[42]).toBeCloseTo(2, 5);
    expect(curves.othersDeviation[7]).toBe(0.5);
  });

  it('takes the stretch around the largest difference alone', () => {
    const twice = view((step, variable) =>
      variable === 1 ? 0 : step >= 5 && step < 8 ? 1.5 : step >= 30 && step < 33 ? 2 : 0,
    );
    expect(strongestRegion(twice)).toMatchObject({ top: 30, height: 3 });
  });

  it('does not call a wave clear, and finds nothing where nothing differs', () => {
    expect(strongestRegion(view((step) => 1 + 0.2 * Math.sin(step)))?.isClear).toBe(false);
    expect(strongestRegion(view(() => 0))).toBeNull();
  });
});

describe('statistics and previews', () => {
  it('values lie in the real range of each variable', () => {
    const histograms = [new Uint32Array(256).fill(1), Uint32Array.from({ length: 256 }, (_, i) => i)];
    const [first, second] = valueCurves({
      histograms,
      ranges: [
        [-2, 6],
        [0, 256],
      ],
    });
    expect(first).toHaveLength(64);
    expect([first?.[0], first?.[63]]).toEqual([
      [-2, 4],
      [5.875, 4],
    ]);
    expect([second?.[0], second?.[1]]).toEqual([
      [0, 6],
      [4, 22],
    ]);
  });

  it('samples of a preview become tiles of their kind', () => {
    const values = Float32Array.of(1, 2, 3, 4, 5, 6);
    const scanned = {
      ...{ format: 'ucr', location: '/a', kind: 'file' as const, entries: 1, sizeBytes: 9, resizeRule: '' },
      ...{ classes: ['a'], itemCount: 2, checked: 2, isComplete: true, classCounts: [2], rejectedCount: 0 },
      ...{ splits: { train: 2, test: 0 }, rejected: [], range: [] },
      duplicates: { groups: 0, samples: 0, conflicting: 0, acrossSplits: 0 },
    };
    const samples = {
      labels: Uint16Array.of(0, 0),
      names: ['1', '2'],
      bytes: new Uint8Array(values.buffer),
    };
    expect(
      tilesOfPreview({ ...scanned, modality: 'series', height: 3, width: 1, channels: 1, samples }),
    ).toEqual({ modality: 'series', steps: 3, points: 3, variables: 1, values });
    expect(
      tilesOfPreview({ ...scanned, modality: 'image', height: 3, width: 2, channels: 2, samples }),
    ).toMatchObject({ modality: 'image', height: 3, width: 2, channels: 2, pixels: samples.bytes });
  });
});

describe('what a verdict is for', () => {
  it('the selection of several, else the sample in focus', () => {
    const selection = createSelection();
    selection.resize(10);
    expect([...judgedBy(selection, 4)]).toEqual([4]);
    selection.set([2]);
    expect([...judgedBy(selection, 4)]).toEqual([4]);
    expect([...judgedBy(selection, null)]).toEqual([2]);
    selection.add([7]);
    expect([...judgedBy(selection, 4)]).toEqual([2, 7]);
  });
});
