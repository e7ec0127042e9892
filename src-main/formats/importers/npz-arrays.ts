/** Which arrays of an .npz (or of .npy files side by side) are images and which are labels, and how to read them. */
import type { ImageShape, Split } from '../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { elementBytes, elementReader, isFloat, viewOf } from '../codecs/elements.ts';
import { NPY_HEAD_BYTES, isNpy, readNpyHeader, readNpyTextHeader, type NpyHeader } from '../codecs/npy.ts';
import { baseName } from '../source-tree/names.ts';
import type { SourceTree } from '../types.ts';
import { recordsOf } from './support/records.ts';

export interface NpyArray extends NpyHeader {
  /** Name of the entry, and of the array without its extension. */
  entry: string;
  key: string;
  /** True for texts, which come as numbers with an axis of characters. */
  isText: boolean;
}

export interface ArrayPair {
  split: Split;
  images: NpyArray;
  labels: NpyArray;
}

/** An array in Fortran order has to be held whole to be turned. */
const MAX_TURNED_BYTES = 2 * 1024 * 1024 * 1024 - 1;

const TRAIN_KEYS: readonly (readonly [string, string])[] = [
  ['x_train', 'y_train'],
  ['train_images', 'train_labels'],
  ['train_x', 'train_y'],
  ['train_data', 'train_labels'],
  ['x', 'y'],
  ['images', 'labels'],
  ['data', 'targets'],
  ['data', 'labels'],
  ['arr_0', 'arr_1'],
];
const TEST_KEYS: readonly (readonly [string, string])[] = [
  ['x_test', 'y_test'],
  ['test_images', 'test_labels'],
  ['test_x', 'test_y'],
  ['test_data', 'test_labels'],
];

/**
 * Every array of the source by name. Throws `import.unsafe` when any of them holds objects, and `import.unreadable` for
 * arrays of texts unless they are asked for.
 */
export async function readArrays(tree: SourceTree, areTextsTaken = false): Promise<NpyArray[]> {
  const arrays: NpyArray[] = [];
  for (const { name } of tree.entries) {
    if (!/\.npy$/i.test(name)) continue;
    const head = await tree.head(name, NPY_HEAD_BYTES);
    if (!isNpy(head)) continue;
    const text = areTextsTaken ? readNpyTextHeader(head, name) : null;
    const key = baseName(name).replace(/\.npy$/i, '');
    arrays.push({ ...(text ?? readNpyHeader(head, name)), entry: name, key, isText: text !== null });
  }
  return arrays;
}

/** The first pair of names that is there, and its test arrays. Throws `import.unreadable` when there is none. */
export function pairArrays(tree: SourceTree, arrays: readonly NpyArray[]): ArrayPair[] {
  const find = (key: string): NpyArray | undefined => arrays.find((one) => one.key.toLowerCase() === key);
  const pairOf = (keys: readonly (readonly [string, string])[], split: Split): ArrayPair | null => {
    for (const [imagesKey, labelsKey] of keys) {
      const images = find(imagesKey);
      const labels = find(labelsKey);
      if (images !== undefined && labels !== undefined) return { split, images, labels };
    }
    return null;
  };
  const train = pairOf(TRAIN_KEYS, 'train');
  if (train === null) {
    const found = arrays.map(({ key, shape }) => `${key} (${shape.join(' x ')})`).join(', ');
    throw new AssayError(
      'import.unreadable',
      `${tree.location} has no pair of arrays for images and labels; it has ${found}. Name them x_train and y_train (and x_test, y_test), X and y, images and labels, or data and targets.`,
      { source: tree.location, arrays: arrays.map(({ key }) => key) },
    );
  }
  const test = pairOf(TEST_KEYS, 'test');
  return test === null ? [train] : [train, test];
}

export function badArray(array: NpyArray, what: string): AssayError {
  return new AssayError('import.unreadable', `${array.entry} ${what}.`, {
    entry: array.entry,
    shape: array.shape,
  });
}

/** Shape of one image, and whether its channels come first in the array. */
export function imageLayout(array: NpyArray): { shape: ImageShape; isChannelsFirst: boolean } {
  const [, a = 0, b = 0, c = 0] = array.shape;
  const isChannels = (size: number): boolean => size === 1 || size === 3;
  if (array.shape.includes(0)) throw badArray(array, 'is empty');
  if (array.shape.length === 3) return { shape: [a, b, 1], isChannelsFirst: false };
  if (array.shape.length === 4 && isChannels(c)) return { shape: [a, b, c], isChannelsFirst: false };
  if (array.shape.length === 4 && isChannels(a)) return { shape: [b, c, a], isChannelsFirst: true };
  throw badArray(
    array,
    `has the shape ${array.shape.join(' x ')}, where images are N x H x W, N x H x W x C or N x C x H x W with 1 or 3 channels (time series are read with the format npz-series)`,
  );
}

/** Throws `import.unreadable` unless the entry has exactly the bytes its header promises. */
export function checkArraySize(tree: SourceTree, array: NpyArray): void {
  const found = tree.entries.find(({ name }) => name === array.entry)?.sizeBytes ?? 0;
  const expected =
    array.position + array.shape.reduce((product, size) => product * size, elementBytes(array.type));
  if (found === expected) return;
  throw badArray(
    array,
    `promises ${array.shape.join(' x ')} values, which takes ${expected} bytes, but has ${found}; save it again`,
  );
}

/**
 * Rows (all but the first axis) from `from` on, as raw bytes in C order. A row is only valid until the next one is asked
 * for. Throws `import.too-large` for an array in Fortran order that does not fit into memory.
 */
export async function* arrayRows(
  tree: SourceTree,
  array: NpyArray,
  from: number,
): AsyncGenerator<Uint8Array> {
  const size = elementBytes(array.type);
  const rowElements = array.shape.slice(1).reduce((product, one) => product * one, 1);
  if (!array.isFortranOrder || array.shape.length === 1) {
    const skip = array.position + from * rowElements * size;
    yield* recordsOf(await tree.stream(array.entry), rowElements * size, skip, array.entry);
    return;
  }
  const whole = (await tree.read(array.entry, MAX_TURNED_BYTES)).subarray(array.position);
  const offsets = fortranOffsets(array.shape);
  const row = new Uint8Array(rowElements * size);
  for (let n = from; n < (array.shape[0] ?? 0); n++) {
    for (let i = 0; i < rowElements; i++) {
      const at = (n + (offsets[i] ?? 0)) * size;
      for (let byte = 0; byte < size; byte++) row[i * size + byte] = whole[at + byte] ?? 0;
    }
    yield row;
  }
}

/** For each element of a row in C order, how far it lies from the row's first element in Fortran order. */
function fortranOffsets(shape: readonly number[]): Float64Array {
  const rowShape = shape.slice(1);
  const offsets = new Float64Array(rowShape.reduce((product, size) => product * size, 1));
  const index = rowShape.map(() => 0);
  for (let i = 0; i < offsets.length; i++) {
    let stride = shape[0] ?? 1;
    let offset = 0;
    rowShape.forEach((size, axis) => {
      offset += (index[axis] ?? 0) * stride;
      stride *= size;
    });
    offsets[i] = offset;
    for (let axis = rowShape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (rowShape[axis] ?? 0)) break;
      index[axis] = 0;
    }
  }
  return offsets;
}

const MOST_CLASSES = 65_536;

/** Class numbers from whole numbers [N] or [N,1], or from one-hot rows [N,C]. */
export async function readLabels(
  tree: SourceTree,
  array: NpyArray,
  signal: AbortSignal,
): Promise<Int32Array> {
  checkArraySize(tree, array);
  const [count = 0, width = 1] = array.shape;
  if (array.shape.length < 1 || array.shape.length > 2) {
    throw badArray(
      array,
      `has the shape ${array.shape.join(' x ')}, where labels are N, N x 1 or one-hot N x C`,
    );
  }
  const values = new Int32Array(count);
  const read = elementReader(array);
  const size = elementBytes(array.type);
  let n = 0;
  for await (const row of arrayRows(tree, array, 0)) {
    if (n % 4096 === 0) signal.throwIfAborted();
    const view = viewOf(row);
    const numbers = Array.from({ length: width }, (_, i) => read(view, i * size));
    const label = width === 1 ? (numbers[0] ?? -1) : oneHot(array, numbers, n);
    if (!Number.isInteger(label) || label < 0 || label >= MOST_CLASSES) {
      throw badArray(
        array,
        `has the label ${label} at position ${n}, where whole numbers from 0 to ${MOST_CLASSES - 1} are needed`,
      );
    }
    values[n++] = label;
  }
  return values;
}

export function oneHot(array: NpyArray, numbers: readonly number[], n: number): number {
  const sum = numbers.reduce((total, value) => total + value, 0);
  const hot = numbers.indexOf(Math.max(...numbers));
  if (Math.abs(sum - 1) <= 1e-3 && numbers.every((value) => value >= 0)) return hot;
  throw badArray(array, `is two-dimensional, but row ${n} is not one-hot: its values add up to ${sum}`);
}

/** How stored numbers become bytes: `value * factor`, rounded. Throws `input.invalid` where that cannot be told. */
export async function pixelFactor(
  tree: SourceTree,
  pairs: readonly ArrayPair[],
  signal: AbortSignal,
): Promise<number> {
  let least = Infinity;
  let most = -Infinity;
  for (const { images } of pairs) {
    if (images.type === 'u1') continue;
    const read = elementReader(images);
    const size = elementBytes(images.type);
    for await (const row of arrayRows(tree, images, 0)) {
      signal.throwIfAborted();
      const view = viewOf(row);
      for (let at = 0; at < row.byteLength; at += size) {
        const value = read(view, at);
        if (Number.isNaN(value))
          throw badArray(images, 'holds values that are no numbers (NaN); mend them first');
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
  }
  if (most === -Infinity) return 1;
  const types = [...new Set(pairs.map(({ images }) => images.type))];
  const isUnit = types.every((type) => isFloat(type) || type === 'b1') && most <= 1 + 1e-6;
  if (least >= 0 && types.length === 1 && isUnit) return 255;
  if (least >= 0 && most <= 255 && !types.includes('b1')) return 1;
  throw new AssayError(
    'input.invalid',
    `The images of ${tree.location} have values from ${least} to ${most} (${types.join(', ')}); it cannot be told what is black and what is white. Save them as uint8 from 0 to 255, or as floats from 0 to 1.`,
    { source: tree.location, least, most },
  );
}
