import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  csvCell,
  writeFlagsCsv,
  writeFlagsJson,
  type FlagTable,
} from '../../src-main/formats/report/flags-files.ts';
import { orderBySuspicion } from '../../src-shared/math/rank.ts';

/** Gone when the test is over. */
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'assay-flags-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function tableOf(names: string[], planted: Uint8Array | null = null): FlagTable {
  const count = names.length;
  const values = Float32Array.from({ length: count }, (_, i) => (i * 7) % count);
  const order = orderBySuspicion(values, 'low');
  return {
    run: 4,
    dataset: 'signs',
    version: 2,
    datasetSha256: 'e'.repeat(64),
    defense: 'dlp',
    seed: 1,
    metric: 'entropy',
    classes: ['stop', '=cmd'],
    labels: Int32Array.from({ length: count }, (_, i) => i % 2),
    names,
    predicted: new Int32Array(count),
    scores: [{ metric: { id: 'entropy', title: 'Entropy', unit: 'bits', suspicious: 'low' }, values }],
    order,
    flagged: order.slice(0, 2),
    partitions: [
      { name: 'isolated', indices: order.slice(0, 2) },
      { name: 'labelled', indices: order.slice(1, 3) },
    ],
    verdicts: new Map([[1, 'unsure']]),
    planted,
  };
}

type CsvRow = Record<string, string>;

describe('flags.csv', () => {
  it('holds every sample, and what it says of each', async () => {
    const path = join(folder(), 'flags.csv');
    // Scores: 0, 2, 4, 1, 3; so samples 0, 3, 1, 4, 2 by rank.
    await writeFlagsCsv(path, tableOf(['a', 'b', 'c', 'd', 'e'], Uint8Array.of(1, 0, 0, 0, 0)));
    const rows: CsvRow[] = parse(readFileSync(path, 'utf8'), { columns: true });
    expect(rows.map((row) => [row['index'], row['score_entropy'], row['rank'], row['percentile']])).toEqual([
      ['0', '0', '1', '0.2'],
      ['1', '2', '3', '0.6'],
      ['2', '4', '5', '1'],
      ['3', '1', '2', '0.4'],
      ['4', '3', '4', '0.8'],
    ]);
    expect(rows.map((row) => row['flagged']).join('')).toBe('10010');
    expect(rows.map((row) => row['partition'])).toEqual(['isolated', 'labelled', 'rest', 'isolated', 'rest']);
    expect(rows.map((row) => row['planted']).join('')).toBe('10000');
    expect(rows[1]).toMatchObject({
      name: 'b',
      split: 'train',
      label: '1',
      verdict: 'unsure',
      predicted: '0',
    });
    expect(rows[1]?.['predicted_name']).toBe('stop');
  });

  it('has no column of the truth where there is none', async () => {
    const path = join(folder(), 'flags.csv');
    await writeFlagsCsv(path, tableOf(['a', 'b', 'c']));
    expect(readFileSync(path, 'utf8')).not.toMatch(/planted|poison/i);
  });

  it('defuses formulas in names and class names, and keeps numbers numbers', async () => {
    const names = ['=1+1', '+1', '-2', '@SUM(A1)', '\t=1', '\r=1', ' =1', '"=1","x"', 'plain', '\uff1dcmd'];
    const path = join(folder(), 'flags.csv');
    await writeFlagsCsv(path, tableOf(names));
    const rows: CsvRow[] = parse(readFileSync(path, 'utf8'), { columns: true });
    expect(rows).toHaveLength(names.length);
    for (const row of rows) {
      for (const cell of [row['name'], row['label_name']]) expect(cell).not.toMatch(/^\s*[=+\-@\uff1d]/);
    }
    expect(rows.map((row) => row['name'])).toEqual([
      ...names.slice(0, 7).map((name) => `'${name}`),
      '"=1","x"',
      'plain',
      "'\uff1dcmd",
    ]);
    expect(rows[1]?.['label_name']).toBe("'=cmd");
    expect(csvCell(-0.25)).toBe('-0.25');
    expect(csvCell(null)).toBe('');
    expect(csvCell('two\nlines')).toBe('"two\nlines"');
  });

  it('takes many samples without holding them as text', async () => {
    const count = 60_000;
    const path = join(folder(), 'flags.csv');
    await writeFlagsCsv(path, tableOf(Array.from({ length: count }, (_, i) => `class/${i}.png`)));
    const lines = readFileSync(path, 'utf8').split('\n');
    expect(lines).toHaveLength(count + 2);
    expect(lines[count]?.startsWith(`${count - 1},class/${count - 1}.png,train,`)).toBe(true);
  });
});

describe('flags.json', () => {
  it('is one document with exact names', async () => {
    const names = ['=1+1', 'b"\u202e', 'c'];
    const path = join(folder(), 'flags.json');
    await writeFlagsJson(path, tableOf(names, Uint8Array.of(0, 1, 0)));
    const document = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown> & {
      samples: Record<string, unknown>[];
    };
    expect(document).toMatchObject({ schema: 'assay-flags/1', run: 4, metric: 'entropy', count: 2 });
    expect(document.samples.map(({ name }) => name)).toEqual(names);
    expect(document.samples[1]).toMatchObject({
      label: 1,
      labelName: '=cmd',
      planted: true,
      scores: { entropy: 1 },
    });
  });

  it('of an empty split is still a document, and says nothing of a truth that is not known', async () => {
    const path = join(folder(), 'flags.json');
    await writeFlagsJson(path, tableOf([]));
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ samples: [] });
    const other = join(folder(), 'flags.json');
    await writeFlagsJson(other, tableOf(['a']));
    expect(readFileSync(other, 'utf8')).not.toContain('planted');
  });
});

describe('a file that cannot be written', () => {
  it('leaves nothing behind when cancelled or when columns do not fit', async () => {
    const place = folder();
    const stopped = new AbortController();
    stopped.abort(new Error('stopped by hand'));
    const names = Array.from({ length: 50_000 }, (_, i) => String(i));
    await expect(writeFlagsCsv(join(place, 'a.csv'), tableOf(names), stopped.signal)).rejects.toThrow(
      'stopped by hand',
    );
    const uneven = { ...tableOf(['a', 'b']), names: ['a'] };
    await expect(writeFlagsCsv(join(place, 'b.csv'), uneven)).rejects.toMatchObject({
      code: 'input.invalid',
    });
    expect(readdirSync(place)).toEqual([]);
  });

  it('never replaces one that is there', async () => {
    const path = join(folder(), 'flags.csv');
    writeFileSync(path, 'mine');
    await expect(writeFlagsCsv(path, tableOf(['a']))).rejects.toMatchObject({ code: 'EEXIST' });
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });
});
