/**
 * Which files of a source are CIFAR binary batches, and of which kind. A record of CIFAR-10 is a label byte and three
 * planes of 32 x 32 bytes; CIFAR-100 has two label bytes, coarse and fine, of which the fine one is the class.
 */
import type { Split } from '../../../src-shared/domain/dataset.ts';
import type { SourceEntry, SourceTree } from '../types.ts';
import { baseName, compareCodePoints, folderName } from '../source-tree/names.ts';

export const CIFAR_SIDE = 32;
export const CIFAR_PIXEL_BYTES = 3 * CIFAR_SIDE * CIFAR_SIDE;

export interface CifarKind {
  variant: 'cifar-10' | 'cifar-100';
  labelBytes: 1 | 2;
  classes: 10 | 100;
  /** Names of the classes, one a line, where the source has them. */
  namesFile: string;
}

export const CIFAR_10: CifarKind = {
  variant: 'cifar-10',
  labelBytes: 1,
  classes: 10,
  namesFile: 'batches.meta.txt',
};
export const CIFAR_100: CifarKind = {
  variant: 'cifar-100',
  labelBytes: 2,
  classes: 100,
  namesFile: 'fine_label_names.txt',
};

export interface CifarFile {
  name: string;
  sizeBytes: number;
  split: Split;
}

export interface CifarFiles {
  kind: CifarKind;
  /** Train before test; batches by number. */
  files: CifarFile[];
  namesEntry: string | null;
}

/** As many records as are looked at to recognise a file that has no telling name. */
const PROBED_RECORDS = 64;

export function recordBytes(kind: CifarKind): number {
  return kind.labelBytes + CIFAR_PIXEL_BYTES;
}

/** Null when the source has no CIFAR batches. */
export async function findCifarFiles(tree: SourceTree): Promise<CifarFiles | null> {
  return byName(tree.entries) ?? (await byContent(tree));
}

function byName(entries: readonly SourceEntry[]): CifarFiles | null {
  const tens = entries.filter(({ name }) => /^(data_batch_\d+|test_batch)\.bin$/.test(baseName(name)));
  if (tens.length > 0) return filesOf(CIFAR_10, inOneFolder(tens), entries);
  const hundreds = entries.filter(({ name }) => /^(train|test)\.bin$/.test(baseName(name)));
  if (hundreds.length > 0) return filesOf(CIFAR_100, inOneFolder(hundreds), entries);
  return null;
}

/** A copy in another folder is not a part of the dataset. */
function inOneFolder(files: readonly SourceEntry[]): SourceEntry[] {
  const folder = folderName(files[0]?.name ?? '');
  return files.filter(({ name }) => folderName(name) === folder);
}

function filesOf(
  kind: CifarKind,
  found: readonly SourceEntry[],
  entries: readonly SourceEntry[],
): CifarFiles {
  const isTest = (name: string): boolean => baseName(name).startsWith('test');
  // Test samples alone are samples to look at like any other.
  const allAreTest = found.every(({ name }) => isTest(name));
  const files = found.map(({ name, sizeBytes }): CifarFile => {
    return { name, sizeBytes, split: isTest(name) && !allAreTest ? 'test' : 'train' };
  });
  const number = (name: string): number => Number(/\d+/.exec(baseName(name))?.[0] ?? 0);
  files.sort((a, b) => {
    if (a.split !== b.split) return a.split === 'train' ? -1 : 1;
    return number(a.name) - number(b.name) || compareCodePoints(a.name, b.name);
  });
  const folder = folderName(files[0]?.name ?? '');
  const namesEntry = folder === '' ? kind.namesFile : `${folder}/${kind.namesFile}`;
  return { kind, files, namesEntry: entries.some(({ name }) => name === namesEntry) ? namesEntry : null };
}

/** One file of any name: its label bytes must be labels, record after record. */
async function byContent(tree: SourceTree): Promise<CifarFiles | null> {
  const only = tree.entries[0];
  if (tree.entries.length !== 1 || only === undefined) return null;
  const head = await tree.head(only.name, PROBED_RECORDS * recordBytes(CIFAR_100));
  if (head.every((byte) => byte === 0)) return null;
  for (const kind of [CIFAR_10, CIFAR_100]) {
    const isWhole = only.sizeBytes % recordBytes(kind) === 0;
    // A file that was cut off is still recognised by its name, and refused with what is wrong with it.
    if (!isWhole && !only.name.toLowerCase().endsWith('.bin')) continue;
    if (!hasLabels(head, kind, isWhole ? 1 : 3)) continue;
    return { kind, files: [{ ...only, split: 'train' }], namesEntry: null };
  }
  return null;
}

function hasLabels(head: Uint8Array, kind: CifarKind, leastRecords: number): boolean {
  const records = Math.floor(head.byteLength / recordBytes(kind));
  if (records < leastRecords) return false;
  for (let i = 0; i < Math.min(records, PROBED_RECORDS); i++) {
    const at = i * recordBytes(kind);
    if (kind.labelBytes === 2 && (head[at] ?? 0) >= 20) return false;
    if ((head[at + kind.labelBytes - 1] ?? 0) >= kind.classes) return false;
  }
  return true;
}
