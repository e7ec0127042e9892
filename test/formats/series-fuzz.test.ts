/** Files damaged at random: an import ends with a sentence of ours or with finite samples of one shape, never otherwise. */
import { expect, test } from 'vitest';
import { valuesOfBytes } from '../../src-shared/domain/sample-values.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { Rng } from '../../src-shared/math/rng.ts';
import {
  arffText,
  importSeries,
  longText,
  several,
  TS_HEADER,
  tsText,
  ucrText,
  wideText,
} from './support/series.ts';
import { samplesOf } from './support/sources.ts';

const ROUNDS = Number(process.env['ASSAY_FUZZ_ROUNDS'] ?? 40);
const PIECES = [
  'NaN',
  '?',
  ',',
  '\t',
  ':',
  ';',
  '\n',
  '"',
  "'",
  '@data',
  '-',
  '1e999',
  '{',
  '\u0000',
  'x',
  '',
  ' ',
  '(',
];

function damaged(text: string, rng: Rng): string {
  let result = text;
  for (let n = 1 + rng.below(4); n > 0; n--) {
    const at = rng.below(result.length);
    const length = rng.below(12);
    const piece = PIECES[rng.below(PIECES.length)] ?? '';
    const moved = rng.below(3) === 0 ? result.slice(at, at + 40) : piece;
    result = result.slice(0, at) + moved + result.slice(at + length);
  }
  return result;
}

const LABELS = ['a', 'b', 'a', 'b', 'a', 'b'];
const one = several(LABELS, 1, 6);
const three = several(LABELS, 1, 6, 3);
const multi = TS_HEADER.replace('@univariate true', '@univariate false\n@dimensions 3');
const SOURCES: [string, string, string][] = [
  ['UCR', 'M_TRAIN.tsv', ucrText(one)],
  ['.ts', 'M_TRAIN.ts', tsText(three, multi)],
  [
    '.ts with times',
    'M_TRAIN.ts',
    '@timestamps true\n@classlabel true a b\n@data\n(1,2),(2,3):a\n(3,1),(0,2):a\n(1,2),(2,3),(7,1):b\n(3,1),(0,2):b\n',
  ],
  ['.arff', 'M_TRAIN.arff', arffText(one)],
  ['relational .arff', 'M_TRAIN.arff', arffText(three)],
  ['wide CSV', 'data.csv', wideText(one)],
  ['long CSV', 'data.csv', longText(three)],
];

test.each(SOURCES)('%s', async (_title, name, text) => {
  let good = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const rng = Rng.fromSeed(round).fork(name);
    const files = { [name]: damaged(text, rng) };
    try {
      const imported = await importSeries(files, { lengths: round % 2 === 0 ? null : 'resample-cubic' });
      const [steps, , variables] = imported.plan.shape;
      for (const { bytes, label } of samplesOf(imported)) {
        const values = valuesOfBytes(bytes, 'series');
        expect(values.length).toBe(steps * variables);
        expect(values.every((value) => Number.isFinite(value))).toBe(true);
        expect(imported.plan.classes[label]).toBeDefined();
      }
      expect(imported.items).toHaveLength(imported.plan.itemCount);
      good++;
    } catch (thrown) {
      if (!(thrown instanceof AssayError) || thrown.exitCode !== 2) throw thrown;
      expect(thrown.message).toMatch(/[A-Z/].*\.$/s);
    }
  }
  // Both ends occur: most faults concern one series.
  expect(good).toBeGreaterThan(0);
  expect(good).toBeLessThan(ROUNDS);
});
