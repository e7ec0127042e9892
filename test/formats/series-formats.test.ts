/** Time series in every format: what is read, that it comes back from an export, and which files belong together. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  arffText,
  expectedRows,
  floatArray,
  importSeries,
  longText,
  rejectionsOf,
  rowsOf,
  seriesArray,
  several,
  textArray,
  TS_HEADER,
  tsText,
  ucrText,
  wideText,
} from './support/series.ts';
import {
  exportAgain,
  failureOf,
  filesBelow,
  importFrom,
  samplesOf,
  writeFolder,
  writeTar,
  writeZip,
  type Files,
} from './support/sources.ts';

const LABELS = ['a', 'b', 'b', 'a'];
const TRAIN = several(LABELS, 1, 6);
const TEST = several(['b', 'a'], 50, 6);
const TRAIN_3 = several(LABELS, 1, 6, 3);
const TEST_3 = several(['b', 'a'], 50, 6, 3);
const MULTI = TS_HEADER.replace('@univariate true', '@univariate false\n@dimensions 3');

const FILES: [title: string, id: string, variables: number, files: () => Files | Promise<string>][] = [
  ['UCR .tsv', 'ucr', 1, () => ({ 'M_TRAIN.tsv': ucrText(TRAIN), 'M_TEST.tsv': ucrText(TEST) })],
  ['UCR with commas', 'ucr', 1, () => ({ M_TRAIN: ucrText(TRAIN, ','), M_TEST: ucrText(TEST, ',') })],
  [
    'UCR with spaces, CRLF',
    'ucr',
    1,
    () => ({ 'M_TRAIN.txt': ucrText(TRAIN, '  ', '\r\n'), 'M_TEST.txt': ucrText(TEST, '  ', '\r\n') }),
  ],
  [
    '.ts',
    'uea-ts',
    1,
    () => ({ 'M_TRAIN.ts': tsText(TRAIN, TS_HEADER), 'M_TEST.ts': tsText(TEST, TS_HEADER) }),
  ],
  [
    '.ts of three variables, compressed',
    'uea-ts',
    3,
    () => ({
      'M_TRAIN.ts.gz': gzipSync(tsText(TRAIN_3, MULTI)),
      'M_TEST.ts.gz': gzipSync(tsText(TEST_3, MULTI)),
    }),
  ],
  ['.arff', 'arff', 1, () => ({ 'M_TRAIN.arff': arffText(TRAIN), 'M_TEST.arff': arffText(TEST) })],
  [
    '.arff of three variables',
    'arff',
    3,
    () => ({ 'M_TRAIN.arff': arffText(TRAIN_3), 'M_TEST.arff': arffText(TEST_3) }),
  ],
  ['wide CSV', 'series-csv', 1, () => ({ 'train.csv': wideText(TRAIN), 'test.csv': wideText(TEST) })],
  [
    'long CSV of three variables',
    'series-csv',
    3,
    () => ({ 'M_TRAIN.csv': longText(TRAIN_3), 'M_TEST.csv': longText(TEST_3, 'q') }),
  ],
  [
    '.npz of three variables',
    'npz-series',
    3,
    () =>
      writeZip({
        'X_train.npy': seriesArray(TRAIN_3),
        'y_train.npy': textArray(LABELS),
        'X_test.npy': seriesArray(TEST_3),
        'y_test.npy': textArray(['b', 'a']),
      }),
  ],
  [
    '.npz without an axis of variables',
    'npz-series',
    1,
    () =>
      writeZip({
        'X_train.npy': floatArray(
          [4, 6],
          TRAIN.flatMap((one) => one.variables[0] ?? []),
        ),
        'y_train.npy': textArray(LABELS),
        'X_test.npy': floatArray(
          [2, 6],
          TEST.flatMap((one) => one.variables[0] ?? []),
        ),
        'y_test.npy': textArray(['b', 'a']),
      }),
  ],
];

describe('series come in as they are and go out as they came', () => {
  test.each(FILES)('%s', async (_title, id, variables, files) => {
    const made = await files();
    const path = typeof made === 'string' ? made : writeFolder(made);
    const first = await importFrom(path);
    expect(first.importer).toBe(id);
    expect(first.plan.modality).toBe('series');
    expect(first.plan.shape).toEqual([6, 1, variables]);
    const isDeclared = id === 'uea-ts' || id === 'arff';
    expect(first.plan.classes).toEqual(isDeclared ? ['b', 'a'] : ['a', 'b']);
    expect(first.plan.resizeRule).toMatch(/^kept as they are/);
    const expected = [
      ...expectedRows('train', variables === 3 ? TRAIN_3 : TRAIN),
      ...expectedRows('test', variables === 3 ? TEST_3 : TEST),
    ];
    expect(rowsOf(first)).toEqual(expected);
    const names = samplesOf(first).map(({ name }) => name);
    expect(new Set(names).size).toBe(6);

    const { folder, notes } = await exportAgain(first);
    expect(notes).toEqual([]);
    const second = await importFrom(folder);
    expect(second.importer).toBe(id);
    expect(rowsOf(second)).toEqual(expected);
    expect(second.plan.classes).toEqual(first.plan.classes);
    expect(second.plan.layout).toEqual(first.plan.layout);
    expect(samplesOf(second).map(({ sha256 }) => sha256)).toEqual(
      samplesOf(first).map(({ sha256 }) => sha256),
    );
    if (typeof made !== 'string') expect(filesBelow(folder)).toEqual(Object.keys(made).sort());
  });

  test.each(FILES)('%s: an import goes on where it stopped', async (_title, _id, _variables, files) => {
    const made = await files();
    const path = typeof made === 'string' ? made : writeFolder(made);
    const whole = await importFrom(path);
    expect((await importFrom(path, null, undefined, 3)).items).toEqual(whole.items.slice(3));
  });

  test.each(FILES)('%s: a removed and a relabelled series', async (_title, _id, _variables, files) => {
    const made = await files();
    const first = await importFrom(typeof made === 'string' ? made : writeFolder(made));
    const b = first.plan.classes.indexOf('b');
    const { folder } = await exportAgain(first, (sample) => {
      if (sample.index === 5) return null;
      return sample.index === 4 ? { ...sample, label: b === 0 ? 1 : 0 } : sample;
    });
    const rows = rowsOf(await importFrom(folder));
    expect(rows).toHaveLength(5);
    expect(rows[4]).toEqual(['test', 'a', rowsOf(first)[4]?.[2]]);
  });
});

test('every 32-bit float comes back from text', async () => {
  const odd = [0.1, -0, 1e-45, -3.25e-39, 16777217, 1e18, 123456.789, 1 / 3, -2 / 3, 5e-324].map(Math.fround);
  const list = ['1', '2', '1', '2'].map((label, i) => ({
    label,
    variables: [odd.map((x) => x * (i + 1) * 0.25)],
  }));
  const first = await importSeries({ 'M_TRAIN.tsv': ucrText(list) });
  const { folder } = await exportAgain(first);
  const second = await importFrom(folder);
  expect(rowsOf(second)).toEqual(rowsOf(first));
  expect(Object.is(rowsOf(second)[0]?.[2][1], -0)).toBe(true);
  expect(readFileSync(join(folder, 'M_TRAIN.tsv'), 'utf8').split('\n')[0]).toMatch(/^1\t0\.025\t-0\t/);
});

test('a layout that cannot hold the series gives way to npz', async () => {
  const first = await importSeries({ 'M_TRAIN.ts': tsText(TRAIN_3, MULTI) });
  const ucr = { ...first.plan, layout: { importer: 'ucr', notes: {} } };
  const { folder, notes } = await exportAgain({ ...first, plan: ucr });
  expect(notes).toEqual([
    'The dataset was written as .npz, because its series have 3 variables, and the layout has room for one.',
  ]);
  expect(rowsOf(await importFrom(folder))).toEqual(rowsOf(first));
});

test('a compressed source is written compressed', async () => {
  const text = tsText(several(LABELS, 1, 6), TS_HEADER);
  const { folder } = await exportAgain(await importSeries({ 'M_TRAIN.ts.gz': gzipSync(text) }));
  expect(filesBelow(folder)).toEqual(['M_TRAIN.ts.gz']);
  const written = gunzipSync(readFileSync(join(folder, 'M_TRAIN.ts.gz'))).toString();
  expect(written).toContain('@seriesLength 6\n@classLabel true b a\n@data\n');
});

test('a folder, a zip, a tar.gz and a single file give the same series', async () => {
  const files = { 'M_TRAIN.tsv': ucrText(TRAIN), 'M_TEST.tsv': ucrText(TEST) };
  const folder = await importSeries(files);
  const below = Object.fromEntries(Object.entries(files).map(([name, text]) => [`made/${name}`, text]));
  for (const path of [await writeZip(below), await writeTar(below, true)])
    expect(rowsOf(await importFrom(path))).toEqual(rowsOf(folder));
  const single = await importFrom(join(writeFolder(files), 'M_TRAIN.tsv'));
  expect(rowsOf(single)).toEqual(rowsOf(folder).slice(0, 4));
  expect(single.plan.resizeRule).toBe('kept as they are');
  const alone = await failureOf(importFrom(join(writeFolder(files), 'M_TEST.tsv')));
  expect(alone.code).toBe('input.invalid');
  expect(alone.message).toMatch(/only one training sample/);
});

describe('which files are read', () => {
  const ts = tsText(TRAIN, TS_HEADER);

  test('the format that has both splits wins, and the rest is named', async () => {
    const imported = await importSeries({
      'M_TRAIN.ts': ts,
      'M_TRAIN.arff': arffText(TRAIN),
      'M_TRAIN.tsv': ucrText(TRAIN),
      'M_TEST.tsv': ucrText(TEST),
      'M.txt': 'The series were made by a test,\nand mean nothing.\n',
    });
    expect(imported.importer).toBe('ucr');
    expect(rowsOf(imported)).toHaveLength(6);
    expect(imported.plan.resizeRule).toBe(
      'kept as they are; read from M_TRAIN.tsv and M_TEST.tsv; not read: M_TRAIN.arff, M_TRAIN.ts',
    );
  });

  test('two formats with a split each are not mixed', async () => {
    const imported = await importSeries({ 'M_TRAIN.ts': ts, 'M_TEST.tsv': ucrText(TEST) });
    expect(imported.importer).toBe('uea-ts');
    expect(rowsOf(imported)).toHaveLength(4);
    expect(imported.plan.resizeRule).toBe('kept as they are; read from M_TRAIN.ts; not read: M_TEST.tsv');
  });

  test('variables as files of their own are left aside', async () => {
    const imported = await importSeries({
      'M_TRAIN.arff': arffText(TRAIN_3),
      'MDimension1_TRAIN.arff': arffText(TRAIN),
      'MDimension2_TRAIN.arff': arffText(TRAIN),
    });
    expect(imported.plan.shape).toEqual([6, 1, 3]);
    expect(imported.plan.resizeRule).toMatch(/not read: MDimension1_TRAIN\.arff, MDimension2_TRAIN\.arff/);
  });

  test('content decides, whatever the file is called', async () => {
    expect((await importSeries({ 'M_TRAIN.csv': ts })).importer).toBe('uea-ts');
    expect((await importSeries({ 'M_TRAIN.txt': arffText(TRAIN) })).importer).toBe('arff');
    expect((await importSeries({ 'data.csv': ucrText(TRAIN, ',') })).importer).toBe('ucr');
    expect((await importSeries({ 'data.tsv': wideText(TRAIN) })).importer).toBe('series-csv');
  });

  test('a single file for testing is taken for training, and that is said', async () => {
    const imported = await importSeries({ 'M_TEST.tsv': ucrText(TRAIN), 'README.md': 'x' });
    expect(imported.plan.resizeRule).toMatch(/M_TEST\.tsv taken as the training split, as it is alone/);
  });

  test.each<[string, Files, RegExp]>([
    [
      'several datasets',
      { 'A_TRAIN.tsv': ucrText(TRAIN), 'B_TRAIN.tsv': ucrText(TRAIN) },
      /several files of time series \(A_TRAIN\.tsv, B_TRAIN\.tsv\)/,
    ],
    [
      'several files of no split',
      { 'a.tsv': ucrText(TRAIN), 'b.tsv': ucrText(TRAIN) },
      /several files of time series/,
    ],
    [
      'an empty training file beside a good test file',
      { 'M_TRAIN.tsv': '', 'M_TEST.tsv': ucrText(TRAIN) },
      /M_TRAIN\.tsv is empty, but M_TEST\.tsv beside it/,
    ],
    [
      'a binary test file beside a good training file',
      { 'M_TRAIN.tsv': ucrText(TRAIN), 'M_TEST.tsv': Buffer.of(0, 1, 2, 255) },
      /M_TEST\.tsv is not of the same format/,
    ],
  ])('%s is refused', async (_title, files, words) => {
    const error = await failureOf(importSeries(files));
    expect(error.exitCode).toBe(2);
    expect(error.message).toMatch(words);
  });

  test('a list of images is none of series, and a table of series is no list of images', async () => {
    const imported = await importSeries({ 'list.csv': wideText(TRAIN) });
    expect(imported.importer).toBe('series-csv');
    const error = await failureOf(importSeries({ 'list.csv': 'path,label,width\n1.png,a,3\n2.png,b,4\n' }));
    expect(error.message).not.toMatch(/series/);
  });
});

describe('classes', () => {
  test.each([
    [
      ['-1', '1', '1.0', '-1.0000000e+00'],
      ['-1', '1'],
    ],
    [
      ['10', '2', '2.0', '10'],
      ['2', '10'],
    ],
    [
      ['0.5', '.50', '1e1', '10'],
      ['0.5', '10'],
    ],
    [
      ['b2', 'a', 'a', 'b2'],
      ['a', 'b2'],
    ],
  ])('labels %j are the classes %j', async (labels, classes) => {
    const imported = await importSeries({ 'M_TRAIN.tsv': ucrText(several(labels, 1, 5)) });
    expect(imported.plan.classes).toEqual(classes);
    expect(samplesOf(imported)).toHaveLength(4);
  });

  test('are those of both splits together', async () => {
    const files = {
      'M_TRAIN.tsv': ucrText(several(['2', '2', '3', '3', '1', '1'], 1, 5)),
      'M_TEST.tsv': ucrText(several(['3.0'], 9, 5)),
    };
    const imported = await importSeries(files);
    expect(rowsOf(imported).map(([, label]) => label)).toEqual(['2', '2', '3', '3', '1', '1', '3']);
  });

  test('a declared number may be spelt differently in the rows', async () => {
    const text = tsText(several(['1', '2.0', '1.0', '2'], 1, 6), TS_HEADER.replace('b a', '2 1.0'));
    const imported = await importSeries({ 'M_TRAIN.ts': text });
    expect(rowsOf(imported).map(([, label]) => label)).toEqual(['1.0', '2', '1.0', '2']);
    expect(imported.plan.classes).toEqual(['2', '1.0']);
  });
});

describe('tables', () => {
  test('a split column, names of rows, quotation marks and a byte order mark', async () => {
    const rows = [
      '"x, 1",1,2,"a b",train',
      'x2,3,4,a b,Train',
      'x3,5,6,c,training',
      'x4,7,8,c,train',
      'x5,9,1,c,test',
    ];
    const text = `\uFEFFid,v0,v1,label,split\r\n${rows.join('\r\n')}\r\n`;
    const imported = await importSeries({ 'data.csv': text });
    expect(rowsOf(imported).map(([split, label]) => `${split} ${label}`)).toEqual([
      'train a b',
      'train a b',
      'train c',
      'train c',
      'test c',
    ]);
    expect(samplesOf(imported)[0]?.name).toBe('data.csv#x, 1');
    expect(imported.plan.resizeRule).toBe(
      'kept as they are; the column "id" taken as the names of the series',
    );
    const { folder } = await exportAgain(imported);
    const again = await importFrom(folder);
    expect(rowsOf(again)).toEqual(rowsOf(imported));
    expect(samplesOf(again).map(({ name }) => name)).toEqual(samplesOf(imported).map(({ name }) => name));
    expect(filesBelow(folder)).toEqual(['data.csv']);
  });

  test('a long table with a split column goes out as one table again', async () => {
    const train = several([...LABELS, 'b'], 1, 6, 3);
    const rows = longText(train).trimEnd().split('\n');
    const extra = longText(TEST_3, 'q').trimEnd().split('\n').slice(1);
    const split = [`${rows[0] ?? ''};split`, ...rows.slice(1).map((row) => `${row};train`)];
    const text = [...split, ...extra.map((row) => `${row};test`)].join('\n');
    const imported = await importSeries({ 'data.csv': text });
    const expected = [...expectedRows('train', train), ...expectedRows('test', TEST_3)];
    expect(rowsOf(imported)).toEqual(expected);
    const { folder } = await exportAgain(imported);
    expect(filesBelow(folder)).toEqual(['data.csv']);
    expect(rowsOf(await importFrom(folder))).toEqual(expected);
    const mixed = await importSeries({ 'data.csv': text.replace(/^(s1;1;.*);train$/m, '$1;test') });
    expect(rejectionsOf(mixed).join()).toMatch(/#s1 \| data\.csv, line 8, has rows in both splits/);
  });

  test('row numbers are no values', async () => {
    const wide = await importSeries({
      'data.csv': ',name,v0,v1,label\n0,p,1,2,a\n1,q,3,4,a\n2,r,5,6,b\n3,s,7,8,b\n',
    });
    expect(rowsOf(wide)[1]).toEqual(['train', 'a', [3, 4]]);
    expect(wide.plan.resizeRule).toBe(
      'kept as they are; the column "name" taken as the names of the series; the column "" left out',
    );
    const rows = longText(TRAIN_3).trimEnd().split('\n');
    const numbered = rows.map((row, i) => (i === 0 ? `;${row}` : `${i - 1};${row}`)).join('\n');
    const long = await importSeries({ 'data.csv': numbered });
    expect(rowsOf(long)).toEqual(expectedRows('train', TRAIN_3));
    expect(long.plan.resizeRule).toMatch(/the column "" left out$/);
  });

  test('dates as times, and unequal steps are said', async () => {
    const days = ['2024-03-01', '2024-01-01', '2024-01-02'];
    const lines = ['a', 'b', 'a', 'b'].flatMap((label, i) =>
      days.map((day, d) => `${i},${day},${10 * i + d},${label}`),
    );
    const imported = await importSeries({ 'data.csv': `id,date,value,label\n${lines.join('\n')}\n` });
    expect(rowsOf(imported)[1]).toEqual(['train', 'b', [11, 12, 10]]);
    expect(imported.plan.resizeRule).toBe(
      'kept as they are; 4 series with unequal steps of time taken as equally spaced',
    );
  });
});

describe('.npz', () => {
  const LABELS_8 = [0, 1, 0, 1];
  const labels = floatArray([4], LABELS_8);

  async function kindOf(shape: number[], value: (i: number) => number, format: string | null = null) {
    const size = shape.reduce((product, one) => product * one, 1);
    const x = floatArray(
      shape,
      Array.from({ length: size }, (_, i) => value(i)),
    );
    return importFrom(await writeZip({ 'x_train.npy': x, 'y_train.npy': labels }), format);
  }

  test('floats on three axes are images only where they look like it', async () => {
    const unit = (i: number): number => (i % 100) / 100;
    const image = await kindOf([4, 16, 20], unit);
    expect(image.importer).toBe('npz');
    expect(image.plan.resizeRule).toBe(
      'kept as they are; x_train, 4 x 16 x 20 floats, read as images and not as series',
    );
    expect((await kindOf([4, 16, 20], (i) => i % 256)).importer).toBe('npz');
    expect((await kindOf([4, 16, 20], unit, 'npz-series')).plan.shape).toEqual([16, 1, 20]);
    expect((await kindOf([4, 16, 20], (i) => (i % 100) / 50 - 1)).importer).toBe('npz-series');
    expect((await kindOf([4, 16, 20], (i) => i % 257)).importer).toBe('npz-series');
    expect((await kindOf([4, 140, 1], unit)).importer).toBe('npz-series');
    expect((await kindOf([4, 15, 15], unit)).importer).toBe('npz-series');
    expect((await kindOf([4, 40, 16], unit)).importer).toBe('npz-series');
    const series = await kindOf([4, 30], unit);
    expect(series.plan.resizeRule).toBe('kept as they are; x_train, 4 x 30, read as series x steps');
  });

  test('NaN behind the last value ends a series, infinite values leave it out', async () => {
    const values = [1, 2, 3, 4, 1, 2, NaN, NaN, 1, NaN, 3, 5, 9, Infinity, 1, 2, 4, 4, 4, 5];
    const x = floatArray([5, 4], values);
    const path = await writeZip({ 'X.npy': x, 'y.npy': floatArray([5], [-1, 2, -1, 2, 2]) });
    const imported = await importFrom(path);
    expect(imported.plan.classes).toEqual(['-1', '2']);
    expect(rowsOf(imported).map(([, , own]) => own)).toEqual([
      [1, 2, 3, 4],
      [1, 1 + 1 / 3, 1 + 2 / 3, 2].map(Math.fround),
      [1, 2, 3, 5],
      [4, 4, 4, 5],
    ]);
    expect(rejectionsOf(imported)).toEqual([
      'X#3 | X.npy, row 3, has an infinite value as value 2, beyond the 1e+18 that can be trained on',
    ]);
  });
});
