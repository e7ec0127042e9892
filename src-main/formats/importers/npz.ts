/** Importer of NumPy arrays: an .npz, or .npy files side by side. Nothing in them is ever unpickled. */
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import type { ImportOptions } from '../../../src-shared/worker/contract.ts';
import { elementBytes, elementReader, isFloat, viewOf } from '../codecs/elements.ts';
import { isNpy } from '../codecs/npy.ts';
import type { Importer, ImportItem, ImportPlan, SourceTree } from '../types.ts';
import {
  arrayRows,
  badArray,
  checkArraySize,
  imageLayout,
  pairArrays,
  pixelFactor,
  readArrays,
  readLabels,
  type ArrayPair,
  type NpyArray,
} from './npz-arrays.ts';
import { checkClasses, countSample, emptyCounts, numberedClasses } from './support/classes.ts';
import { fitArrays, type FittedShape } from './support/raw-options.ts';
import { sha256Of } from './support/sha256.ts';

export const npz: Importer = {
  id: 'npz',
  title: 'NumPy .npz',
  summary: 'Arrays x_train, y_train (x_test, y_test), or X and y, images and labels, data and targets.',

  match: matchArrays,

  async plan(tree, options, signal) {
    return planPairs(tree, pairArrays(tree, await readArrays(tree)), options, signal);
  },
};

/** How sure it is that the source is one of arrays, whatever they hold. */
export async function matchArrays(tree: SourceTree): Promise<number> {
  const arrays = tree.entries.filter(({ name }) => /\.npy$/i.test(name));
  if (arrays.length === 0 || arrays.length > 64) return 0;
  let found = 0;
  for (const { name } of arrays) if (isNpy(await tree.head(name, 8))) found++;
  if (found === 0) return 0;
  return found === tree.entries.length ? 0.9 : 0.5;
}

interface Source {
  pairs: readonly (ArrayPair & { values: Int32Array })[];
  shape: ImageShape;
  isChannelsFirst: boolean;
  factor: number;
}

async function planPairs(
  tree: SourceTree,
  pairs: readonly ArrayPair[],
  options: ImportOptions,
  signal: AbortSignal,
): Promise<ImportPlan> {
  for (const { images } of pairs) checkArraySize(tree, images);
  const { shape, isChannelsFirst } = commonLayout(pairs);
  const fitted = fitArrays(shape, options);
  const labelled: (ArrayPair & { values: Int32Array })[] = [];
  for (const pair of pairs) labelled.push({ ...pair, values: await labelsOf(tree, pair, signal) });
  const most = labelled.reduce((last, { values }) => values.reduce((a, b) => Math.max(a, b), last), 0);
  const classes = numberedClasses(most + 1);
  const counts = emptyCounts(classes.length);
  for (const { split, values } of labelled) for (const label of values) countSample(counts, split, label);
  checkClasses(classes, counts, tree.location);
  const source: Source = {
    pairs: labelled,
    shape,
    isChannelsFirst,
    factor: await pixelFactor(tree, pairs, signal),
  };
  return {
    modality: 'image',
    shape: fitted.shape,
    classes,
    resizeRule: [fitted.resizeRule, ...ambiguity(pairs)].join('; '),
    layout: {
      importer: 'npz',
      notes: {
        keys: pairs.map(({ split, images, labels }) => ({ split, images: images.key, labels: labels.key })),
        type: pairs[0]?.images.type ?? 'u1',
        isChannelsFirst,
        factor: source.factor,
        hasChannelAxis: pairs[0]?.images.shape.length === 4,
      },
    },
    itemCount: labelled.reduce((sum, { values }) => sum + values.length, 0),
    items: (from, abort) => items(tree, source, fitted, from, abort),
  };
}

/** Floats on three axes may be series too: what they were taken for is said. */
function ambiguity(pairs: readonly ArrayPair[]): string[] {
  const images = pairs[0]?.images;
  if (images === undefined || images.shape.length !== 3 || !isFloat(images.type)) return [];
  return [`${images.key}, ${images.shape.join(' x ')} floats, read as images and not as series`];
}

function commonLayout(pairs: readonly ArrayPair[]): { shape: ImageShape; isChannelsFirst: boolean } {
  const layouts = pairs.map(({ images }) => imageLayout(images));
  const first = layouts[0];
  if (first === undefined) throw new TypeError('no pairs');
  layouts.forEach((layout, i) => {
    const { images } = pairs[i] as ArrayPair;
    if (layout.shape.join() !== first.shape.join() || layout.isChannelsFirst !== first.isChannelsFirst) {
      throw badArray(
        images,
        `has images of ${layout.shape.join(' x ')}, those for training are ${first.shape.join(' x ')}`,
      );
    }
  });
  return first;
}

async function labelsOf(
  tree: SourceTree,
  { images, labels }: ArrayPair,
  signal: AbortSignal,
): Promise<Int32Array> {
  if (images.shape[0] !== labels.shape[0]) {
    throw badArray(
      labels,
      `has ${labels.shape[0] ?? 0} labels, but ${images.entry} has ${images.shape[0] ?? 0} images`,
    );
  }
  return readLabels(tree, labels, signal);
}

async function* items(
  tree: SourceTree,
  source: Source,
  fitted: FittedShape,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<ImportItem> {
  let first = 0;
  for (const { split, images, values } of source.pairs) {
    let record = Math.max(0, from - first);
    if (record < values.length) {
      for await (const row of arrayRows(tree, images, record)) {
        signal.throwIfAborted();
        const label = values[record] ?? 0;
        yield {
          kind: 'sample',
          ordinal: first + record,
          split,
          label,
          name: `${images.key}#${record}`,
          bytes: await fitted.fit(toPixels(row, images, source)),
          sha256: sha256Of(row, `\0${label}`),
        };
        record++;
      }
    }
    first += values.length;
  }
}

/** One row of an array to uint8 [H,W,C]. */
function toPixels(row: Uint8Array, array: NpyArray, { shape, isChannelsFirst, factor }: Source): Uint8Array {
  const [height, width, channels] = shape;
  const pixels = new Uint8Array(height * width * channels);
  const read = elementReader(array);
  const size = elementBytes(array.type);
  const view = viewOf(row);
  for (let i = 0; i < pixels.length; i++) {
    const at = isChannelsFirst ? (i % channels) * height * width + Math.floor(i / channels) : i;
    pixels[i] = Math.min(255, Math.round(read(view, at * size) * factor));
  }
  return pixels;
}
