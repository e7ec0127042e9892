/**
 * One folder a class, with an optional level of train and test (or val, valid, validation) above. Classes are numbered
 * in code-point order of their names, so "10" comes before "2".
 */
import type { Split } from '../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { hasImageExtension, imageKind, KIND_BYTES } from '../codecs/image-kind.ts';
import { compareCodePoints } from '../source-tree/names.ts';
import type { Importer, SourceEntry, SourceTree } from '../types.ts';
import { planImageFiles, type ImageFile } from './support/image-files.ts';

const TEST_NAMES = ['test', 'val', 'valid', 'validation'];
/** Files looked at to tell whether this is a folder of images. */
const PROBED_FILES = 24;

export const imageFolder: Importer = {
  id: 'image-folder',
  title: 'image folder',
  summary:
    'One folder a class with PNG, JPEG, WebP, BMP, PGM or PPM files; train/ and test/ above them if there are.',

  async match(tree) {
    if (tree.kind === 'file') return 0;
    const placed = placeAll(tree);
    const step = Math.max(1, Math.floor(placed.files.length / PROBED_FILES));
    let images = 0;
    let probed = 0;
    for (let i = 0; i < placed.files.length; i += step) {
      const file = placed.files[i];
      if (file === undefined) break;
      probed++;
      if (imageKind(await tree.head(file.entry.name, KIND_BYTES)) !== null) images++;
    }
    if (probed === 0) return hasLooseImages(tree) ? 0.35 : 0;
    if (images > 0) return 0.4 + (0.4 * images) / probed;
    // Nothing but broken images in folders: still this format, and to be refused with the reason.
    return placed.files.some(({ entry }) => hasImageExtension(entry.name)) ? 0.35 : 0;
  },

  async plan(tree, options, signal) {
    const placed = placeAll(tree);
    const files = await keepImages(tree, placed.files, signal);
    const classes = [...new Set(files.map((file) => file.folder))].sort(compareCodePoints);
    if (classes.length === 0) throw noClassFolders(tree);
    const number = new Map(classes.map((name, label) => [name, label]));
    const sorted = files.map((file): ImageFile => {
      const { entry, split, folder } = file;
      return { name: entry.name, split, label: number.get(folder) ?? 0, rejection: null };
    });
    sorted.sort((a, b) => {
      if (a.split !== b.split) return a.split === 'train' ? -1 : 1;
      return a.label - b.label || compareCodePoints(a.name, b.name);
    });
    const layout = {
      importer: 'image-folder',
      notes: { trainFolder: placed.trainFolder, testFolder: placed.testFolder },
    };
    return planImageFiles(tree, { files: sorted, classes, layout }, options, signal);
  },
};

interface PlacedFile {
  entry: SourceEntry;
  split: Split;
  /** The class, as its folder is called. */
  folder: string;
}

interface Placed {
  files: PlacedFile[];
  /** Folders of the splits as they are called in the source, null where there is no such level. */
  trainFolder: string | null;
  testFolder: string | null;
}

/** Sorts entries by split and class from their names alone. */
function placeAll(tree: SourceTree): Placed {
  const tops = new Set(
    tree.entries.filter(({ name }) => name.includes('/')).map(({ name }) => firstPart(name)),
  );
  const find = (names: readonly string[]): string | null =>
    [...tops].find((top) => names.includes(top.toLowerCase())) ?? null;
  const trainFolder = find(['train', 'training']);
  // Several folders beside the training folder, e.g. test and val: the first in the order of the list is taken.
  const testFolder =
    trainFolder === null
      ? null
      : (TEST_NAMES.map((name) => find([name])).find((name) => name !== null) ?? null);
  const files: PlacedFile[] = [];
  for (const entry of tree.entries) {
    if (trainFolder === null) {
      if (entry.name.includes('/')) files.push({ entry, split: 'train', folder: firstPart(entry.name) });
      continue;
    }
    const top = firstPart(entry.name);
    const rest = entry.name.slice(top.length + 1);
    if (!rest.includes('/')) continue;
    if (top === trainFolder) files.push({ entry, split: 'train', folder: firstPart(rest) });
    else if (top === testFolder) files.push({ entry, split: 'test', folder: firstPart(rest) });
  }
  return { files, trainFolder, testFolder };
}

function firstPart(name: string): string {
  const slash = name.indexOf('/');
  return slash === -1 ? name : name.slice(0, slash);
}

/** Files that are images or are called like one; a list or a note beside them is no sample and no fault. */
async function keepImages(
  tree: SourceTree,
  files: readonly PlacedFile[],
  signal: AbortSignal,
): Promise<PlacedFile[]> {
  const kept: PlacedFile[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    const { name } = file.entry;
    if (hasImageExtension(name) || imageKind(await tree.head(name, KIND_BYTES)) !== null) kept.push(file);
  }
  return kept;
}

function hasLooseImages(tree: SourceTree): boolean {
  return tree.entries.some(({ name }) => !name.includes('/') && hasImageExtension(name));
}

function noClassFolders(tree: SourceTree): AssayError {
  return new AssayError(
    'input.invalid',
    `${tree.location} has no class folders with images in them. Put the images of each class into a folder of its own, with the name of the class.`,
    { source: tree.location },
  );
}
