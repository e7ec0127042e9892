/** The forms of a benchmark, read for what they say. */
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { renderBenchmark } from '../../src-main/formats/benchmark/render.ts';
import type {
  BenchmarkCell,
  BenchmarkDocument,
  BenchmarkFigures,
  BenchmarkTable,
} from '../../src-shared/domain/benchmark.ts';
import { spreads } from '../../src-main/benchmarks/summarise.ts';

const NO_FIGURES: BenchmarkFigures = {
  cleanAccuracy: null,
  attackSuccess: null,
  robustAccuracy: null,
  isolated: null,
  suspects: null,
  captured: null,
  kept: null,
  labelFound: null,
  recovered: null,
  auroc: null,
  seconds: 90,
};
const HOSTILE = 'The loss <script>alert(1)</script> | was, "not" finite.';

function cell(
  row: string,
  change: Partial<BenchmarkCell>,
  figures: Partial<BenchmarkFigures>[] = [],
): BenchmarkCell {
  const all = figures.map((one) => ({ ...NO_FIGURES, ...one }));
  const seeds = all.map((one, i) => ({
    seed: i + 1,
    state: 'done' as const,
    run: i + 7,
    reason: null,
    figures: one,
  }));
  return {
    row,
    column: 'BadNets',
    state: 'done',
    reason: null,
    paper: { cleanAccuracy: 0.9308, attackSuccess: 0.0024, others: {}, words: null },
    ours: spreads(all),
    seeds,
    setting: {
      dataset: 'cifar10',
      attack: 'badnets',
      rate: 0.1,
      defense: row.toLowerCase(),
      arch: 'wrn-16-1',
      preset: 'standard',
      options: { slEpochs: 6, order: 'SL-AU' },
      stage: null,
    },
    ...change,
  };
}

function table(change: Partial<BenchmarkTable>): BenchmarkTable {
  const cells = change.cells ?? [];
  return {
    id: 'dlp-3',
    paper: 'DLP',
    where: 'Table 3',
    title: 'Defenses compared',
    kind: 'levels',
    rowTitle: 'defense',
    columnTitle: 'attack',
    rows: [...new Set(cells.map(({ row }) => row))],
    columns: [...new Set(cells.map(({ column }) => column))],
    cells,
    notes: ['A note on the table.'],
    headlines: [],
    ...change,
  };
}

const DOCUMENT: BenchmarkDocument = {
  workspace: '/somewhere/bench.assay',
  scale: 'small',
  seeds: [1, 2],
  datasets: [
    {
      id: 'cifar10',
      title: 'CIFAR-10',
      isStandIn: true,
      classes: 10,
      train: 1000,
      test: 200,
      paperTrain: 50_000,
      paperTest: 10_000,
    },
  ],
  runs: [],
  counts: { runs: 8, done: 2, running: 0, toDo: 5, failed: 1, missingCells: 1 },
  remainingSeconds: 7500,
  notes: ['CIFAR-10 was not given: drawn samples stand in for it.'],
  createdAt: '2026-01-02T03:04:05.000Z',
  tables: [
    table({
      cells: [
        cell('DLP', {}, [
          { cleanAccuracy: 0.8, attackSuccess: 0.01, isolated: 1, auroc: 0.98 },
          { cleanAccuracy: 0.9, attackSuccess: 0.03, isolated: 0.9, auroc: 0.99 },
        ]),
        cell('FP', { state: 'failed', reason: HOSTILE }),
        cell('ABL', { state: 'to-do', paper: null }),
        cell('magic', { state: 'missing', reason: 'The defense magic is not built.', setting: null }),
      ],
      headlines: [{ title: 'Success is lower by a factor of', paper: 54.83, ours: 12.1, unit: 'times' }],
    }),
    table({
      id: 'e2abl-3',
      kind: 'differences',
      cells: [
        cell('Blend', { paper: { cleanAccuracy: -0.0541, attackSuccess: 0.0164, others: {}, words: null } }, [
          { cleanAccuracy: -0.02, attackSuccess: 0 },
        ]),
      ],
    }),
    table({
      id: 'e2abl-2',
      kind: 'detection',
      cells: [
        cell(
          'Trojan',
          { paper: { cleanAccuracy: null, attackSuccess: null, others: { c1: 1, c4: 0.72 }, words: null } },
          [{ captured: 0.995, recovered: 0.7 }],
        ),
      ],
    }),
    table({
      id: 'dlp-figure-4',
      cells: [
        cell('SL-ASSFT', {
          paper: { cleanAccuracy: null, attackSuccess: null, others: {}, words: 'success stays high' },
          state: 'running',
        }),
      ],
    }),
  ],
};

function rowsOf(text: string, start: string): string[] {
  return text.split('\n').filter((line) => line.startsWith(start));
}

describe('text for a terminal', () => {
  const text = renderBenchmark(DOCUMENT, 'text');

  it('puts the paper beside ours, with the spread', () => {
    const [line = ''] = rowsOf(text, 'DLP');
    expect(line.split(/ {2,}/)).toEqual([
      'DLP',
      'BadNets',
      '93.08',
      '85.0 ± 7.1',
      '0.24',
      '2.0 ± 1.4',
      '2',
      'done',
    ]);
  });

  it('tells what failed, is missing or to come, with the reason below', () => {
    expect(rowsOf(text, 'FP')[0]).toMatch(/93\.08 .* – .*failed \(1\)$/);
    expect(rowsOf(text, 'ABL')[0]).toMatch(/to do$/);
    expect(rowsOf(text, 'magic')[0]).toMatch(/missing \(2\)$/);
    expect(text).toContain(`(1) ${HOSTILE}`);
    expect(text).toContain('(2) The defense magic is not built.');
    expect(text).toMatch(
      /2 of 8 runs done, 1 failed, 5 to come \(about 2.h 05.min\), 1 cell that cannot be run\./,
    );
  });

  it('gives differences a sign, detection its own columns, figures their words', () => {
    expect(rowsOf(text, 'Blend')[0]).toMatch(/−5\.41 +−2\.0 +\+1\.64 +0\.0/);
    expect(rowsOf(text, 'Trojan')[0]?.split(/ {2,}/)).toEqual([
      'Trojan',
      'BadNets',
      '100.00',
      '72.00',
      '–',
      '–',
      '99.5',
      '70.0',
      '1',
      'done',
    ]);
    expect(rowsOf(text, 'SL-ASSFT')[0]).toContain('success stays high');
    expect(text).toContain('paper 54.83 times, ours 12.10 times');
  });

  it('tells what was isolated, with the options that are not lengths', () => {
    expect(rowsOf(text, 'badnets')[0]).toMatch(/dlp \(order SL-AU\) +wrn-16-1 +95\.0 ± 7\.1 +98\.5 ± 0\.7/);
  });

  it('ends with the honest lines', () => expect(text).toContain('drawn samples stand in for it'));
});

describe('Markdown', () => {
  it('has as many fields in every line of a table, whatever stands in them', () => {
    const markdown = renderBenchmark(DOCUMENT, 'markdown');
    const blocks = markdown.split('\n\n').filter((block) => block.startsWith('|'));
    expect(blocks.length).toBeGreaterThanOrEqual(5);
    for (const block of blocks) {
      const widths = block.split('\n').map((line) => line.split(/(?<!\\)\|/).length);
      expect(new Set(widths).size).toBe(1);
    }
    expect(markdown).toContain('| DLP | BadNets | 93.08 | 85.0 ± 7.1 | 0.24 | 2.0 ± 1.4 | 2 | done |');
    expect(markdown).not.toContain('<script>');
    expect(markdown).toContain(String.raw`\<script\>alert(1)\</script\> \| was`);
  });
});

describe('CSV', () => {
  const records = parse<Record<string, string>>(renderBenchmark(DOCUMENT, 'csv'), { columns: true });

  it('has one line a cell, with fractions', () => {
    expect(records).toHaveLength(7);
    expect(records[0]).toMatchObject({
      table: 'dlp-3',
      state: 'done',
      attack: 'badnets',
      rate: '0.1',
      seeds: '1 2',
      paper_clean_accuracy: '0.9308',
      clean_accuracy: '0.85',
      attack_success: '0.02',
    });
    expect(Number(records[0]?.['clean_accuracy_deviation'])).toBeCloseTo(0.070_71, 4);
    expect(JSON.parse(records[0]?.['options'] ?? '')).toEqual({ slEpochs: 6, order: 'SL-AU' });
  });

  it('keeps sentences whole and leaves empty what is not known', () => {
    expect(records[1]).toMatchObject({ state: 'failed', reason: HOSTILE, clean_accuracy: '' });
    expect(records[5]).toMatchObject({ kind: 'detection', paper_others: 'c1 1; c4 0.72', captured: '0.995' });
  });
});

describe('the HTML page', () => {
  const page = renderBenchmark(DOCUMENT, 'html');

  it('is whole in itself and runs nothing', () => {
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).not.toMatch(/<script|(?:src|href)="(?!#)|@import|url\((?!#)/);
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).toMatch(/default-src &#39;none&#39;|default-src 'none'/);
    expect(page).toContain('prefers-color-scheme: dark');
    expect(page).toContain('@media print');
  });

  it('has the tables as in the paper: rows, columns, both numbers and the state', () => {
    const compact = page.replaceAll(/\s+/g, ' ');
    expect(compact).toMatch(/<th scope="row">DLP<\/th> <td>.*?93\.08 \/ 0\.24.*?85\.0 ± 7\.1 \/ 2\.0 ± 1\.4/);
    expect(compact).toMatch(/<th scope="row">FP<\/th> <td>.*?failed \(1\)/);
    expect(compact).toContain('drawn samples stand in for it');
    expect(compact).toContain('CIFAR-10 (stand-in)');
  });

  it('draws a point for every number there is', () => {
    const charts = page.split('<svg class="chart"').slice(1);
    // Detection has no accuracy to draw, and of the figure nothing is known yet.
    expect(charts).toHaveLength(2);
    const [levels = ''] = charts;
    // The paper: DLP, FP and the missing one, two numbers each. Ours: DLP alone, and the key.
    expect(levels.match(/<circle class="paper"/g)).toHaveLength(3 * 2 + 1);
    expect(levels.match(/class="ours"/g)).toHaveLength(2 + 1);
    expect(levels.match(/class="deviation"/g)).toHaveLength(2);
    for (const [, x] of page.matchAll(/ c?x[12]?="(-?[\d.]+)"/g)) {
      expect(Number(x)).toBeGreaterThanOrEqual(0);
      expect(Number(x)).toBeLessThanOrEqual(760);
    }
  });
});

it('tell what was caught once for each run, also of runs that were measured elsewhere and have no number here', () => {
  const elsewhere = (row: string, stage: string | null, isolated: number): BenchmarkCell => {
    const one = cell(row, {}, [{ isolated }]);
    const setting = one.setting === null ? null : { ...one.setting, stage };
    return { ...one, setting, seeds: one.seeds.map((seed) => ({ ...seed, run: null })) };
  };
  const cells = [elsewhere('DLP', 'SL', 0.51), elsewhere('DLP', null, 0.52), elsewhere('E2ABL', null, 0.53)];
  const text = renderBenchmark({ ...DOCUMENT, tables: [table({ cells })] }, 'markdown');
  const rows = text.split('\n').filter((line) => line.startsWith('| badnets |'));
  expect(rows.map((line) => line.split(' | ').slice(1, 4))).toEqual([
    ['dlp (order SL-AU)', 'wrn-16-1', '52.0'],
    ['e2abl (order SL-AU)', 'wrn-16-1', '53.0'],
  ]);
});
