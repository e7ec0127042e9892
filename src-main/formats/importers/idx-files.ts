/**
 * IDX files (MNIST and its family), plain or gzip-compressed: two zero bytes, element type, number of dimensions, each
 * dimension as a big-endian 32-bit number, then the elements row-major.
 */
import type { Split } from '../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { elementBytes, viewOf, type ElementType } from '../codecs/elements.ts';
import { GZIP_HEAD_BYTES, gunzipChunks, gunzipHead, isGzip } from '../source-tree/gzip.ts';
import { baseName } from '../source-tree/names.ts';
import type { SourceEntry, SourceTree } from '../types.ts';

const TYPES: Readonly<Record<number, ElementType>> = {
  0x08: 'u1',
  0x09: 'i1',
  0x0b: 'i2',
  0x0c: 'i4',
  0x0d: 'f4',
  0x0e: 'f8',
};

export interface IdxFile {
  name: string;
  sizeBytes: number;
  isCompressed: boolean;
  type: ElementType;
  dimensions: number[];
  headerBytes: number;
}

export interface IdxPair {
  split: Split;
  images: IdxFile;
  labels: IdxFile;
}

/** Null for a file that does not begin like IDX. */
export async function readIdxHeader(tree: SourceTree, entry: SourceEntry): Promise<IdxFile | null> {
  const raw = await tree.head(entry.name, GZIP_HEAD_BYTES);
  const isCompressed = isGzip(raw);
  const head = isCompressed ? gunzipHead(raw) : raw;
  if (head === null || head.byteLength < 8 || head[0] !== 0 || head[1] !== 0) return null;
  const type = TYPES[head[2] ?? 0];
  const count = head[3] ?? 0;
  if (type === undefined || count < 1 || count > 4 || head.byteLength < 4 + 4 * count) return null;
  const view = viewOf(head);
  const dimensions = Array.from({ length: count }, (_, i) => view.getUint32(4 + 4 * i, false));
  return { ...entry, isCompressed, type, dimensions, headerBytes: 4 + 4 * count };
}

export async function findIdxFiles(tree: SourceTree): Promise<IdxFile[]> {
  const files: IdxFile[] = [];
  for (const entry of tree.entries) {
    if (/\.(png|jpe?g|bmp|webp|p[pgn]m|csv|npy)$/i.test(entry.name)) continue;
    const file = await readIdxHeader(tree, entry);
    if (file !== null) files.push(file);
  }
  return files;
}

/** Throws `import.unreadable` when images and labels do not go together or a header does not fit its file. */
export async function pairIdxFiles(
  tree: SourceTree,
  files: readonly IdxFile[],
  signal: AbortSignal,
): Promise<IdxPair[]> {
  const images = files.filter(({ dimensions }) => dimensions.length >= 3);
  const labels = files.filter(({ dimensions }) => dimensions.length === 1);
  const pairs: IdxPair[] = [];
  for (const file of images) {
    const own = labels.filter((one) => stem(one.name) === stem(file.name));
    const partner = own[0] ?? (images.length === 1 && labels.length === 1 ? labels[0] : undefined);
    if (partner === undefined || own.length > 1) throw unpaired(tree, file, own.length);
    pairs.push({
      split: isTest(file.name) && images.length > 1 ? 'test' : 'train',
      images: file,
      labels: partner,
    });
  }
  if (pairs.length === 0) throw unpaired(tree, labels[0], 0);
  for (const pair of pairs) {
    await checkLength(tree, pair.labels, signal);
    await checkLength(tree, pair.images, signal);
    checkSameCount(pair);
  }
  return pairs.sort((a, b) => (a.split === b.split ? 0 : a.split === 'train' ? -1 : 1));
}

function isTest(name: string): boolean {
  return /^(t10k|test|val)/i.test(baseName(name));
}

/** `train-images-idx3-ubyte.gz` and `train-labels-idx1-ubyte` have the same stem. */
function stem(name: string): string {
  return name
    .toLowerCase()
    .replace(/\.gz$/, '')
    .replace(/(images?|labels?)[-_.]?idx\d?|images?|labels?/, '*');
}

function unpaired(tree: SourceTree, file: IdxFile | undefined, found: number): AssayError {
  const name = file === undefined ? tree.location : file.name;
  const why =
    found > 1
      ? `${found} files of labels fit it`
      : 'the file of images or of labels that belongs to it is missing';
  return new AssayError(
    'import.unreadable',
    `${name} is an IDX file, but ${why}. Import a folder with pairs like train-images-idx3-ubyte and train-labels-idx1-ubyte.`,
    { entry: name },
  );
}

function checkSameCount({ images, labels }: IdxPair): void {
  if (images.dimensions[0] === labels.dimensions[0]) return;
  throw new AssayError(
    'import.unreadable',
    `${images.name} has ${images.dimensions[0]} images, but ${labels.name} has ${labels.dimensions[0]} labels. Get a fresh copy of both.`,
    { entry: images.name, images: images.dimensions[0] ?? 0, labels: labels.dimensions[0] ?? 0 },
  );
}

/** What the header promises, in bytes. */
export function promisedBytes(file: IdxFile): number {
  return (
    file.headerBytes + file.dimensions.reduce((product, size) => product * size, elementBytes(file.type))
  );
}

async function checkLength(tree: SourceTree, file: IdxFile, signal: AbortSignal): Promise<void> {
  const expected = promisedBytes(file);
  let found = file.sizeBytes;
  if (file.isCompressed) {
    found = 0;
    for await (const chunk of await idxChunks(tree, file)) {
      signal.throwIfAborted();
      found += chunk.byteLength;
      if (found > expected) break;
    }
  }
  if (found === expected) return;
  const words = found > expected && file.isCompressed ? `more than ${expected}` : String(found);
  throw new AssayError(
    'import.unreadable',
    `${file.name} promises ${file.dimensions.join(' x ')} values in its header, which takes ${expected} bytes, but has ${words}. Get a fresh copy of it.`,
    { entry: file.name, expected, found },
  );
}

/** The file's bytes, decompressed. */
export async function idxChunks(tree: SourceTree, file: IdxFile): Promise<AsyncIterable<Buffer>> {
  const stream = await tree.stream(file.name);
  return file.isCompressed ? gunzipChunks(stream, file.name, file.sizeBytes) : stream;
}
