/** Damaged files of time series: faults of one series leave it out, faults of a file end the import, both with a place. */
import { join } from 'node:path';
import { truncateSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { SeriesSet } from '../../src-main/formats/importers/support/series-set.ts';
import { planSeries } from '../../src-main/formats/importers/support/series-plan.ts';
import type { ErrorCode } from '../../src-shared/errors/codes.ts';
import { DEFAULT_IMPORT } from '../../src-shared/worker/contract.ts';
import {
  arffText,
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
import { failureOf, importFrom, writeFolder, writeZip, type Files } from './support/sources.ts';

const LABELS = ['a', 'b', 'a', 'b', 'a', 'b'];
const GOOD = several(LABELS, 1, 6);
const GOOD_3 = several(LABELS, 1, 6, 3);
const MULTI = TS_HEADER.replace('@univariate true', '@univariate false\n@dimensions 3');

/** The text with its data line `n` (from 0, among `of` lines at its end) changed. */
function withLine(text: string, n: number, change: (line: string) => string): string {
  const lines = text.trimEnd().split('\n');
  const at = lines.length - 6 + n;
  lines[at] = change(lines[at] ?? '');
  return `${lines.join('\n')}\n`;
}

const second = (to: string) => (line: string) => line.replace(/^([^\t,]*[\t,])[^\t,]*/, `$1${to}`);

describe('one bad series is left out with file, line and reason, and the rest imported', () => {
  const cases: [title: string, files: Files, rejection: string][] = [
    [
      'UCR, text among numbers',
      { 'M_TRAIN.tsv': withLine(ucrText(GOOD), 2, second('4,5')) },
      'M_TRAIN.tsv#2 | M_TRAIN.tsv, line 3, has the text "4,5" as value 1, where a number is needed',
    ],
    [
      'UCR, infinite value',
      { 'M_TRAIN.tsv': withLine(ucrText(GOOD), 2, second('-inf')) },
      'M_TRAIN.tsv#2 | M_TRAIN.tsv, line 3, has an infinite value as value 1, beyond the 1e+18 that can be trained on',
    ],
    [
      'UCR, a number beyond all measure',
      { 'M_TRAIN.tsv': withLine(ucrText(GOOD), 2, second('1e300')) },
      'M_TRAIN.tsv#2 | M_TRAIN.tsv, line 3, has 1e+300 as value 1, beyond the 1e+18 that can be trained on',
    ],
    [
      'UCR, NaN as label',
      { 'M_TRAIN.tsv': withLine(ucrText(GOOD), 2, (line) => line.replace('a', 'NaN')) },
      'M_TRAIN.tsv#2 | M_TRAIN.tsv, line 3, has no label but "NaN"',
    ],
    [
      'UCR, no label',
      { 'M_TRAIN.tsv': withLine(ucrText(GOOD), 2, (line) => line.replace('a', '')) },
      'M_TRAIN.tsv#2 | M_TRAIN.tsv, line 3, has no label',
    ],
    [
      'UCR, one value',
      { 'M_TRAIN.tsv': withLine(ucrText(GOOD), 2, () => 'a\t5\tNaN') },
      'M_TRAIN.tsv#2 | M_TRAIN.tsv, line 3, has one step only, where at least 2 are needed',
    ],
    [
      'UCR, no value',
      { 'M_TRAIN.tsv': withLine(ucrText(GOOD), 2, () => 'a\tNaN\tNaN') },
      'M_TRAIN.tsv#2 | M_TRAIN.tsv, line 3, has no values',
    ],
    [
      '.ts, text among numbers',
      { 'M_TRAIN.ts': withLine(tsText(GOOD_3, MULTI), 2, (line) => line.replace(/:[^:,]*/, ':oops')) },
      'M_TRAIN.ts#2 | M_TRAIN.ts, line 13, in its variable 2 has the text "oops" as value 1, where a number is needed',
    ],
    [
      '.ts, an empty cell',
      { 'M_TRAIN.ts': withLine(tsText(GOOD, TS_HEADER), 2, (line) => line.replace(',', ',,')) },
      'M_TRAIN.ts#2 | M_TRAIN.ts, line 12, has nothing as value 2, where a number is needed',
    ],
    [
      '.ts, no class',
      { 'M_TRAIN.ts': withLine(tsText(GOOD, TS_HEADER), 2, (line) => line.replace(/:.*/, '')) },
      'M_TRAIN.ts#2 | M_TRAIN.ts, line 12, has no class behind a colon at its end',
    ],
    [
      '.ts, variables of two lengths',
      {
        'M_TRAIN.ts': withLine(tsText(GOOD_3, '@univariate false\n@classLabel true a b'), 2, (line) =>
          line.replace(/,[^,:]*:/, ':'),
        ),
      },
      'M_TRAIN.ts#2 | M_TRAIN.ts, line 8, has variables of different lengths (5 and 6 steps)',
    ],
    [
      '.ts, another number of variables',
      {
        'M_TRAIN.ts': withLine(tsText(GOOD_3, '@univariate false\n@classLabel true a b'), 2, (line) =>
          line.replace(/^[^:]*:/, ''),
        ),
      },
      'M_TRAIN.ts#2 | M_TRAIN.ts, line 8, has 2 variables, most series have 3',
    ],
    [
      '.ts, a time twice',
      {
        'M_TRAIN.ts': `@timeStamps true\n@classLabel true a b\n@data\n${['a', 'b', 'a', 'b', 'a', 'b']
          .map((label, i) => `(2,${i}),(0,7),(${i === 2 ? 0 : 1},8):${label}`)
          .join('\n')}\n`,
      },
      'M_TRAIN.ts#2 | M_TRAIN.ts, line 6, has two values at the time 0',
    ],
    [
      '.arff, text among numbers',
      { 'M_TRAIN.arff': withLine(arffText(GOOD), 2, second('oops')) },
      'M_TRAIN.arff#2 | M_TRAIN.arff, line 14, has the text "oops" as value 2, where a number is needed',
    ],
    [
      'wide CSV, a cell too few',
      { 'data.csv': withLine(wideText(GOOD), 2, (line) => line.replace(/^[^,]*,/, '')) },
      'data.csv#2 | data.csv, line 4, has 6 cells, but the header names 7 columns',
    ],
    [
      'wide CSV, a cell too many',
      { 'data.csv': withLine(wideText(GOOD), 2, (line) => `0,${line}`) },
      'data.csv#2 | data.csv, line 4, has 8 cells, but the header names 7 columns',
    ],
    [
      'wide CSV, an open quotation mark',
      { 'data.csv': withLine(wideText(GOOD), 2, (line) => line.replace(/,a$/, ',"a')) },
      'data.csv#2 | data.csv, line 4, has a quotation mark that is not closed',
    ],
    [
      'long CSV, text among numbers',
      { 'data.csv': longText(GOOD).replace(/^s2;1.5;[^;]*/m, 's2;1.5;oops') },
      'data.csv#s2 | data.csv, line 14, in its line 16 has the text "oops" as value 1, where a number is needed',
    ],
    [
      'long CSV, two labels',
      { 'data.csv': longText(GOOD).replace(/^(s2;1.5;[^;]*);a/m, '$1;b') },
      'data.csv#s2 | data.csv, line 14, has two labels, "a" and "b"',
    ],
    [
      'long CSV, a time that is none',
      { 'data.csv': longText(GOOD).replace(/^s2;1.5/m, 's2;noon') },
      'data.csv#s2 | data.csv, line 14, has in line 16 the time "noon", which is no number and no date',
    ],
  ];

  test.each(cases)('%s', async (_title, files, rejection) => {
    const imported = await importSeries(files);
    expect(rejectionsOf(imported)).toEqual([rejection]);
    expect(rowsOf(imported)).toHaveLength(5);
    expect(imported.items.map(({ ordinal }) => ordinal)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('a fault of the file ends the import, with a place and nothing imported', () => {
  const ts = tsText(GOOD, TS_HEADER);
  const arff = arffText(GOOD);
  const header = (from: string, to: string): Files => ({ 'M_TRAIN.ts': ts.replace(from, to) });
  const cases: [title: string, code: ErrorCode, words: RegExp, files: Files, format?: string][] = [
    [
      '.ts, @seriesLength',
      'import.unreadable',
      /line 10, has 6 steps, .* @seriesLength 7/,
      header('Length 6', 'Length 7'),
    ],
    [
      '.ts, a huge declared length',
      'import.unreadable',
      /line 10, has 6 steps, .* @seriesLength 999999999999/,
      header('Length 6', 'Length 999999999999'),
    ],
    [
      '.ts, @equalLength',
      'import.unreadable',
      /line 12, has 5 steps and line 10 has 6, .* @equalLength true/,
      {
        'M_TRAIN.ts': withLine(ts.replace('@seriesLength 6\n', '@dummy x\n'), 2, (line) =>
          line.replace(/^[^,]*,/, ''),
        ),
      },
    ],
    [
      '.ts, @dimensions',
      'import.unreadable',
      /line 11, has 3 variables, .* @dimensions 2/,
      { 'M_TRAIN.ts': tsText(GOOD_3, MULTI.replace('dimensions 3', 'dimensions 2')) },
    ],
    [
      '.ts, @univariate',
      'import.unreadable',
      /line 10, has 3 variables, .* @univariate true/,
      { 'M_TRAIN.ts': tsText(GOOD_3, TS_HEADER) },
    ],
    [
      '.ts, @missing',
      'import.unreadable',
      /line 12, has a missing value, .* @missing false/,
      { 'M_TRAIN.ts': withLine(ts, 2, second('?')) },
    ],
    [
      '.ts, a label that is not declared',
      'import.unreadable',
      /line 12, has the label "c", .* declares the classes "b", "a"/,
      { 'M_TRAIN.ts': withLine(ts, 2, (line) => line.replace(':a', ':c')) },
    ],
    [
      '.ts, a declared class without series',
      'import.unreadable',
      /declares the class "c", but no series has that label/,
      header('true b a', 'true b a c'),
    ],
    [
      '.ts, no class labels',
      'import.unreadable',
      /line 8, declares that the series have no class/,
      header('true b a', 'false'),
    ],
    [
      '.ts, no @classLabel',
      'import.unreadable',
      /line 9, begins the data, .* @classLabel/,
      header('@classLabel true b a', '@x y'),
    ],
    ['.ts, no @data', 'import.unreadable', /line 9, stands before the line "@data"/, header('@data\n', '')],
    [
      '.ts, header alone',
      'import.unreadable',
      /has no series in it/,
      { 'M_TRAIN.ts': ts.slice(0, ts.indexOf('@data') + 6) },
    ],
    ['.ts, no number', 'import.unreadable', /line 7, declares "six"/, header('Length 6', 'Length six')],
    [
      '.ts, a measured target',
      'import.unreadable',
      /measured target/,
      header('@missing false', '@targetLabel true'),
    ],
    [
      '.ts, headers that differ',
      'import.unreadable',
      /header of M_TEST\.ts declares the classes b, a, c, that of M_TRAIN\.ts the classes b, a/,
      { 'M_TRAIN.ts': ts, 'M_TEST.ts': ts.replace('true b a', 'true b a c') },
    ],
    [
      '.ts, one class',
      'input.invalid',
      /only the class "a"/,
      { 'M_TRAIN.ts': tsText(several(['a', 'a'], 1, 6), TS_HEADER.replace('b a', 'a')) },
    ],
    [
      '.arff, more values than attributes',
      'import.unreadable',
      /line 14, has 8 values, but its header declares 7 attributes/,
      { 'M_TRAIN.arff': withLine(arff, 2, (line) => `0,${line}`) },
    ],
    [
      '.arff, a variable of another length',
      'import.unreadable',
      /line 17, has a variable of 5 steps, but its header declares 6/,
      {
        'M_TRAIN.arff': withLine(arffText(GOOD_3), 2, (line) => line.replace(/,[^,]*\\n/, '\\n')).replace(
          '@data',
          '\n@data',
        ),
      },
    ],
    [
      '.arff, sparse',
      'import.unreadable',
      /line 14, is a sparse row/,
      { 'M_TRAIN.arff': withLine(arff, 2, () => '{0 1.5, 6 a}') },
    ],
    [
      '.arff, text attributes',
      'import.unreadable',
      /of the type "string"/,
      { 'M_TRAIN.arff': arff.replace('att2 NUMERIC', 'att2 string') },
    ],
    [
      '.arff, no class',
      'import.unreadable',
      /no attribute before it is a class/,
      { 'M_TRAIN.arff': arff.replace('class {b,a}', 'x numeric') },
    ],
    [
      '.arff, undeclared label',
      'import.unreadable',
      /has the label "a"/,
      { 'M_TRAIN.arff': arff.replace('{b,a}', '{b,c}') },
    ],
    [
      'long CSV, a time twice',
      'import.unreadable',
      /line 4, gives the series "s0" a second value at the time of line 3/,
      { 'data.csv': longText(GOOD).replace('s0;1.5', 's0;2') },
    ],
    [
      'long CSV, ragged',
      'import.unreadable',
      /line 4, has 5 cells, but the header names 4/,
      { 'data.csv': longText(GOOD).replace('s0;1.5', 's0;1.5;7') },
    ],
    [
      'long CSV, no name',
      'import.unreadable',
      /line 4, does not say which series/,
      { 'data.csv': longText(GOOD).replace('s0;1.5', ';1.5') },
    ],
    [
      'long CSV, no column of names',
      'import.unreadable',
      /line 1, names the column "time", but none that says which series/,
      { 'data.csv': 'time,x,y,label\n0,1,2,a\n1,1,2,a\n0,1,2,b\n1,1,2,b\n' },
    ],
    [
      'wide CSV, a name twice',
      'import.unreadable',
      /line 3, has the name "x" a second time/,
      { 'data.csv': 'id,t0,t1,label\nx,1,2,a\nx,1,2,a\n' },
    ],
    [
      'CSV without its columns',
      'import.unreadable',
      /does not name the columns/,
      { 'data.csv': 'x,y\n1,2\n' },
      'series-csv',
    ],
    ['UCR, one class', 'input.invalid', /only the class "1"/, { 'M_TRAIN.tsv': '1\t2\t3\n1\t4\t5\n' }],
    [
      'UCR, a class with one series',
      'input.invalid',
      /only one training sample/,
      { 'M_TRAIN.tsv': '1\t2\t3\n1\t4\t5\n2\t4\t5\n' },
    ],
    [
      'UCR, a class for testing alone',
      'input.invalid',
      /"3" .* no training sample/,
      {
        'M_TRAIN.tsv': ucrText(several(['1', '2', '1', '2'], 1, 5)),
        'M_TEST.tsv': ucrText(several(['3'], 1, 5)),
      },
    ],
    [
      'UCR, nothing but bad lines',
      'import.unreadable',
      /has 2 series, but not one that can be taken. The first: M_TRAIN\.tsv, line 1, has the text "x"/,
      { 'M_TRAIN.tsv': '1\tx\t3\n2\ty\t3\n' },
      'ucr',
    ],
    ['empty, named', 'import.unreadable', /has no series in it/, { 'M_TRAIN.tsv': '' }, 'ucr'],
    ['empty', 'import.unrecognised', /1 files.* Tried: .*UCR time series/, { 'M_TRAIN.tsv': '' }],
    [
      'binary noise',
      'import.unrecognised',
      /is no dataset Assay knows/,
      { 'M_TRAIN.ts': Buffer.from([0, 255, 1, 7, 10, 0]) },
    ],
    [
      'binary noise, named',
      'import.unreadable',
      /M_TRAIN\.ts cannot be read as text: it holds NUL bytes/,
      { 'M_TRAIN.ts': Buffer.from([0, 255, 1, 7, 10, 0]) },
      'uea-ts',
    ],
    [
      'no UTF-8 in the data',
      'import.unreadable',
      /line 2 is no UTF-8 text/,
      { 'M_TRAIN.tsv': Buffer.concat([Buffer.from('1\t2\t3\n'), Buffer.of(0xe9), Buffer.from('\t2\t3\n')]) },
      'ucr',
    ],
    [
      'line ends of another age',
      'import.unreadable',
      /carriage return/,
      { 'M_TRAIN.tsv': '1\t2\t3\r2\t3\t4\r' },
      'ucr',
    ],
    [
      'no file of the format',
      'import.unreadable',
      /no file that can be read as ARFF/,
      { 'M_TRAIN.tsv': ucrText(GOOD) },
      'arff',
    ],
    [
      'gz cut off',
      'import.unreadable',
      /M_TRAIN\.tsv\.gz is cut off or damaged gzip data/,
      { 'M_TRAIN.tsv.gz': gzipSync(ucrText(several(LABELS, 1, 5000))).subarray(0, -9) },
    ],
    [
      'a series of more steps than are taken',
      'import.too-large',
      /line 3, has a series of 1000001 steps, more than the 1000000/,
      { 'M_TRAIN.tsv': `${ucrText(several(['a', 'b'], 1, 5))}a${'\t0'.repeat(1_000_001)}\n` },
    ],
  ];

  test.each(cases)('%s', async (_title, code, words, files, format) => {
    const error = await failureOf(importSeries(files, {}, format ?? null));
    expect({ code: error.code, exit: error.exitCode }).toEqual({ code, exit: 2 });
    expect(error.message).toMatch(words);
  });

  test.each<[string, () => Promise<string>, RegExp]>([
    [
      'labels that do not go with the series',
      () => writeZip({ 'X.npy': seriesArray(GOOD_3), 'y.npy': textArray(['a', 'b']) }),
      /y\.npy has 2 labels, but X\.npy has 6 series/,
    ],
    [
      'axes in another order',
      () =>
        writeZip({
          'X.npy': floatArray([2, 1, 5], Array(10).fill(0.5) as number[]),
          'y.npy': textArray(['a', 'b']),
        }),
      /one step of 5 variables; .* swap its last two axes/,
    ],
    [
      'a header that promises more than there is',
      () => writeZip({ 'X.npy': floatArray([2, 900_000_000, 1], [1, 2]), 'y.npy': textArray(['a', 'b']) }),
      /promises 2 x 900000000 x 1 values/,
    ],
  ])('.npz, %s', async (_title, make, words) => {
    const error = await failureOf(make().then((path) => importFrom(path)));
    expect(error.code).toBe('import.unreadable');
    expect(error.message).toMatch(words);
  });
});

test('good headers in unusual clothes are read', async () => {
  const stamps = tsText([], '@TIMESTAMPS true\n@MISSING true\n@ClassLabel true a b').trimEnd();
  const rows = ['a', 'b', 'a', 'b'].map(
    (label, i) => `(2024-01-03 10:00:00,${i}),(2024-01-01 10:00:00,?),(2024-01-02 09:00:00,5) : ${label}`,
  );
  const imported = await importSeries({ 'M_TRAIN.ts': `\uFEFF${stamps}\n${rows.join('\r\n')}\r\n` });
  expect(rowsOf(imported)[3]).toEqual(['train', 'b', [5, 5, 3]]);
  expect(imported.plan.resizeRule).toMatch(/sorted by their time stamps/);
  const arff = `@RELATION 'my data'\n@ATTRIBUTE 'first step' REAL\n@attribute b Integer\n@attribute 'the class' {'it\\'s', "b c"}\n@DATA\n`;
  const lines = ["1,2,'it\\'s'", '3,?,"b c"', "5, 6 , 'it\\'s'", '7,8,"b c"', '9,9,"b c"'];
  const quotedNames = await importSeries({ 'x.arff': `${arff}${lines.join('\n')}\n` });
  expect(quotedNames.plan.classes).toEqual(["it's", 'b c']);
  expect(rejectionsOf(quotedNames)).toEqual([
    'x.arff#1 | x.arff, line 7, has one step only, where at least 2 are needed',
  ]);
});

test('limits hold before memory is taken', async () => {
  const set = new SeriesSet('made', { steps: 100, heldBytes: 4 * 100, storedBytes: 4 * 150 });
  const place = (n: number) => ({ split: 'train' as const, name: `s${n}`, where: `file, line ${n},` });
  set.add(place(1), 'a', [new Float32Array(70)], false);
  for (const n of [2, 3, 4]) set.add(place(n), n === 2 ? 'a' : 'b', [new Float32Array(2)], false);
  const plan = () =>
    planSeries(set, { importer: 'ucr', notes: {}, declared: null, sentences: [] }, DEFAULT_IMPORT);
  expect(await failureOf(Promise.resolve().then(plan))).toMatchObject({
    code: 'import.too-large',
    message: expect.stringMatching(/would take 1120 bytes at 70 steps each, more than the 600/) as string,
  });
  const add = (steps: number) => () => set.add(place(9), 'a', [new Float32Array(steps)], false);
  expect(await failureOf(Promise.resolve().then(add(101)))).toMatchObject({ code: 'import.too-large' });
  expect(await failureOf(Promise.resolve().then(add(40)))).toMatchObject({
    message: expect.stringMatching(
      /more values than the 400 bytes of them that are taken \(reached at file, line 9\)/,
    ) as string,
  });
});

test('a 2 GB file that is not what it says fails at once', async () => {
  for (const [name, format] of [
    ['M_TRAIN.tsv', 'ucr'],
    ['M_TRAIN.ts', 'uea-ts'],
    ['M_TRAIN.arff', 'arff'],
    ['M.csv', 'series-csv'],
  ] as const) {
    const path = join(writeFolder({ [name]: '' }), name);
    truncateSync(path, 2 * 1024 ** 3);
    const started = performance.now();
    expect((await failureOf(importFrom(path, format))).exitCode).toBe(2);
    expect((await failureOf(importFrom(path))).exitCode).toBe(2);
    expect(performance.now() - started).toBeLessThan(2000);
  }
});
