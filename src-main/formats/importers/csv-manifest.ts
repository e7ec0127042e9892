/**
 * A table that names images and their labels, with an optional column for the split. Paths are relative to the table.
 * Several tables without a split column, such as train.csv and test.csv, are told apart by their names.
 */
import type { Split } from '../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { CSV_HEAD_BYTES, isManifestHead, manifestColumns, MAX_CSV_BYTES, parseCsv } from '../codecs/csv.ts';
import { baseName, compareCodePoints, folderName } from '../source-tree/names.ts';
import type { Importer, SourceTree } from '../types.ts';
import { planImageFiles, type ImageFile } from './support/image-files.ts';

const TRAIN_WORDS = ['train', 'training'];
const TEST_WORDS = ['test', 'testing', 'val', 'valid', 'validation'];

export const csvManifest: Importer = {
  id: 'csv-manifest',
  title: 'CSV manifest',
  summary:
    'A table with the columns path and label, and split (train or test) if there is one, beside its images.',

  async match(tree) {
    return (await findManifests(tree)).length > 0 ? 0.85 : 0;
  },

  async plan(tree, options, signal) {
    const manifests = await findManifests(tree);
    if (manifests.length === 0) {
      throw new AssayError(
        'import.unreadable',
        `${tree.location} has no CSV file with the columns "path" and "label". Name them so in the first line.`,
        { source: tree.location },
      );
    }
    const rows: Row[] = [];
    for (const name of manifests) {
      signal.throwIfAborted();
      rows.push(...(await readRows(tree, name, manifests.length > 1)));
    }
    checkOnce(rows);
    const classes = classNames(rows);
    const number = new Map(classes.map((name, label) => [name, label]));
    const known = new Set(tree.entries.map(({ name }) => name));
    const files = rows.map((row): ImageFile => {
      const rejection = known.has(row.name)
        ? null
        : `is named in ${row.manifest}, line ${row.line}, but is not there`;
      return { name: row.name, split: row.split, label: number.get(row.label) ?? 0, rejection };
    });
    // Train first; within a split the order of the table.
    const ordered = [
      ...files.filter(({ split }) => split === 'train'),
      ...files.filter(({ split }) => split === 'test'),
    ];
    const layout = {
      importer: 'csv-manifest',
      notes: { manifest: baseName(manifests[0] ?? ''), folder: folderName(manifests[0] ?? '') },
    };
    return planImageFiles(tree, { files: ordered, classes, layout }, options, signal);
  },
};

interface Row {
  name: string;
  label: string;
  split: Split;
  manifest: string;
  line: number;
}

async function findManifests(tree: SourceTree): Promise<string[]> {
  const found: string[] = [];
  for (const { name } of tree.entries) {
    if (!/\.(csv|tsv|txt)$/i.test(name)) continue;
    if (isManifestHead(await tree.head(name, CSV_HEAD_BYTES))) found.push(name);
  }
  return found;
}

async function readRows(tree: SourceTree, manifest: string, isOneOfSeveral: boolean): Promise<Row[]> {
  const table = parseCsv(await tree.read(manifest, MAX_CSV_BYTES), manifest);
  const columns = manifestColumns(table.columns);
  if (columns === null) throw new TypeError('a manifest without its columns');
  const isTest =
    isOneOfSeveral && TEST_WORDS.some((word) => baseName(manifest).toLowerCase().startsWith(word));
  return table.rows.map(({ line, values }): Row => {
    const label = values[columns.label] ?? '';
    if (label === '') throw badRow(manifest, line, 'has no label');
    const name = checkPath(values[columns.path] ?? '', manifest, line);
    const split = columns.split === -1 ? null : splitOf(values[columns.split] ?? '', manifest, line);
    return { name, label, split: split ?? (isTest ? 'test' : 'train'), manifest, line };
  });
}

/** Relative to the table's own folder. Throws `import.unsafe` for a path that leads elsewhere. */
function checkPath(path: string, manifest: string, line: number): string {
  if (path === '') throw badRow(manifest, line, 'has no path');
  const slashed = path.replaceAll('\\', '/');
  const parts = slashed.split('/').filter((part) => part !== '' && part !== '.');
  if (
    slashed.startsWith('/') ||
    /^[A-Za-z]:/.test(slashed) ||
    parts.includes('..') ||
    slashed.includes('\0')
  ) {
    throw new AssayError(
      'import.unsafe',
      `${manifest}, line ${line}, names ${JSON.stringify(path)}, which leads out of the dataset; nothing was imported. Use paths relative to the table.`,
      { entry: manifest, line, path },
    );
  }
  const folder = folderName(manifest);
  return folder === '' ? parts.join('/') : `${folder}/${parts.join('/')}`;
}

function splitOf(word: string, manifest: string, line: number): Split {
  const lower = word.toLowerCase();
  if (TRAIN_WORDS.includes(lower)) return 'train';
  if (TEST_WORDS.includes(lower)) return 'test';
  throw badRow(manifest, line, `has the split ${JSON.stringify(word)}, where "train" or "test" is needed`);
}

function badRow(manifest: string, line: number, what: string): AssayError {
  return new AssayError('import.unreadable', `${manifest}, line ${line}, ${what}. Mend the line.`, {
    entry: manifest,
    line,
  });
}

function checkOnce(rows: readonly Row[]): void {
  const lines = new Map<string, Row>();
  for (const row of rows) {
    const before = lines.get(row.name);
    if (before !== undefined) {
      throw badRow(
        row.manifest,
        row.line,
        `names ${row.name} a second time (first in line ${before.line} of ${before.manifest})`,
      );
    }
    lines.set(row.name, row);
  }
}

/** By number where every label is a whole number, else in code-point order. */
function classNames(rows: readonly Row[]): string[] {
  const names = [...new Set(rows.map(({ label }) => label))];
  const areNumbers = names.every((name) => /^\d{1,9}$/.test(name));
  return names.sort(
    areNumbers ? (a, b) => Number(a) - Number(b) || compareCodePoints(a, b) : compareCodePoints,
  );
}
