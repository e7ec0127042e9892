/**
 * Which files of a source are the training and the test split of one dataset of time series. The archives hold the
 * same series in several formats side by side, and descriptions and single variables next to them.
 */
import type { Split } from '../../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../../src-shared/errors/assay-error.ts';
import { hasImageExtension } from '../../codecs/image-kind.ts';
import { baseName, folderName } from '../../source-tree/names.ts';
import type { SourceTree } from '../../types.ts';
import { kindOf, type SeriesKind } from './series-kind.ts';
import { peekLines, textFile, type TextFile } from './text-lines.ts';

/** A file that may hold series. */
export interface SeriesFile extends TextFile {
  kind: SeriesKind | null;
  /** The dataset: folder and name without the word for the split. */
  stem: string;
  /** As its name says; null where it says nothing. */
  split: Split | null;
  extension: string;
}

export interface ChosenFiles {
  train: SeriesFile;
  test: SeriesFile | null;
  /** Sentences on which files were read and which were not. */
  notes: string[];
}

/** Images come by the thousand, series in a handful of files; the archives add one file a variable. */
const MOST_ENTRIES = 256;
const PEEKED_LINES = 5;
const NAMES_SHOWN = 4;
const EXTENSIONS = ['ts', 'tsv', 'txt', 'csv', 'arff', 'dat', 'data'];
/** What a file is most likely meant to be when its content does not say. */
const MEANT: Readonly<Record<string, SeriesKind>> = {
  ts: 'uea-ts',
  arff: 'arff',
  tsv: 'ucr',
  txt: 'ucr',
  '': 'ucr',
  csv: 'series-csv',
};

const scans = new WeakMap<SourceTree, Promise<SeriesFile[]>>();

/** Looks into every file that may hold series, once for each source. */
function scan(tree: SourceTree): Promise<SeriesFile[]> {
  const known = scans.get(tree);
  if (known !== undefined) return known;
  const started = scanFiles(tree);
  scans.set(tree, started);
  return started;
}

async function scanFiles(tree: SourceTree): Promise<SeriesFile[]> {
  const files: SeriesFile[] = [];
  if (tree.entries.length > MOST_ENTRIES) return files;
  for (const entry of tree.entries) {
    const name = baseName(entry.name).replace(/\.gz$/i, '');
    const extension = /\.([^.]*)$/.exec(name)?.[1]?.toLowerCase() ?? '';
    const isKnown = EXTENSIONS.includes(extension);
    const plain = isKnown ? name.slice(0, -extension.length - 1) : name;
    const parts = /^(.*?)[-_. ]?(train|training|test|testing)$/i.exec(plain);
    // Files without an extension are many things; the older archive says the split in their names.
    if (!isKnown && (parts === null || name.includes('.'))) continue;
    const file = await textFile(tree, entry);
    if (file === null) continue;
    const word = parts?.[2]?.toLowerCase();
    files.push({
      ...file,
      kind: await sniff(tree, file),
      stem: `${folderName(entry.name)}/${parts?.[1] ?? plain}`,
      split: word === undefined ? null : word.startsWith('train') ? 'train' : 'test',
      extension: isKnown ? extension : '',
    });
  }
  return files;
}

async function sniff(tree: SourceTree, file: TextFile): Promise<SeriesKind | null> {
  const lines = await peekLines(tree, file, PEEKED_LINES, (text) => !/^\s*[#%]/.test(text));
  return lines === null ? null : kindOf(lines);
}

/** How sure it is that the source is a dataset of this kind: surest where both splits are there. */
export async function matchSeries(tree: SourceTree, kind: SeriesKind): Promise<number> {
  if (tree.entries.some(({ name }) => hasImageExtension(name))) return 0;
  const files = (await scan(tree)).filter((file) => file.kind === kind);
  if (files.length === 0) return 0;
  const trains = files.filter(({ split }) => split === 'train');
  const hasBoth = trains.some(({ stem }) =>
    files.some((file) => file.stem === stem && file.split === 'test'),
  );
  if (hasBoth) return 0.92;
  if (trains.length > 0) return 0.88;
  return files.some(({ split }) => split === 'test') ? 0.7 : 0.6;
}

/**
 * The files to read. Throws `input.invalid` for a source with several datasets, `import.unreadable` where there is no
 * file of the kind, or where one of a pair is empty or something else.
 */
export async function chooseSeriesFiles(
  tree: SourceTree,
  kind: SeriesKind,
  title: string,
): Promise<ChosenFiles> {
  const all = await scan(tree);
  let files = all.filter((file) => file.kind === kind);
  if (files.length === 0) files = all.filter((file) => file.kind === null && MEANT[file.extension] === kind);
  const group = oneDataset(tree, files);
  const byName = bestExtension(group);
  const unnamed = group.filter(({ split }) => split === null);
  const train =
    byName.find(({ split }) => split === 'train') ?? (unnamed.length === 1 ? unnamed[0] : undefined);
  const test = byName.find(({ split }) => split === 'test');
  const first = train ?? test;
  if (first === undefined) {
    if (unnamed.length > 1) throw severalDatasets(tree, unnamed);
    throw new AssayError('import.unreadable', `${tree.location} has no file that can be read as ${title}.`, {
      source: tree.location,
    });
  }
  checkPartner(all, group, first);
  const chosen = { train: first, test: train === undefined ? null : (test ?? null) };
  return { ...chosen, notes: describeChoice(tree, all, chosen) };
}

/** Files of one stem. A dataset's own variables as files of their own, `XDimension1_TRAIN`, are left aside. */
function oneDataset(tree: SourceTree, files: readonly SeriesFile[]): SeriesFile[] {
  const stems = new Set(files.filter(({ split }) => split !== null).map(({ stem }) => stem));
  const own = [...stems].filter((stem) => {
    const whole = stem.replace(/_?Dimension\d+$/i, '');
    return whole === stem || !stems.has(whole);
  });
  if (own.length > 1) throw severalDatasets(tree, files);
  if (own[0] === undefined) return [...files];
  return files.filter(({ stem, split }) => stem === own[0] || split === null);
}

function severalDatasets(tree: SourceTree, files: readonly SeriesFile[]): AssayError {
  const names = listed(files.map(({ name }) => name));
  return new AssayError(
    'input.invalid',
    `${tree.location} has several files of time series (${names}), and it cannot be told which belong together. Name one of them, or a folder with one dataset as NAME_TRAIN and NAME_TEST.`,
    { source: tree.location, files: files.map(({ name }) => name) },
  );
}

/** Of equal files under several extensions, those with both splits; else in the order of the list. */
function bestExtension(group: readonly SeriesFile[]): SeriesFile[] {
  const order = [...EXTENSIONS, ''];
  const sorted = [...group].sort(
    (a, b) =>
      order.indexOf(a.extension) - order.indexOf(b.extension) ||
      Number(a.isCompressed) - Number(b.isCompressed),
  );
  const whole = order.find((extension) =>
    (['train', 'test'] as const).every((split) =>
      sorted.some((file) => file.extension === extension && file.split === split),
    ),
  );
  return whole === undefined ? sorted : sorted.filter(({ extension }) => extension === whole);
}

/** A split that is there by name but is empty or damaged must not go unnoticed. */
function checkPartner(all: readonly SeriesFile[], group: readonly SeriesFile[], first: SeriesFile): void {
  const lost = all.find(
    (file) =>
      file.kind === null &&
      file.split !== null &&
      file.stem === first.stem &&
      file.extension === first.extension &&
      !group.some(({ split }) => split === file.split),
  );
  if (lost === undefined) return;
  const what = lost.sizeBytes === 0 ? 'is empty' : 'is not of the same format';
  throw new AssayError(
    'import.unreadable',
    `${lost.name} ${what}, but ${first.name} beside it belongs to the same dataset. Get a fresh copy of it, or take it away.`,
    { entry: lost.name },
  );
}

function describeChoice(
  tree: SourceTree,
  all: readonly SeriesFile[],
  { train, test }: { train: SeriesFile; test: SeriesFile | null },
): string[] {
  const notes: string[] = [];
  const read = test === null ? [train] : [train, test];
  if (tree.entries.length > 1) notes.push(`read from ${read.map(({ name }) => name).join(' and ')}`);
  if (train.split === 'test') notes.push(`${train.name} taken as the training split, as it is alone`);
  const unread = all.filter((file) => file.kind !== null && !read.includes(file)).map(({ name }) => name);
  if (unread.length > 0) notes.push(`not read: ${listed(unread)}`);
  return notes;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).join(', ');
  return names.length > NAMES_SHOWN ? `${shown} and ${names.length - NAMES_SHOWN} more` : shown;
}
