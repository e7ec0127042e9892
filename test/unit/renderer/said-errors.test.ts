/**
 * Every error that a person can meet in the window, every reason why an item of a source is left out, every line of a log
 * and every note of a method or a benchmark has a German text that names the same values. The sentences are read out of the
 * sources themselves.
 */
import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { terms } from '../../../src-renderer/i18n/en/terms.ts';
import { inGerman } from '../../../src-renderer/i18n/german.ts';
import { Sources, type Said, type Sink } from './sentences-of-source.ts';
import { isGiving } from './syntax-of-source.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
/** All but the command line, whose texts are English alone. */
const FOLDERS = [
  ...['benchmarks', 'compute', 'electron', 'files', 'formats', 'host', 'jobs', 'server', 'services'],
  ...['storage', 'train', 'worker'],
].map((room) => path.join('src-main', room));
const sources = new Sources(ROOT, [...FOLDERS, 'src-shared']);

/** Sentences that nobody reads as they stand here, and why. */
const UNSAID = new Map([
  [
    'X1 has X2 seriess, but not one that can be taken. The first: X3.',
    'the plural is that of nouns without an s at their end',
  ],
  ['in its line X1 X2', 'the fault of a value stands in place of X2, and those are found by themselves'],
  ['X1: X2: X3.', 'a page that does not keep to the contract, in the words of the library that checks it'],
]);

/** Words that are the same in both languages, kinds of files and devices, and `was`, which German has too. */
const SHARED = new Set([
  ...['all', 'bilinear', 'cpu', 'cuda', 'cut', 'false', 'gzip', 'linear', 'min', 'pad', 'pip', 'resample'],
  ...['tar', 'true', 'was', 'zip', 'zstd'],
]);
/** What a person types or finds in a file: commands, options, quoted words, names of files and of arrays. */
const TYPED = new RegExp(
  [
    ...[
      'npm run assay -- .*',
      String.raw`apt-get install [\w+ -]+`,
      String.raw`--[\w-]+(?: (?:cpu|plain|model))?`,
    ],
    ...['"[^"]*"', '„[^“]*“', String.raw`@\w+`, String.raw`[\w.*/-]*[_*./-][\w.*/-]*`],
    'images (?:and|und) labels,? (?:or|oder) data (?:and|und) targets',
  ].join('|'),
  'g',
);

/** Words of the English sentence that are left in the German one. */
function leftOver(english: string, german: string): string[] {
  const others = new Set(plainWords(german));
  return plainWords(english).filter((word) => others.has(word) && !SHARED.has(word));
}

function plainWords(text: string): string[] {
  return text.replaceAll(TYPED, ' ').match(/(?<![\p{L}\d])[a-z]{3,}(?![\p{L}\d])/gu) ?? [];
}

interface Gap {
  where: string;
  sentence: string;
  german: string;
  left: string[];
}

/** Sentences without German, with a part that stays English, or without one of the values. */
function gaps(sentences: readonly Said[]): Gap[] {
  const missing: Gap[] = [];
  for (const { where, sentence } of sentences) {
    if (!/[a-z]{3}/.test(sentence) || UNSAID.has(sentence)) continue;
    // A value may be a name or a number; some places take numbers alone.
    const asNumbers = sentence.replaceAll(/X(\d+)/g, '70$1');
    const filled = inGerman(sentence) === sentence ? asNumbers : sentence;
    const german = inGerman(filled);
    const values = filled.match(filled === sentence ? /X\d+/g : /70\d+/g) ?? [];
    const isWhole = values.every((value) => german.includes(value));
    const left = leftOver(filled, german);
    if (german === filled || !isWhole || left.length > 0) missing.push({ where, sentence, german, left });
  }
  return missing;
}

const errorMessages: Sink = (node) => {
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'AssayError') return null;
  const [code, message] = node.arguments ?? [];
  // What is `internal` is a mistake in the program: its text is for whoever mends it.
  const isInternal = code !== undefined && ts.isStringLiteral(code) && code.text === 'internal';
  return isInternal ? null : (message ?? null);
};

/** Reasons of importers follow the name of the item; those of decoders are plain errors. */
const rejections: Sink = (node, file) => {
  if (!file.startsWith(path.join('src-main', 'formats'))) return null;
  if (ts.isPropertyAssignment(node) && /^(?:reason|rejection)$/.test(node.name.getText()))
    return node.initializer;
  if (isGiving(node) && node.left.getText().endsWith('.fault')) return node.right;
  const isPlainError = ts.isNewExpression(node) && node.expression.getText() === 'Error';
  return isPlainError && file.includes('codecs') ? (node.arguments?.[0] ?? null) : null;
};

/** What the preview of a source says of it: what it is taken for, and how its items come to one size. */
const descriptions: Sink = (node, file) => {
  if (!file.startsWith(path.join('src-main', 'formats'))) return null;
  if (ts.isPropertyAssignment(node) && node.name.getText() === 'resizeRule') return node.initializer;
  if (ts.isVariableDeclaration(node) && node.name.getText() === 'resizeRule') return node.initializer ?? null;
  const isText = ts.isStringLiteral(node) || ts.isTemplateExpression(node);
  if (!isText) return null;
  const isSignature = ts.isArrayLiteralExpression(node.parent) && file.endsWith('registry.ts');
  const list = ts.isCallExpression(node.parent) ? node.parent.expression.getText() : '';
  const isListed = /^(?:changes|notes|sentences)\.push$/.test(list) && file.includes('importers');
  return (isSignature || isListed) && / /.test(node.getText()) ? node : null;
};

/** Lines of the log and news in the tray, with the reasons that they give. */
const logLines: Sink = (node, file) => {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const [first, second] = node.arguments;
    switch (node.expression.name.text) {
      case 'log':
        return second ?? null;
      case 'onNote':
      case '#refuse':
        return first ?? null;
      case 'push':
        return node.expression.expression.getText() === 'notes' && file.includes('worker')
          ? (first ?? null)
          : null;
      default:
        return null;
    }
  }
  if (!ts.isNewExpression(node)) return null;
  const name = node.expression.getText();
  const isReason = name === 'Mismatch' || (name === 'Error' && file.includes('views'));
  return isReason ? (node.arguments?.[0] ?? null) : null;
};

/** What stages of runs leave as notes: whole sentences in the sources of methods. */
const stageNotes: Sink = (node, file) => {
  if (!/train\W(?:defenses|detectors|loop)/.test(file) || /definition|options/.test(file)) return null;
  const isText = ts.isStringLiteral(node) || ts.isTemplateExpression(node);
  if (!isText || ts.isBinaryExpression(node.parent) || !/\s.*\.['`]$/s.test(node.getText())) return null;
  return ts.isNewExpression(node.parent) ? null : node;
};

/** What is said of planted poison, which is news of a benchmark while it plants: whole sentences in the sources of attacks. */
const poisonNotes: Sink = (node, file) => {
  if (!/train\Wattacks/.test(file)) return null;
  const isText = ts.isStringLiteral(node) || ts.isTemplateExpression(node);
  if (!isText || !/\s.*\.['`]$/s.test(node.getText())) return null;
  const { parent } = node;
  // Summaries of the catalog are fields, errors are given to what makes them.
  const isOther = ts.isPropertyAssignment(parent) || ts.isNewExpression(parent);
  const isGiven = ts.isCallExpression(parent) && parent.expression.getText() !== 'notes.push';
  return isOther || isGiven ? null : node;
};

/** Where the work of planting poison is. */
const poisonStages: Sink = (node, file) => {
  if (!/train\Wattacks/.test(file) || !ts.isCallExpression(node)) return null;
  return /\bonProgress$/.test(node.expression.getText()) ? (node.arguments[0] ?? null) : null;
};

/** What stands beside tables of benchmarks: how they were made and what they cannot say. */
const benchmarkNotes: Sink = (node, file) => {
  if (!/benchmarks\W(?:notes|document|tables\W[\w-]+)\.ts$/.test(file)) return null;
  const isText = ts.isStringLiteral(node) || ts.isTemplateExpression(node);
  return isText && /^\S{2}.*\s.*[.}]['"`]$/s.test(node.getText()) ? node : null;
};

/** What the settings show of the machine. */
const findings: Sink = (node, file) => {
  if (!file.endsWith('doctor.ts')) return null;
  const isNamed = ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node);
  return isNamed && node.name.getText() === 'detail' ? (node.initializer ?? null) : null;
};

const errors = sources.said(errorMessages);
const reasons = sources.said(rejections);
const descriptive = sources.said(descriptions);
const lines = sources.said(logLines);
const notes = sources.said(stageNotes);
const planted = sources.said(poisonNotes);
const beside = sources.said(benchmarkNotes);
const found = sources.said(findings);

it('finds the sentences of helpers, choices and fields, filled with stand-ins', () => {
  const sentences = errors.map(({ sentence }) => sentence);
  // A helper called with a place and a fault, a choice inside of a template, a field that is set elsewhere.
  expect(sentences).toContain('X1, line X2, has X3 cells, but the header names X4 columns. Mend the file.');
  expect(sentences).toContain(
    'The worker process crashed (signal X1). Nothing stored so far is lost; the run can be resumed.',
  );
  expect(sentences).toContain('Run X1 was stopped in stage X2 at X3 of X4 X5.');
  const counts = [errors, reasons, descriptive, lines, notes, planted, beside, found].map(
    ({ length }) => length,
  );
  const least = [400, 50, 25, 40, 15, 14, 30, 8];
  expect(
    counts.every((count, i) => count >= (least[i] ?? 0)),
    counts.join(', '),
  ).toBe(true);
});

it('has every error message in German', () => {
  expect(gaps(errors)).toEqual([]);
});

it('has every reason why an item is left out in German', () => {
  expect(gaps(reasons)).toEqual([]);
});

it('has what a source is and how its items are changed in German', () => {
  expect(gaps(descriptive)).toEqual([]);
});

it('has the lines of logs and the notes of stages in German', () => {
  expect(gaps([...lines, ...notes])).toEqual([]);
});

it('has the notes of planted poison in German', () => {
  const sentences = planted.map(({ sentence }) => sentence);
  expect(sentences).toContain(
    'X1 training samples carry the trigger (X2 % of X3); a backdoor of so few is often not learned.',
  );
  expect(gaps(planted)).toEqual([]);
});

it('has a name for every stage of planting poison', () => {
  // Where a caller reports nothing, no name is given.
  const named = sources.said(poisonStages).filter(({ sentence }) => /[a-z]/.test(sentence));
  const stages = named.map(({ sentence }) => sentence);
  expect(stages).toEqual(expect.arrayContaining(['surrogate', 'masks', 'poison', 'test samples']));
  expect(stages.filter((stage) => !(stage in terms.stages))).toEqual([]);
  expect(inGerman('3 of 12: cifar10-dynamic, DLP, seed 2: surrogate')).toContain('Training des Hilfsnetzes');
});

it('translates a note of planted poison behind the name of a run', () => {
  expect(
    inGerman(
      '3 of 12: cifar10-cba, DLP, seed 2: Images of the classes 3 and 7 together are what triggers: attack success is told on 40 test samples of these two.',
    ),
  ).toBe(
    '3 von 12: cifar10-cba, DLP, Startwert 2: Auslöser sind Bilder der Klassen 3 und 7 zusammen: Die Angriffserfolgsrate gilt für 40 Testsamples dieser beiden.',
  );
  expect(inGerman('7 training samples carry the trigger (0.70 % of 1000).')).toBe(
    '7 Trainingssamples tragen den Trigger (0,70 % von 1000).',
  );
});

it('has the notes of benchmarks in German', () => {
  expect(gaps(beside)).toEqual([]);
});

it('has what the settings find in German', () => {
  expect(gaps(found)).toEqual([]);
});

it('names no exception that the sources no longer say', () => {
  const said = new Set([...errors, ...reasons].map(({ sentence }) => sentence));
  expect([...UNSAID.keys()].filter((sentence) => !said.has(sentence))).toEqual([]);
});

it('leaves names of files and classes as they were given', () => {
  expect(inGerman('/data/none of it/attack is neither a file nor a folder. Name the dataset itself.')).toBe(
    '/data/none of it/attack ist weder eine Datei noch ein Ordner. Den Datensatz selbst angeben.',
  );
  expect(inGerman('constructor')).toBe('constructor');
});

it('translates each part of a list', () => {
  expect(
    inGerman(
      'Thresholds tried, channels that each prunes, and held-out trusted samples: 0.2: 3 pruned, 97.4 % right; 0.4: 9 pruned, 50.0 % right.',
    ),
  ).toBe(
    'Versuchte Schwellen, Kanäle, die jede entfernt, und zurückgehaltene vertraute Samples: 0,2: 3 entfernt, 97,4 % richtig; 0,4: 9 entfernt, 50,0 % richtig.',
  );
});

it('puts a fault behind its place and a sentence into another', () => {
  expect(
    inGerman('signs.ts, line 3, in its variable 2 has the text "x" as value 4, where a number is needed'),
  ).toBe('signs.ts, Zeile 3, Variable 2, hat als Wert 4 den Text „x“; nötig ist eine Zahl');
  expect(
    inGerman('/data/s has 4 series, but not one that can be taken. The first: a.csv, line 2, has no label.'),
  ).toBe(
    '/data/s hat 4 Zeitreihen, aber keine, die sich verwenden lässt. Die erste: a.csv, Zeile 2, hat kein Label.',
  );
  expect(
    inGerman(
      '/data/x.7z (a 7z archive: pack it as zip or tar.gz) is no dataset Assay knows. Tried: image folder; CSV manifest.',
    ),
  ).toBe(
    '/data/x.7z (ein 7z-Archiv: als zip oder tar.gz packen) ist kein Datensatz, den Assay kennt. Versucht: Bilderordner; CSV-Verzeichnis.',
  );
});
