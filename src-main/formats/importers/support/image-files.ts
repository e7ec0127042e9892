/** What all importers of image files share: shape, checks and decoding, once it is known which file is of which class. */
import type { DatasetLayout, ImageShape, Split } from '../../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../../src-shared/errors/assay-error.ts';
import type { ImportOptions } from '../../../../src-shared/worker/contract.ts';
import { decodeImage, probeImage, type ImageProbe } from '../../codecs/decode-image.ts';
import { fitPixels } from '../../codecs/fit-pixels.ts';
import type { ImportItem, ImportPlan, SourceTree } from '../../types.ts';
import { checkClasses, countSample, emptyCounts, type ClassCounts } from './classes.ts';
import { DECODE_CONCURRENCY, mapInOrder } from './in-order.ts';
import { checkOptions, DEFAULT_SIZE, KEPT, KEPT_UP_TO, scalingWords } from './raw-options.ts';
import { sha256Of } from './sha256.ts';

export interface ImageFile {
  /** Name of the entry, and of the sample. */
  name: string;
  split: Split;
  label: number;
  /** Why it cannot become a sample, when that is known before it is opened. */
  rejection: string | null;
}

export interface ImageFileSet {
  /** In the order they become items: all of the train split first. */
  files: readonly ImageFile[];
  classes: string[];
  layout: DatasetLayout;
}

const MAX_FILE_BYTES = 128 * 1024 * 1024;
/** Classes with fewer training files are decoded whole beforehand: a few damaged ones could leave none. */
const DECODED_BEFOREHAND = 10;

/**
 * Reads the header of every image. Throws `import.unreadable` when not one can be read and `input.invalid` for classes
 * that cannot be trained on; a damaged image among good ones becomes a rejected item.
 */
export async function planImageFiles(
  tree: SourceTree,
  set: ImageFileSet,
  options: ImportOptions,
  signal: AbortSignal,
): Promise<ImportPlan> {
  checkOptions(options);
  const probes = await probeAll(tree, set.files, signal);
  const readable = probes.filter((probe) => typeof probe !== 'string');
  if (readable.length === 0) throw noneReadable(tree, set.files, probes);
  const counts = emptyCounts(set.classes.length);
  set.files.forEach((file, i) => {
    if (typeof probes[i] !== 'string') countSample(counts, file.split, file.label);
  });
  checkClasses(set.classes, counts, tree.location);
  await checkSmallClasses(tree, set, probes, counts, signal);
  const { shape, resizeRule } = shapeOf(readable, options);
  return {
    modality: 'image',
    shape,
    classes: set.classes,
    resizeRule,
    layout: set.layout,
    itemCount: set.files.length,
    items: (from, abort) => items(tree, set, shape, from, abort),
  };
}

/** For every file its size and colours, or the reason why it cannot be read. */
async function probeAll(
  tree: SourceTree,
  files: readonly ImageFile[],
  signal: AbortSignal,
): Promise<(ImageProbe | string)[]> {
  const probes: (ImageProbe | string)[] = [];
  const results = mapInOrder(files, DECODE_CONCURRENCY, async (file) => {
    signal.throwIfAborted();
    return attempt(tree, file, probeImage);
  });
  for await (const { result } of results) probes.push(result);
  return probes;
}

/** Reads a file and works on it; what is wrong with this one file comes back as a reason. */
async function attempt<T extends object>(
  tree: SourceTree,
  file: ImageFile,
  work: (bytes: Uint8Array) => Promise<T>,
): Promise<{ result: T | string; bytes: Uint8Array | null }> {
  if (file.rejection !== null) return { result: file.rejection, bytes: null };
  let bytes: Uint8Array;
  try {
    bytes = await tree.read(file.name, MAX_FILE_BYTES);
  } catch (thrown) {
    if (thrown instanceof AssayError && thrown.code.startsWith('import.'))
      return { result: thrown.message, bytes: null };
    throw thrown;
  }
  if (bytes.byteLength === 0) return { result: 'is empty', bytes };
  try {
    return { result: await work(bytes), bytes };
  } catch (thrown) {
    return { result: thrown instanceof Error ? thrown.message : String(thrown), bytes };
  }
}

function noneReadable(tree: SourceTree, files: readonly ImageFile[], probes: readonly unknown[]): AssayError {
  return new AssayError(
    'import.unreadable',
    `Not one of the ${files.length} images of ${tree.location} can be read; the first, ${files[0]?.name ?? ''}: ${String(probes[0])}. Check the files.`,
    { source: tree.location, images: files.length },
  );
}

async function checkSmallClasses(
  tree: SourceTree,
  set: ImageFileSet,
  probes: readonly (ImageProbe | string)[],
  counts: ClassCounts,
  signal: AbortSignal,
): Promise<void> {
  const decodable: ClassCounts = { train: [...counts.train], test: counts.test };
  for (const [i, file] of set.files.entries()) {
    const isSmall = (counts.train[file.label] ?? 0) < DECODED_BEFOREHAND;
    if (file.split !== 'train' || !isSmall || typeof probes[i] === 'string') continue;
    signal.throwIfAborted();
    const { result } = await attempt(tree, file, decodeImage);
    if (typeof result === 'string') decodable.train[file.label] = (decodable.train[file.label] ?? 0) - 1;
  }
  checkClasses(set.classes, decodable, tree.location);
}

function shapeOf(
  probes: readonly ImageProbe[],
  options: ImportOptions,
): { shape: ImageShape; resizeRule: string } {
  const heights = range(probes.map(({ height }) => height));
  const widths = range(probes.map(({ width }) => width));
  const channels = options.channels ?? (probes.every(({ isGrey }) => isGrey) ? 1 : 3);
  const isOneSize = heights.least === heights.most && widths.least === widths.most;
  const isSmall = heights.most <= KEPT_UP_TO && widths.most <= KEPT_UP_TO;
  const [height, width] = options.size ?? (isOneSize && isSmall ? [heights.most, widths.most] : DEFAULT_SIZE);
  if (isOneSize && heights.most === height && widths.most === width) {
    return { shape: [height, width, channels], resizeRule: KEPT };
  }
  const sizes = isOneSize
    ? `all images, ${heights.most} x ${widths.most} in the source,`
    : `images of mixed size (height ${heights.least} to ${heights.most}, width ${widths.least} to ${widths.most})`;
  return { shape: [height, width, channels], resizeRule: `${sizes} ${scalingWords(height, width)}` };
}

function range(values: readonly number[]): { least: number; most: number } {
  let least = Infinity;
  let most = 0;
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return { least, most };
}

async function* items(
  tree: SourceTree,
  set: ImageFileSet,
  shape: ImageShape,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<ImportItem> {
  const counts = emptyCounts(set.classes.length);
  const work = mapInOrder(ordinals(from, set.files), DECODE_CONCURRENCY, async ({ ordinal, file }) => {
    signal.throwIfAborted();
    return toItem(tree, file, ordinal, shape);
  });
  for await (const item of work) {
    if (item.kind === 'sample') countSample(counts, item.split, item.label);
    yield item;
  }
  // Damage that only decoding shows may have left a class with nothing; a resumed import has not seen the beginning.
  if (from === 0) checkClasses(set.classes, counts, tree.location);
}

function* ordinals(
  from: number,
  files: readonly ImageFile[],
): Generator<{ ordinal: number; file: ImageFile }> {
  for (let ordinal = from; ordinal < files.length; ordinal++) {
    const file = files[ordinal];
    if (file !== undefined) yield { ordinal, file };
  }
}

async function toItem(
  tree: SourceTree,
  file: ImageFile,
  ordinal: number,
  shape: ImageShape,
): Promise<ImportItem> {
  const { name, split, label } = file;
  const { result, bytes } = await attempt(tree, file, async (encoded) => {
    return { bytes: await fitPixels(await decodeImage(encoded), shape) };
  });
  if (typeof result === 'string' || bytes === null) {
    return {
      kind: 'rejected',
      ordinal,
      name,
      reason: typeof result === 'string' ? result : 'cannot be read',
    };
  }
  return { kind: 'sample', ordinal, split, label, name, bytes: result.bytes, sha256: sha256Of(bytes) };
}
