/** CIFAR-10 and CIFAR-100, binary version. The "python version" is pickled and refused: reading it would run code. */
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { ImportOptions } from '../../../src-shared/worker/contract.ts';
import { baseName } from '../source-tree/names.ts';
import type { Importer, ImportItem, ImportPlan, SourceTree } from '../types.ts';
import {
  CIFAR_PIXEL_BYTES,
  CIFAR_SIDE,
  findCifarFiles,
  recordBytes,
  type CifarFile,
  type CifarFiles,
  type CifarKind,
} from './cifar-files.ts';
import { checkClasses, countSample, emptyCounts, nameLines, numberedClasses } from './support/classes.ts';
import { fitArrays, type FittedShape } from './support/raw-options.ts';
import { recordsOf } from './support/records.ts';
import { sha256Of } from './support/sha256.ts';

const MAX_NAMES_BYTES = 64 * 1024;
const SHAPE: ImageShape = [CIFAR_SIDE, CIFAR_SIDE, 3];

export const cifar: Importer = {
  id: 'cifar',
  title: 'CIFAR-10 and CIFAR-100 binary',
  summary: 'data_batch_*.bin with test_batch.bin, train.bin with test.bin, or one such file alone.',

  async match(tree) {
    if ((await findPickle(tree)) !== null) return 1;
    const found = await findCifarFiles(tree);
    if (found === null) return 0;
    return found.files.every(({ sizeBytes }) => sizeBytes % recordBytes(found.kind) === 0) ? 0.95 : 0.6;
  },

  async plan(tree, options, signal) {
    const pickle = await findPickle(tree);
    if (pickle !== null) throw pickled(pickle);
    const found = await findCifarFiles(tree);
    if (found === null) {
      throw new AssayError(
        'import.unreadable',
        `${tree.location} has no CIFAR batches: no data_batch_*.bin, test_batch.bin, train.bin or test.bin, nor one file of whole records.`,
        { source: tree.location },
      );
    }
    return planFiles(tree, found, options, signal);
  },
};

async function planFiles(
  tree: SourceTree,
  found: CifarFiles,
  options: ImportOptions,
  signal: AbortSignal,
): Promise<ImportPlan> {
  const { kind, files } = found;
  for (const file of files) checkSize(file, kind);
  const fitted = fitArrays(SHAPE, options);
  const classes = await readNames(tree, found);
  const counts = emptyCounts(classes.length);
  const coarseOfFine = new Array<number>(classes.length).fill(0);
  for (const file of files) {
    let record = 0;
    for await (const bytes of await recordStream(tree, file, kind, 0)) {
      signal.throwIfAborted();
      const label = labelOf(bytes, kind, file.name, record);
      countSample(counts, file.split, label);
      if (kind.labelBytes === 2) coarseOfFine[label] = bytes[0] ?? 0;
      record++;
    }
  }
  checkClasses(classes, counts, tree.location);
  return {
    modality: 'image',
    shape: fitted.shape,
    classes,
    resizeRule: fitted.resizeRule,
    layout: {
      importer: 'cifar',
      notes: {
        variant: kind.variant,
        ...(kind.labelBytes === 2 ? { coarseOfFine } : {}),
        namesFile: found.namesEntry === null ? null : baseName(found.namesEntry),
        files: files.map(({ name, sizeBytes, split }) => {
          return { name: baseName(name), split, records: sizeBytes / recordBytes(kind) };
        }),
      },
    },
    itemCount: files.reduce((sum, { sizeBytes }) => sum + sizeBytes / recordBytes(kind), 0),
    items: (from, abort) => items(tree, found, fitted, from, abort),
  };
}

function checkSize({ name, sizeBytes }: CifarFile, kind: CifarKind): void {
  const whole = Math.floor(sizeBytes / recordBytes(kind));
  if (sizeBytes > 0 && whole * recordBytes(kind) === sizeBytes) return;
  const what =
    sizeBytes === 0
      ? 'is empty'
      : `has ${sizeBytes} bytes, which is not a multiple of ${recordBytes(kind)}: record ${whole} is cut off after ${sizeBytes % recordBytes(kind)} bytes`;
  throw new AssayError(
    'import.unreadable',
    `${name} ${what} (${kind.variant} binary, records counted from 0). Get a fresh copy of it.`,
    { entry: name, record: whole, bytes: sizeBytes, recordBytes: recordBytes(kind) },
  );
}

/** Names where the source has exactly one for each class; numbers otherwise. */
async function readNames(tree: SourceTree, { kind, namesEntry }: CifarFiles): Promise<string[]> {
  if (namesEntry === null) return numberedClasses(kind.classes);
  const names = nameLines(await tree.read(namesEntry, MAX_NAMES_BYTES));
  if (names.length === kind.classes && new Set(names).size === names.length) return names;
  throw new AssayError(
    'import.unreadable',
    `${namesEntry} should name ${kind.classes} different classes, one a line, but has ${names.length} names (${new Set(names).size} different). Mend the file or remove it.`,
    { entry: namesEntry, expected: kind.classes, found: names.length },
  );
}

function labelOf(bytes: Uint8Array, kind: CifarKind, file: string, record: number): number {
  const label = bytes[kind.labelBytes - 1] ?? 0;
  if (label < kind.classes) return label;
  throw new AssayError(
    'import.unreadable',
    `${file}: record ${record} (counted from 0) has the label ${label}, but ${kind.variant} has labels 0 to ${kind.classes - 1} only. The file is damaged or not ${kind.variant} binary.`,
    { entry: file, record, label },
  );
}

async function recordStream(
  tree: SourceTree,
  file: CifarFile,
  kind: CifarKind,
  from: number,
): Promise<AsyncGenerator<Uint8Array>> {
  const stream: AsyncIterable<Buffer> = await tree.stream(file.name);
  return recordsOf(stream, recordBytes(kind), from * recordBytes(kind), file.name);
}

async function* items(
  tree: SourceTree,
  { kind, files }: CifarFiles,
  fitted: FittedShape,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<ImportItem> {
  let first = 0;
  for (const file of files) {
    const count = file.sizeBytes / recordBytes(kind);
    let record = Math.max(0, from - first);
    if (record < count) {
      for await (const bytes of await recordStream(tree, file, kind, record)) {
        signal.throwIfAborted();
        const label = labelOf(bytes, kind, file.name, record);
        yield {
          kind: 'sample',
          ordinal: first + record,
          split: file.split,
          label,
          name: `${baseName(file.name)}#${record}`,
          bytes: await fitted.fit(toInterleaved(bytes.subarray(kind.labelBytes))),
          sha256: sha256Of(bytes),
        };
        record++;
      }
    }
    first += count;
  }
}

/** Planes of red, green and blue to [H,W,3]. */
function toInterleaved(planes: Uint8Array): Uint8Array {
  const plane = CIFAR_PIXEL_BYTES / 3;
  const pixels = new Uint8Array(CIFAR_PIXEL_BYTES);
  for (let i = 0; i < plane; i++) {
    pixels[3 * i] = planes[i] ?? 0;
    pixels[3 * i + 1] = planes[plane + i] ?? 0;
    pixels[3 * i + 2] = planes[2 * plane + i] ?? 0;
  }
  return pixels;
}

/** A batch of the python version: its name without extension and the first bytes of a pickle. */
async function findPickle(tree: SourceTree): Promise<string | null> {
  for (const { name } of tree.entries) {
    if (!/^(data_batch_\d+|test_batch|train|test)(\.(pkl|pickle))?$/.test(baseName(name))) continue;
    const head = await tree.head(name, 2);
    if (head[0] === 0x80 && (head[1] ?? 0) >= 2 && (head[1] ?? 0) <= 5) return name;
  }
  return null;
}

function pickled(name: string): AssayError {
  return new AssayError(
    'import.unsafe',
    `${name} is CIFAR's "python version", a pickle: reading it could run any code hidden in it, so it is never opened. Get the "binary version" of the dataset and import that.`,
    { entry: name },
  );
}
