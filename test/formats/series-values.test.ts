/** Unequal lengths and missing values: what each rule makes of them, and that the sentence says so. */
import { describe, expect, test } from 'vitest';
import { shortestFloat32 } from '../../src-main/formats/codecs/decimal.ts';
import { fillMissing, toLength } from '../../src-main/formats/importers/support/series-values.ts';
import {
  longText,
  importSeries,
  rejectionsOf,
  rowsOf,
  several,
  TS_HEADER,
  tsText,
  wideText,
} from './support/series.ts';
import { exportAgain, failureOf, importFrom, pngOf } from './support/sources.ts';

/** Lengths 4, 2 and 3; the 2015 archive fills up, the older one leaves cells out. */
const UNEQUAL = '1\t0\t3\t6\t9\n2\t1\t2\tNaN\tNaN\n1\t5\t6\t7\n2\t4\t4\t4\t4\t\n';
const valuesOf = (text: string, options: Parameters<typeof importSeries>[1]): Promise<number[][]> =>
  importSeries({ 'M_TRAIN.tsv': text }, options).then((imported) => rowsOf(imported).map(([, , own]) => own));
const rounded = (rows: number[][]): number[][] => rows.map((row) => row.map(Math.fround));

describe('unequal lengths', () => {
  test.each([
    [null, 4, [1, 1 + 1 / 3, 1 + 2 / 3, 2], [5, 5 + 2 / 3, 6 + 1 / 3, 7], 'stretched to 4 steps, linear'],
    [
      'resample',
      4,
      [1, 1 + 1 / 3, 1 + 2 / 3, 2],
      [5, 5 + 2 / 3, 6 + 1 / 3, 7],
      'stretched to 4 steps, linear',
    ],
    ['pad', 4, [1, 2, 0, 0], [5, 6, 7, 0], 'filled up with zeros at the end to 4 steps'],
    ['cut', 2, [1, 2], [5, 6], 'cut to their first 2 steps'],
  ] as const)('%s', async (lengths, steps, second, third, words) => {
    const imported = await importSeries({ 'M_TRAIN.tsv': UNEQUAL }, { lengths });
    expect(imported.plan.shape).toEqual([steps, 1, 1]);
    const rows = rowsOf(imported).map(([, , own]) => own);
    expect([rows[1], rows[2]]).toEqual(rounded([[...second], [...third]]));
    expect(rows[0]).toEqual([0, 3, 6, 9].slice(0, steps));
    expect(imported.plan.resizeRule).toBe(`${steps === 2 ? 3 : 2} of 4 series ${words}`);
    const { notes } = await exportAgain(imported);
    expect(notes).toEqual([
      `The series are written as they were after the import, where ${imported.plan.resizeRule}.`,
    ]);
  });

  test('are refused when that is wished, with both ends of the range', async () => {
    const error = await failureOf(importSeries({ 'M_TRAIN.tsv': UNEQUAL }, { lengths: 'refuse' }));
    expect(error.code).toBe('input.invalid');
    expect(error.message).toMatch(/from 2 to 4 steps/);
    const equal = '1\t0\t3\n2\t1\t2\n1\t5\t6\n2\t4\t4\n';
    const imported = await importSeries({ 'M_TRAIN.tsv': equal }, { lengths: 'refuse' });
    expect(imported.plan.resizeRule).toBe('kept as they are');
  });

  test('are judged over both splits', async () => {
    const files = { 'M_TRAIN.tsv': '1\t0\t1\n2\t0\t1\n1\t0\t1\n2\t0\t1\n', 'M_TEST.tsv': '1\t0\t1\t2\n' };
    const imported = await importSeries(files);
    expect(imported.plan.shape).toEqual([3, 1, 1]);
    expect(imported.plan.resizeRule).toMatch(/^4 of 5 series stretched to 3 steps/);
  });

  test('cubic resampling keeps every cubic, and parabolas of three points', () => {
    for (const length of [4, 5, 6, 9]) {
      const cubic = (x: number): number => 0.5 * x ** 3 - 2 * x ** 2 + x - 3;
      const own = Float32Array.from({ length }, (_, i) => cubic(i));
      const longer = toLength(own, 1, 23, 'resample-cubic');
      longer.forEach((value, i) => expect(value).toBeCloseTo(cubic((i * (length - 1)) / 22), 3));
    }
    const parabola = toLength(Float32Array.of(0, 1, 4), 1, 5, 'resample-cubic');
    [0, 0.25, 1, 2.25, 4].forEach((value, i) => expect(parabola[i]).toBeCloseTo(value, 5));
    expect([...toLength(Float32Array.of(2, 4), 1, 3, 'resample-cubic')]).toEqual([2, 3, 4]);
  });

  test('cubic resampling goes through the points and may swing past them, linear never does', () => {
    const steps = Float32Array.of(0, 0, 0, 1, 1, 1);
    const cubic = toLength(steps, 1, 51, 'resample-cubic');
    for (let i = 0; i < 6; i++) expect(cubic[10 * i]).toBeCloseTo(steps[i] ?? 0, 6);
    expect(Math.max(...cubic)).toBeGreaterThan(1.02);
    const linear = toLength(steps, 1, 51, 'resample');
    expect([Math.min(...linear), Math.max(...linear)]).toEqual([0, 1]);
  });

  test('variables are stretched each for itself', () => {
    const both = Float32Array.of(0, 10, 1, 20, 2, 30);
    expect([...toLength(both, 2, 5, 'resample')]).toEqual([0, 10, 0.5, 15, 1, 20, 1.5, 25, 2, 30]);
  });
});

describe('missing values', () => {
  const HOLES = '1\tNaN\t2\t?\t\t8\n2\t1\t2\t3\t4\tNaN\n1\t1\t2\t3\t4\t5\n2\t1\tnan\t3\t4\t5\n';

  test('are filled in from their neighbours; behind the last value a series ends', async () => {
    const imported = await importSeries({ 'M_TRAIN.tsv': HOLES });
    const rows = rowsOf(imported).map(([, , own]) => own);
    expect(rows[0]).toEqual([2, 2, 4, 6, 8]);
    expect(rows[1]).toEqual([1, 1.75, 2.5, 3.25, 4]);
    expect(rows[3]).toEqual([1, 2, 3, 4, 5]);
    expect(imported.plan.resizeRule).toBe(
      '1 of 4 series stretched to 5 steps, linear; 4 missing values interpolated in 2 series',
    );
  });

  test('are taken as 0 when that is wished', async () => {
    expect((await valuesOf(HOLES, { missing: 'zero' }))[0]).toEqual([0, 2, 0, 0, 8]);
    const imported = await importSeries({ 'M_TRAIN.tsv': HOLES }, { missing: 'zero', lengths: 'pad' });
    expect(imported.plan.resizeRule).toMatch(/; 4 missing values taken as 0 in 2 series$/);
  });

  test('leave the series out when that is wished', async () => {
    const text = `${HOLES}1\t7\t7\t7\t7\t7\n2\t7\t7\t7\t7\t7\n`;
    const imported = await importSeries({ 'M_TRAIN.tsv': text }, { missing: 'reject' });
    expect(rowsOf(imported)).toHaveLength(4);
    expect(rejectionsOf(imported)).toEqual([
      'M_TRAIN.tsv#0 | M_TRAIN.tsv, line 1, has 3 missing values, which are not to be filled in',
      'M_TRAIN.tsv#3 | M_TRAIN.tsv, line 4, has 1 missing value, which are not to be filled in',
    ]);
  });

  test('at the end of a .ts series are missing, as lengths are said otherwise there', async () => {
    const list = several(['a', 'b', 'a', 'b'], 1, 6);
    const text = tsText(list, TS_HEADER.replace('@missing false', '@missing true')).replace(
      /,[^,]*:a/,
      ',?:a',
    );
    const [first] = rowsOf(await importSeries({ 'M_TRAIN.ts': text }));
    expect(first?.[2][5]).toBe(first?.[2][4]);
  });

  test('a variable without a single value is 0, and that is said', async () => {
    const text = longText(several(['a', 'b', 'a', 'b'], 1, 4, 2)).replaceAll(
      /^(s1;[^;]*;[^;]*);[^;]*;/gm,
      '$1;;',
    );
    const imported = await importSeries({ 'data.csv': text });
    expect(rowsOf(imported)[1]?.[2].filter((_, i) => i % 2 === 1)).toEqual([0, 0, 0, 0]);
    expect(imported.plan.resizeRule).toMatch(
      /4 missing values interpolated in 1 series; 1 variables without a single value taken as 0$/,
    );
  });

  test('fill in place, whatever lies at the ends', () => {
    const values = Float32Array.of(NaN, 1, NaN, NaN, 3, NaN, NaN, NaN);
    fillMissing(values, 2, 'interpolate');
    // Variable 0 has a value at step 2, variable 1 at step 0.
    expect([...values]).toEqual([3, 1, 3, 1, 3, 1, 3, 1]);
  });
});

describe('wishes that do not fit', () => {
  test.each([{ size: [8, 8] as const }, { channels: 1 as const }])('%j for series', async (options) => {
    const text = wideText(several(['a', 'b', 'a', 'b'], 1, 4));
    const error = await failureOf(importSeries({ 'data.csv': text }, options));
    expect(error.code).toBe('usage.invalid');
    expect(error.message).toMatch(/holds time series/);
  });

  test.each([{ lengths: 'pad' as const }, { missing: 'zero' as const }])('%j for images', async (options) => {
    const files = {
      'a/1.png': await pngOf(1),
      'a/2.png': await pngOf(2),
      'b/1.png': await pngOf(3),
      'b/2.png': await pngOf(4),
    };
    const error = await failureOf(importSeries(files, options));
    expect(error.code).toBe('usage.invalid');
    expect(error.message).toMatch(/holds images/);
  });
});

test('numbers are written as short as can be and read back the same', () => {
  const cases: [number, string][] = [
    [0.1, '0.1'],
    [Math.PI, '3.1415927'],
    [16777216, '16777216'],
    [1e-45, '1e-45'],
    [-2.5e-7, '-2.5e-7'],
    [0, '0'],
    [-0, '-0'],
    [3.4028234663852886e38, '3.4028235e+38'],
  ];
  for (const [value, text] of cases) expect(shortestFloat32(Math.fround(value))).toBe(text);
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  for (let i = 0; i < 20_000; i++) {
    bits[0] = (i * 2_654_435_761) >>> 0;
    const value = float[0] ?? 0;
    if (Number.isFinite(value)) expect(Math.fround(Number(shortestFloat32(value)))).toBe(value);
  }
});

test('the same series under two labels has one hash', async () => {
  const imported = await importSeries({ 'M_TRAIN.tsv': '1\t0\t3\n2\t0\t3.0\n1\t5\t6\n2\t4\t4\n' });
  const hashes = imported.items.map((item) => (item.kind === 'sample' ? item.sha256 : ''));
  expect(hashes[0]).toBe(hashes[1]);
  expect(new Set(hashes).size).toBe(3);
  expect((await importFrom(imported.tree.location)).items).toEqual(imported.items);
});
