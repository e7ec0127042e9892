/** The pure parts of the benchmarks' screen: from a form to a request and back, numbers in words, places in a chart. */
import { describe, expect, it } from 'vitest';
import type { BenchmarkCell, BenchmarkTable } from '../../../src-shared/domain/benchmark.ts';
import type { BenchmarkOffer } from '../../../src-shared/rpc/contract.ts';
import {
  countStates,
  paperColumns,
  progressOf,
  remarksOf,
  stepTo,
} from '../../../src-renderer/features/benchmarks/cells.ts';
import {
  asGappedLine,
  chartLines,
  pointsOf,
  rangeOf,
} from '../../../src-renderer/features/benchmarks/chart.ts';
import { figureWords } from '../../../src-renderer/features/benchmarks/figure-words.ts';
import {
  EMPTY_FORM,
  formOf,
  parseBudget,
  parseOptionLines,
  parseSeeds,
  partsOf,
  readForm,
  requestKey,
  restoreForm,
} from '../../../src-renderer/features/benchmarks/request.ts';

const OFFER: BenchmarkOffer = {
  tables: [
    {
      ...{ id: 'dlp-3', paper: 'DLP', where: 'Table 3', title: 'Defenses', kind: 'levels', cells: 4 },
      ...{ attacks: ['badnets', 'sig'], defenses: ['plain', 'fp'], datasets: ['cifar10'] },
    },
    {
      ...{ id: 'e2abl-1', paper: 'E2ABL', where: 'Table I', title: 'Defenses', kind: 'levels', cells: 2 },
      ...{ attacks: ['none', 'sig'], defenses: ['plain', 'e2abl'], datasets: ['gtsrb'] },
    },
  ],
  scales: [{ id: 'tiny', train: 1000, test: 200, preset: 'quick', seeds: [1], drawsData: true }],
  datasets: [],
};

describe('a form', () => {
  it('makes a request that says nothing of what it does not narrow', () => {
    const { errors, request, limits } = readForm(EMPTY_FORM, OFFER);
    expect([...errors]).toEqual([]);
    expect(request).toEqual({
      ...{ tables: ['dlp-3'], scale: 'tiny', data: {}, attacks: null, defenses: null, datasets: null },
      ...{ seeds: null, preset: null, arch: null, device: 'auto', options: {} },
    });
    expect(limits).toEqual({ budget: null, parallel: null, retriesFailed: false });
  });

  it('narrows by what is left out, and takes data for chosen tables alone', () => {
    const form = {
      ...EMPTY_FORM,
      tables: ['e2abl-1', 'dlp-3'],
      withoutAttacks: ['sig', 'wanet'],
      withoutDatasets: ['cifar10'],
      data: { cifar10: '/data/cifar', gtsrb: ' /data/signs ', uwave: '/data/waves' },
      seeds: '3; 1',
      budget: '1.5h',
      options: 'dlp.sl-epochs = 8\n\nplain.epochs=2',
    };
    expect(partsOf(OFFER, form.tables, 'attacks')).toEqual(['badnets', 'sig', 'none']);
    const { request, limits } = readForm(form, OFFER);
    expect(request).toMatchObject({
      // In the order of the offer, whatever was clicked first.
      tables: ['dlp-3', 'e2abl-1'],
      attacks: ['badnets', 'none'],
      defenses: null,
      datasets: ['gtsrb'],
      data: { gtsrb: '/data/signs' },
      seeds: [3, 1],
      options: { dlp: { slEpochs: '8' }, plain: { epochs: '2' } },
    });
    expect(limits?.budget).toBe(5400);
    // And back.
    const again = readForm(formOf(request!, OFFER), OFFER);
    expect(requestKey(again.request!)).toBe(requestKey(request!));
  });

  it('tells each field that is wrong, and asks nothing then', () => {
    const wrong = {
      ...EMPTY_FORM,
      tables: [],
      seeds: '1,1',
      options: 'epochs=2',
      budget: 'soon',
      parallel: '0',
    };
    const { errors, request, limits } = readForm(wrong, OFFER);
    expect([...errors].sort()).toEqual(['budget', 'options', 'parallel', 'seeds', 'tables']);
    expect([request, limits]).toEqual([null, null]);
    const none = readForm({ ...EMPTY_FORM, withoutDefenses: ['plain', 'fp'] }, OFFER);
    expect([...none.errors]).toEqual(['defenses']);
    expect(none.request).toBeNull();
    // What limits it does not keep it from being planned.
    expect(readForm({ ...EMPTY_FORM, budget: 'soon' }, OFFER).request).not.toBeNull();
  });

  it('reads seeds, times and options as the command line does', () => {
    expect([parseSeeds(''), parseSeeds('1, 2 3'), parseSeeds('-1'), parseSeeds('4294967296')]).toEqual([
      null,
      [1, 2, 3],
      undefined,
      undefined,
    ]);
    expect(parseSeeds(Array.from({ length: 21 }, (_, i) => i).join())).toBeUndefined();
    expect(['', '90s', '30m', '2d', '0m', '5'].map(parseBudget)).toEqual([
      null,
      90,
      1800,
      172_800,
      undefined,
      undefined,
    ]);
    expect(parseOptionLines('plain.epochs=')).toBeUndefined();
    expect(parseOptionLines('e2abl.order=a=b')).toEqual({ e2abl: { order: 'a=b' } });
  });

  it('is restored as far as what was stored is one', () => {
    expect(restoreForm(null)).toEqual(EMPTY_FORM);
    expect(restoreForm('{')).toEqual(EMPTY_FORM);
    expect(restoreForm('null')).toEqual(EMPTY_FORM);
    expect(restoreForm('{"tables":"all","seeds":"4","parallel":2,"strange":1}')).toEqual({
      ...EMPTY_FORM,
      seeds: '4',
    });
  });

  it('has equal keys for equal requests, in whatever order', () => {
    const { request } = readForm({ ...EMPTY_FORM, data: { cifar10: 'a' } }, OFFER);
    const turned = Object.fromEntries(Object.entries(request!).reverse()) as unknown as typeof request;
    expect(requestKey(turned!)).toBe(requestKey(request!));
    expect(requestKey({ ...request!, seeds: [2] })).not.toBe(requestKey(request!));
  });
});

function cell(change: Partial<BenchmarkCell>): BenchmarkCell {
  const seeds = [{ seed: 1, state: 'done', run: 4, reason: null, figures: null }] as const;
  return {
    row: 'a',
    column: 'x',
    state: 'done',
    reason: null,
    paper: null,
    ours: {},
    seeds,
    setting: null,
    ...change,
  };
}

const PAPER = { cleanAccuracy: 0.9308, attackSuccess: null, others: {}, words: null };
const OURS = {
  cleanAccuracy: { mean: 0.85, deviation: 0.25, count: 2 },
  attackSuccess: { mean: 0.02, deviation: null, count: 1 },
};

function table(cells: readonly BenchmarkCell[], kind: BenchmarkTable['kind'] = 'levels'): BenchmarkTable {
  return {
    ...{ id: 't', paper: 'DLP', where: 'Table 3', title: 'T', kind, rowTitle: 'r', columnTitle: 'c', cells },
    ...{ rows: ['a', 'b'], columns: ['x', 'y'], notes: [], headlines: [] },
  };
}

const { oursPair, oursText, paperPair, percentText } = figureWords((value, digits) => value.toFixed(digits));

describe('numbers in words', () => {
  it('give levels two decimals of the paper and one of ours, differences their sign', () => {
    expect(paperPair(PAPER, 'levels')).toBe('93.08 / –');
    expect(paperPair({ ...PAPER, words: 'stays high' }, 'levels')).toBe('stays high');
    expect(oursPair(cell({ ours: OURS }), 'levels')).toBe('85.0\u00a0±\u00a025.0 / 2.0');
    expect(oursPair(cell({}), 'levels')).toBeNull();
    expect(oursText(undefined, 'levels')).toBe('–');
    expect([0.054, -0.054, 0, -0.000_1].map((value) => percentText(value, 'differences', 1))).toEqual([
      '+5.4',
      '−5.4',
      '0.0',
      '0.0',
    ]);
  });

  it('name reasons and columns once each, and count the states', () => {
    const cells = [
      cell({ state: 'failed', reason: 'no', paper: { ...PAPER, others: { c1: 1, c2: 0.5 } } }),
      cell({ column: 'y', state: 'failed', reason: 'no', paper: { ...PAPER, others: { c2: 1 } } }),
      cell({ row: 'b', state: 'to-do' }),
    ];
    expect(remarksOf(table(cells))).toEqual(['no']);
    expect(paperColumns(table(cells))).toEqual(['c1', 'c2']);
    expect(countStates(table(cells))).toEqual({ done: 0, running: 0, 'to-do': 1, failed: 2, missing: 0 });
  });

  it('find the progress of the run that is at work in a cell', () => {
    const progress = { stage: 'train', done: 1, total: 4, unit: 'updates', etaSeconds: null, metrics: {} };
    const atWork = {
      jobs: [],
      runs: [
        { run: 3, progress: null },
        { run: 4, progress },
      ],
    };
    const seed = { seed: 1, reason: null, figures: null };
    const running = cell({
      seeds: [
        { ...seed, state: 'running', run: 3 },
        { ...seed, state: 'running', run: 4 },
      ],
    });
    expect(progressOf(running, atWork)).toBe(progress);
    // A run of that number which has ended is none at work.
    expect(progressOf(cell({}), atWork)).toBeNull();
    expect(progressOf(running, null)).toBeNull();
  });
});

describe('arrow keys', () => {
  const isThere = (row: number, column: number): boolean => !(row === 0 && column === 1);
  it('move over what is not there and stop at the edge', () => {
    expect(stepTo('ArrowRight', [0, 0], isThere, [2, 3])).toEqual([0, 2]);
    expect(stepTo('ArrowLeft', [0, 0], isThere, [2, 3])).toBeNull();
    expect(stepTo('ArrowDown', [0, 2], isThere, [2, 3])).toEqual([1, 2]);
    expect(stepTo('ArrowUp', [1, 1], isThere, [2, 3])).toBeNull();
    expect(stepTo('End', [1, 0], isThere, [2, 3])).toEqual([1, 2]);
    expect(stepTo('Home', [0, 2], isThere, [2, 3])).toEqual([0, 0]);
    expect(stepTo('Tab', [0, 0], isThere, [2, 3])).toBeNull();
  });
});

describe('the chart', () => {
  const cells = [
    cell({ paper: PAPER, ours: OURS }),
    cell({ column: 'y' }),
    cell({ row: 'b', paper: { ...PAPER, cleanAccuracy: 0.5 } }),
  ];
  it('has a line for each cell with a number, and joins the paper with ours', () => {
    const lines = chartLines(table(cells));
    expect(lines.map(({ cell: { row }, isFirst }) => [row, isFirst])).toEqual([
      ['a', true],
      ['b', true],
    ]);
    const points = pointsOf(lines, 'cleanAccuracy', rangeOf(lines, 'cleanAccuracy', 'levels'));
    expect(points.paper).toEqual([
      [0.9308, 0],
      [0.5, 1],
    ]);
    expect(points.ours).toEqual([[0.85, 0]]);
    expect(points.links).toEqual([[0.9308, 0.85, 0]]);
    // No accuracy is above 100 %.
    expect(points.spreads).toEqual([[0.6, 1, 0]]);
    expect(pointsOf(lines, 'attackSuccess', [0, 1]).links).toEqual([]);
    expect(asGappedLine(points.links)).toEqual([
      [0.9308, 0],
      [0.85, 0],
      [null, 0],
    ]);
  });

  it('spans differences evenly around no change', () => {
    const lines = chartLines(table([cell({ paper: { ...PAPER, cleanAccuracy: -0.2 } })], 'differences'));
    const [low, high] = rangeOf(lines, 'cleanAccuracy', 'differences');
    expect([low, high]).toEqual([-high, high]);
    expect(high).toBeCloseTo(0.22, 9);
  });
});
