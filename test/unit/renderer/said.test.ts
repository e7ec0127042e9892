/** What the host says in English has a German text in the window, down to the help of each option. */
import { expect, it } from 'vitest';
import { TABLES } from '../../../src-main/benchmarks/index.ts';
import { describeDataset, describeScale } from '../../../src-main/benchmarks/notes.ts';
import { SCALES } from '../../../src-main/benchmarks/scales.ts';
import { CATALOG } from '../../../src-main/host/catalog.ts';
import { listFormats } from '../../../src-main/services/formats.ts';
import { findingNotes } from '../../../src-main/train/detectors/support/findings.ts';
import type { CatalogEntry } from '../../../src-shared/domain/catalog.ts';
import { optionNames } from '../../../src-renderer/i18n/de/catalog/option-names.ts';
import { terms } from '../../../src-renderer/i18n/en/terms.ts';
import { inGerman } from '../../../src-renderer/i18n/german.ts';

/** Those without a German text; names that are the same in both languages are no sentences. */
function untranslated(sentences: readonly string[]): string[] {
  return sentences.filter((one) => inGerman(one) === one && /\s[a-z]/.test(one));
}

const methods: readonly CatalogEntry[] = [...CATALOG.detectors, ...CATALOG.defenses, ...CATALOG.attacks];

it('has every title, summary, limit and help text of the catalog in German', () => {
  const all = methods.flatMap(({ title, summary, limits, options }) => [
    ...[title, summary, limits],
    ...Object.values(options).map(({ help }) => help),
  ]);
  expect(all.length).toBeGreaterThan(300);
  expect(untranslated(all)).toEqual([]);
  const networks = CATALOG.architectures.flatMap(({ summary, limits }) => [summary, limits]);
  expect(untranslated(networks)).toEqual([]);
});

it('has scores, subsets and stages in German', () => {
  const all = [
    ...CATALOG.detectors.map(({ score }) => score.title),
    ...CATALOG.defenses.flatMap(({ scores, subsets, stages }) => [
      ...Object.values(scores).map(({ title }) => title),
      ...Object.values(subsets).flatMap(({ title, explanation }) => [title, explanation]),
      ...Object.values(stages),
    ]),
  ];
  expect(untranslated(all)).toEqual([]);
  expect(inGerman('fine-tuning after reset 12, without the samples found to drive compromised neurons')).toBe(
    'Feinabstimmung nach dem 12. Zurücksetzen, ohne die Samples, bei denen gefunden wurde, dass sie kompromittierte Neuronen antreiben',
  );
});

it('knows the name of every option and the words for every unit', () => {
  const fields = methods.flatMap(({ options }) => Object.entries(options));
  expect(fields.map(([name]) => name).filter((name) => optionNames[name] === undefined)).toEqual([]);
  const known: Readonly<Record<string, string>> = terms.units;
  const units = [
    ...fields.flatMap(([, field]) => ('unit' in field ? [field.unit] : [])),
    ...CATALOG.detectors.map(({ score }) => score.unit),
    ...CATALOG.defenses.flatMap(({ scores }) => Object.values(scores).map(({ unit }) => unit)),
  ];
  expect([...new Set(units)].filter((unit) => known[unit] === undefined)).toEqual([]);
});

it('has formats and tables of benchmarks with their notes in German', () => {
  expect(untranslated(listFormats().flatMap(({ title, summary }) => [title, summary]))).toEqual([]);
  const tables = TABLES.flatMap(({ title, rowTitle, columnTitle, notes, headlines }) => [
    ...[title, rowTitle, columnTitle, ...notes],
    ...headlines.map((one) => one.title),
  ]);
  expect(untranslated(tables)).toEqual([]);
});

it('has what is said of the scale of a benchmark in German', () => {
  const dataset = {
    ...{ id: 'cifar10', title: 'CIFAR-10', isStandIn: false, classes: 10, train: 12_345, test: 900 },
    ...{ paperTrain: 50_000, paperTest: null },
  } as const;
  const notes = Object.values(SCALES).flatMap((scale) =>
    [[1], [1, 2]].flatMap((seeds) =>
      describeScale(
        {
          ...{ scale, preset: null, arch: null, device: 'cpu', options: {} },
        },
        seeds,
      ),
    ),
  );
  const all = [
    ...notes,
    ...[dataset, { ...dataset, paperTrain: null }, { ...dataset, isStandIn: true }].map(describeDataset),
  ];
  expect(untranslated(all)).toEqual([]);
  expect(inGerman(describeDataset(dataset))).toBe(
    'CIFAR-10: 12\u202f345 von 50\u202f000 Trainingssamples und 900 Testsamples, 10 Klassen.',
  );
});

it('fills in what a note of a detector names', () => {
  const finding = {
    ...{ label: 1, count: 100, sizes: [70, 30] as const, meanEntropies: null, suspicious: 1 as const },
    ...{ decidedBy: 'size' as const, silhouette: null, separation: 4, isFlagged: true },
  };
  const [undivided, large] = findingNotes([{ ...finding, label: 0, sizes: null }, finding], ['cat', 'dog']);
  expect(inGerman(undivided!)).toBe('Nicht geteilt, da zu klein oder alle gleich: „cat“.');
  expect(inGerman(large!)).toContain('Der verdächtige Teil macht 70 % von „dog“ aus');
});

it('writes states, stages and numbers as German does', () => {
  expect(
    inGerman('Run 3 is cancelled and kept no network of a finished stage: there is none to ask.'),
  ).toContain('Lauf 3 ist nicht abgeschlossen (gestoppt)');
  expect(inGerman('Stage tuning-2 is not run as one graph: it reads.')).toContain('Feinabstimmung 2');
  expect(inGerman('Ended after epoch 6: 97.4 % agreement with the given labels.')).toContain('97,4 %');
});

it('leaves a sentence that it does not know as it is', () => {
  expect(inGerman('Nobody ever said 3 of 4 things.')).toBe('Nobody ever said 3 of 4 things.');
});
