/** What Inspect computes of neurons and of several methods together. */
import { describe, expect, it } from 'vitest';
import { nextTick, ref } from 'vue';
import {
  cellsOf,
  combineMethods,
  samplesOfCell,
  type FlaggingMethod,
} from '../../../src-renderer/features/inspect/combined-cells.ts';
import type { Ranking } from '../../../src-renderer/features/inspect/evidence.ts';
import { judgedShare } from '../../../src-renderer/features/inspect/judged-share.ts';
import {
  countActive,
  firstCut,
  groupedHistogram,
  groupNeurons,
  meanStandardised,
  rangesOf,
} from '../../../src-renderer/features/inspect/neuron-scores.ts';
import { useCuts } from '../../../src-renderer/features/inspect/use-cuts.ts';
import { neuronsBySpread, type NeuronLayer } from '../../../src-shared/domain/neuron.ts';
import { wilsonInterval } from '../../../src-shared/math/wilson.ts';

const layer = (name: string, score: number[], weakStd: number[], reset: number[]): NeuronLayer => ({
  layer: name,
  topClass: Int32Array.from(score, (value) => (value > 0 ? 1 : -1)),
  strongMax: Float32Array.from(score),
  weakMean: new Float32Array(score.length).fill(1),
  weakStd: Float32Array.from(weakStd),
  score: Float32Array.from(score),
  wasReset: Uint8Array.from(reset),
});

describe('neurons', () => {
  const layers = [
    layer('early', [8, 2, 0], [4, 0.5, 1], [1, 0, 0]),
    layer('late', [1, 3, 5], [0.1, 0, NaN], [0, 0, 1]),
  ];

  it('are listed by layer, the one furthest beyond its range in spreads first, within it by score', () => {
    const groups = groupNeurons(layers);
    expect(groups.map(({ layer: name }) => name)).toEqual(['late', 'early']);
    expect(groups[0]!.neurons.map(({ channel }) => channel)).toEqual([2, 1, 0]);
    expect(groups[1]!.neurons.map(({ channel }) => channel)).toEqual([0, 1, 2]);
    expect(groups[1]!.neurons[0]).toMatchObject({ score: 8, spreads: 2, topClass: 1, wasReset: true });
    // Without a spread to measure by, its own excess is the unit; nothing beyond the range is 0.
    expect(groups[0]!.neurons.map(({ spreads }) => spreads)).toEqual([1, 1, expect.closeTo(10, 4)]);
    expect(groups[1]!.neurons[2]).toMatchObject({ spreads: 0, topClass: -1 });
  });

  it('compare across layers by spreads', () => {
    expect(neuronsBySpread(layers).slice(0, 3)).toEqual([
      { layer: 'late', channel: 0 },
      { layer: 'early', channel: 1 },
      { layer: 'early', channel: 0 },
    ]);
  });

  it('have a range that ends three spreads above the mean; unknown ones have none', () => {
    const ranges = rangesOf(layers, [
      { layer: 'early', channel: 1 },
      { layer: 'late', channel: 2 },
      { layer: 'gone', channel: 0 },
    ]);
    expect(ranges).toEqual([2.5, NaN, NaN]);
  });

  const columns = [Float32Array.of(0, 2, 4, 6), Float32Array.of(5, 5, 5, 5), Float32Array.of(3, 3, 3, 7)];

  it('rank samples by the mean of their standardised activations', () => {
    // Deviations: sqrt(5) around 3, none, sqrt(3) around 4; by hand, over three neurons.
    const expected = [-3, -1, 1, 3].map(
      (from, i) => (from / Math.sqrt(5) + [-1, -1, -1, 3][i]! / Math.sqrt(3)) / 3,
    );
    meanStandardised(columns).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
    expect(meanStandardised([])).toHaveLength(0);
  });

  it('are active beyond their range, and the first threshold is where half of them are', () => {
    const ranges = [3, NaN, 6];
    const active = countActive(columns, ranges);
    expect([...active]).toEqual([0, 0, 1, 2]);
    expect(firstCut(active, ranges)).toBe(2);
    expect(firstCut(countActive(columns, [NaN, NaN, NaN]), [NaN, NaN, NaN])).toBe(0);
  });

  it('show two groups over the same bins as fractions of each', () => {
    const { from, flagged, others } = groupedHistogram(
      Float32Array.of(0, 1, 2, 3, 4, 4),
      Uint8Array.of(0, 0, 0, 0, 1, 1),
      2,
    );
    expect(from).toEqual([0, 2]);
    expect(flagged).toEqual([0, 1]);
    expect(others).toEqual([0.5, 0.5]);
    const flat = groupedHistogram(Float32Array.of(2, 2), Uint8Array.of(0, 0), 2);
    expect([flat.flagged, flat.others]).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });
});

describe('methods together', () => {
  const methods: FlaggingMethod[] = [
    { flags: Uint8Array.of(1, 1, 0, 0, 1, 0), ranks: Int32Array.of(1, 2, 6, 4, 3, 5) },
    { flags: Uint8Array.of(1, 0, 1, 0, 1, 0), ranks: Int32Array.of(3, 6, 1, 4, 2, 5) },
    { flags: Uint8Array.of(0, 0, 0, 0, 1, 0), ranks: Int32Array.of(6, 5, 4, 3, 1, 2) },
  ];
  const combination = combineMethods(methods, 6);

  it('rank by how many flag a sample, then by mean rank', () => {
    expect([...combination.bits]).toEqual([0b011, 0b001, 0b010, 0, 0b111, 0]);
    // 4 by three, 0 by two; 2 (sum of ranks 11) before 1 (13), 3 (11) before 5 (12).
    expect([...combination.order]).toEqual([4, 0, 2, 1, 3, 5]);
    const along = [...combination.order].map((index) => combination.values[index]!);
    expect(along).toEqual([...along].sort((a, b) => b - a));
    expect(combination.values[4]).toBeCloseTo(3 + 1 - 6 / 18, 6);
    expect(along.map(Math.floor)).toEqual([3, 2, 1, 1, 0, 0]);
  });

  it('fall into cells by number and by combination, with what is true of them', () => {
    const cells = cellsOf(combination.bits, {
      mask: Uint8Array.of(1, 0, 1, 0, 1, 0),
      verdicts: Uint8Array.of(1, 2, 3, 0, 1, 0),
    });
    expect(cells.map(({ methods: number, count }) => [number, count])).toEqual([
      [3, 1],
      [2, 1],
      [1, 2],
      [0, 2],
    ]);
    const [, , one, none] = cells;
    expect(one!.combinations.map(({ bits, count }) => [bits, count])).toEqual([
      [0b001, 1],
      [0b010, 1],
    ]);
    expect(one!.truth).toEqual({ precision: 0.5, interval: wilsonInterval(1, 2) });
    expect(one!.judged).toEqual({ count: 1, unsure: 1, value: 0, interval: wilsonInterval(0, 1) });
    expect(none!.combinations).toEqual([]);
    expect(none!.judged.value).toBeNull();
  });

  it('say nothing of the truth where it is not known', () => {
    const cells = cellsOf(combination.bits, { mask: null, verdicts: new Uint8Array(6) });
    expect(cells.every(({ truth }) => truth === null)).toBe(true);
  });

  it('give the samples of a cell in the order of the ranking', () => {
    expect([...samplesOfCell(combination, { methods: 1 })]).toEqual([2, 1]);
    expect([...samplesOfCell(combination, { bits: 0b001 })]).toEqual([1]);
    expect([...samplesOfCell(combination, { methods: 0 })]).toEqual([3, 5]);
  });
});

describe('what was judged', () => {
  it('counts unsure for neither side', () => {
    const share = judgedShare(Int32Array.of(0, 1, 2, 3), Uint8Array.of(1, 2, 3, 0, 1));
    expect(share).toEqual({ count: 2, unsure: 1, value: 0.5, interval: wilsonInterval(1, 2) });
  });
});

describe('thresholds', () => {
  const ranking = (id: string): Ranking => ({
    ...{ id, title: id, unit: '', suspicious: 'low', values: new Float32Array(5) },
    order: Int32Array.of(4, 3, 2, 1, 0),
    initial: Int32Array.of(4, 0),
  });

  it('begin with what the evidence flags itself, are kept by evidence, and forgotten with the run', async () => {
    const run = ref<number | null>(1);
    const cuts = useCuts(run);
    const [a, b] = [ranking('a'), ranking('b')];
    expect([...cuts.flaggedOf(a)]).toEqual([4, 0]);
    cuts.move(a, 3.4);
    expect([...cuts.flaggedOf(a)]).toEqual([4, 3, 2]);
    expect([...cuts.flaggedOf(b)]).toEqual([4, 0]);
    cuts.move(b, 99);
    expect(cuts.flaggedOf(b)).toHaveLength(5);
    cuts.forget('b');
    expect([...cuts.flaggedOf(b)]).toEqual([4, 0]);
    run.value = 2;
    await nextTick();
    expect([...cuts.flaggedOf(a)]).toEqual([4, 0]);
  });
});
