/** Importer of IDX pairs: a file of images beside a file of labels, for train and test. */
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { ImportOptions } from '../../../src-shared/worker/contract.ts';
import { elementBytes, elementReader, isFloat, viewOf } from '../codecs/elements.ts';
import { baseName } from '../source-tree/names.ts';
import type { Importer, ImportItem, ImportPlan, SourceTree } from '../types.ts';
import {
  findIdxFiles,
  idxChunks,
  pairIdxFiles,
  promisedBytes,
  type IdxFile,
  type IdxPair,
} from './idx-files.ts';
import { checkClasses, countSample, emptyCounts, numberedClasses } from './support/classes.ts';
import { fitArrays, type FittedShape } from './support/raw-options.ts';
import { recordsOf } from './support/records.ts';
import { sha256Of } from './support/sha256.ts';

/** Labels are read whole; that many of them are more than any dataset has. */
const MAX_LABELS = 100_000_000;
const MOST_CLASSES = 65_536;

export const idx: Importer = {
  id: 'idx',
  title: 'IDX (MNIST), plain or .gz',
  summary: 'Pairs like train-images-idx3-ubyte(.gz) and train-labels-idx1-ubyte(.gz).',

  async match(tree) {
    // Other formats have thousands of files; IDX has a handful.
    if (tree.entries.length > 64) return 0;
    const files = await findIdxFiles(tree);
    if (files.length === 0) return 0;
    const isNamed = files.some(({ name }) => /idx\d|ubyte/i.test(baseName(name)));
    // Four bytes are a weak sign: without a telling name the size must fit the header too.
    const fits = files.some((file) => !file.isCompressed && promisedBytes(file) === file.sizeBytes);
    return isNamed || fits || (files.length > 1 && files.every(({ isCompressed }) => isCompressed)) ? 0.9 : 0;
  },

  async plan(tree, options, signal) {
    const pairs = await pairIdxFiles(tree, await findIdxFiles(tree), signal);
    return planPairs(tree, pairs, options, signal);
  },
};

interface LabelledPair extends IdxPair {
  values: Int32Array;
}

async function planPairs(
  tree: SourceTree,
  pairs: readonly IdxPair[],
  options: ImportOptions,
  signal: AbortSignal,
): Promise<ImportPlan> {
  const own = ownShape(pairs);
  const fitted = fitArrays(own, options);
  const labelled: LabelledPair[] = [];
  for (const pair of pairs) labelled.push({ ...pair, values: await readLabels(tree, pair.labels, signal) });
  const classes = numberedClasses(
    labelled.reduce((most, { values }) => values.reduce((a, b) => Math.max(a, b), most), 0) + 1,
  );
  const counts = emptyCounts(classes.length);
  for (const { split, values } of labelled) for (const label of values) countSample(counts, split, label);
  checkClasses(classes, counts, tree.location);
  return {
    modality: 'image',
    shape: fitted.shape,
    classes,
    resizeRule: fitted.resizeRule,
    layout: {
      importer: 'idx',
      notes: {
        pairs: pairs.map(({ split, images, labels }) => {
          return { split, images: baseName(images.name), labels: baseName(labels.name) };
        }),
        isCompressed: pairs.every(({ images, labels }) => images.isCompressed && labels.isCompressed),
      },
    },
    itemCount: labelled.reduce((sum, { values }) => sum + values.length, 0),
    items: (from, abort) => items(tree, labelled, own, fitted, from, abort),
  };
}

/** [N,H,W] is grey, [N,H,W,C] has 1 or 3 channels; all files must agree. */
function ownShape(pairs: readonly IdxPair[]): ImageShape {
  let shape: ImageShape | null = null;
  for (const { images } of pairs) {
    const [, height = 0, width = 0, channels = 1] = images.dimensions;
    const isImage = height > 0 && width > 0 && (channels === 1 || channels === 3);
    if (!isImage || images.type !== 'u1') {
      throw bad(
        images,
        `holds ${images.dimensions.join(' x ')} values of type ${images.type}, where images are N x H x W (x 1 or 3) bytes`,
      );
    }
    if (shape !== null && [height, width, channels].join() !== shape.join()) {
      throw bad(
        images,
        `has images of ${height} x ${width} x ${channels}, those of ${pairs[0]?.images.name ?? ''} are ${shape.join(' x ')}`,
      );
    }
    shape = [height, width, channels];
  }
  if (shape === null) throw new TypeError('no pairs');
  return shape;
}

async function readLabels(tree: SourceTree, file: IdxFile, signal: AbortSignal): Promise<Int32Array> {
  const count = file.dimensions[0] ?? 0;
  if (count === 0) throw bad(file, 'has no labels in it');
  if (count > MAX_LABELS) throw bad(file, `promises ${count} labels, more than are taken (${MAX_LABELS})`);
  if (isFloat(file.type)) throw bad(file, `has labels of type ${file.type}, where whole numbers are needed`);
  const values = new Int32Array(count);
  const read = elementReader({ type: file.type, isLittleEndian: false });
  let i = 0;
  for await (const record of recordsOf(
    await idxChunks(tree, file),
    elementBytes(file.type),
    file.headerBytes,
    file.name,
  )) {
    if (i % 4096 === 0) signal.throwIfAborted();
    const label = read(viewOf(record), 0);
    if (label < 0 || label >= MOST_CLASSES)
      throw bad(
        file,
        `has the label ${label} at record ${i} (counted from 0), where labels are 0 to ${MOST_CLASSES - 1}`,
      );
    values[i++] = label;
  }
  return values;
}

function bad(file: IdxFile, what: string): AssayError {
  return new AssayError('import.unreadable', `${file.name} ${what}. Check which file this is.`, {
    entry: file.name,
  });
}

async function* items(
  tree: SourceTree,
  pairs: readonly LabelledPair[],
  own: ImageShape,
  fitted: FittedShape,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<ImportItem> {
  const imageBytes = own[0] * own[1] * own[2];
  let first = 0;
  for (const { split, images, values } of pairs) {
    let record = Math.max(0, from - first);
    const skip = images.headerBytes + record * imageBytes;
    if (record < values.length) {
      for await (const bytes of recordsOf(await idxChunks(tree, images), imageBytes, skip, images.name)) {
        signal.throwIfAborted();
        const label = values[record] ?? 0;
        yield {
          kind: 'sample',
          ordinal: first + record,
          split,
          label,
          name: `${baseName(images.name)}#${record}`,
          bytes: await fitted.fit(Uint8Array.from(bytes)),
          sha256: sha256Of(bytes, `\0${label}`),
        };
        record++;
      }
    }
    first += values.length;
  }
}
