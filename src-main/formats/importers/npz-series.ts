/**
 * Importer of time series in NumPy arrays: series x steps x variables, or series x steps. Arrays of floats on three axes
 * may be grey images as well; they are images when both sides are at least 16 and neither is more than twice the other
 * and all values are within 0..1, or whole numbers within 0..255. Everything else on two or three axes of floats is
 * series. Whole numbers on three axes are images unless the format is named.
 */
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { valueFault } from '../codecs/decimal.ts';
import { elementBytes, elementReader, isFloat, viewOf } from '../codecs/elements.ts';
import type { Importer, SourceTree } from '../types.ts';
import { matchArrays } from './npz.ts';
import {
  arrayRows,
  badArray,
  checkArraySize,
  oneHot,
  pairArrays,
  readArrays,
  type ArrayPair,
  type NpyArray,
} from './npz-arrays.ts';
import { checkSeriesOptions, planSeries } from './support/series-plan.ts';
import { SeriesSet } from './support/series-set.ts';

const SMALLEST_IMAGE_SIDE = 16;

export const npzSeries: Importer = {
  id: 'npz-series',
  title: 'NumPy .npz with time series',
  summary: 'Float arrays of series x steps x variables, or series x steps, with labels, named as for images.',

  async match(tree) {
    const share = await matchArrays(tree);
    return share > 0 && (await holdsSeries(tree)) ? share + 0.05 : 0;
  },

  async plan(tree, options, signal) {
    checkSeriesOptions(options);
    const pairs = pairArrays(tree, await readArrays(tree, true));
    const set = new SeriesSet(tree.location);
    for (const pair of pairs) await readPair(tree, pair, set, signal);
    const { images: first } = pairs[0] as ArrayPair;
    const axes = first.shape.length === 2 ? 'series x steps' : 'series x steps x variables';
    const source = {
      importer: 'npz-series',
      notes: {
        keys: pairs.map(({ split, images, labels }) => ({ split, images: images.key, labels: labels.key })),
        type: first.type,
        hasVariableAxis: first.shape.length === 3,
      },
      declared: null,
      sentences: [`${first.key}, ${first.shape.join(' x ')}, read as ${axes}`],
    };
    return planSeries(set, source, options);
  },
};

/** False for arrays that no importer can pair or read: that of images says why. */
async function holdsSeries(tree: SourceTree): Promise<boolean> {
  try {
    const pairs = pairArrays(tree, await readArrays(tree, true));
    const first = pairs[0]?.images;
    if (first === undefined || !isFloat(first.type) || first.isText) return false;
    const [, a = 0, b = 0] = first.shape;
    if (first.shape.length === 2) return true;
    if (first.shape.length !== 3) return false;
    return !hasImageSides(a, b) || !(await haveImageValues(tree, pairs));
  } catch (thrown) {
    if (thrown instanceof AssayError) return false;
    throw thrown;
  }
}

/** Sides as pictures have them. */
export function hasImageSides(a: number, b: number): boolean {
  return Math.min(a, b) >= SMALLEST_IMAGE_SIDE && Math.max(a, b) <= 2 * Math.min(a, b);
}

async function haveImageValues(tree: SourceTree, pairs: readonly ArrayPair[]): Promise<boolean> {
  let areUnit = true;
  let areBytes = true;
  for (const { images } of pairs) {
    checkArraySize(tree, images);
    const read = elementReader(images);
    const size = elementBytes(images.type);
    for await (const row of arrayRows(tree, images, 0)) {
      const view = viewOf(row);
      for (let at = 0; at < row.byteLength; at += size) {
        const value = read(view, at);
        areUnit &&= value >= 0 && value <= 1 + 1e-6;
        areBytes &&= value >= 0 && value <= 255 && Number.isInteger(value);
      }
      if (!areUnit && !areBytes) return false;
    }
  }
  return true;
}

async function readPair(
  tree: SourceTree,
  { split, images, labels }: ArrayPair,
  set: SeriesSet,
  signal: AbortSignal,
): Promise<void> {
  checkArraySize(tree, images);
  checkArraySize(tree, labels);
  const [count = 0, steps = 0, variables = 1] = images.shape;
  checkShapes(images, labels);
  set.checkHeld(4 * count * steps * variables, images.entry);
  const names = await labelNames(tree, labels, signal);
  const read = elementReader(images);
  const size = elementBytes(images.type);
  let n = 0;
  for await (const row of arrayRows(tree, images, 0)) {
    signal.throwIfAborted();
    const view = viewOf(row);
    const place = { split, name: `${images.key}#${n}`, where: `${images.entry}, row ${n},` };
    const own = Array.from({ length: variables }, () => new Float32Array(steps));
    let fault: string | null = null;
    for (let i = 0; i < steps * variables; i++) {
      const step = Math.floor(i / variables);
      const value = read(view, i * size);
      fault ??= valueFault(value, step + 1);
      const values = own[i % variables];
      if (values !== undefined) values[step] = value;
    }
    const label = names[n] ?? '';
    if (fault === null) set.add(place, label, own, true);
    else set.reject(place, fault, label);
    n++;
  }
}

function checkShapes(images: NpyArray, labels: NpyArray): void {
  const { shape } = images;
  if (images.isText || shape.length < 2 || shape.length > 3 || shape.includes(0)) {
    throw badArray(
      images,
      `has the shape ${shape.join(' x ')}, where series are N x steps or N x steps x variables`,
    );
  }
  const [count = 0, steps = 0, variables = 1] = shape;
  if (steps === 1 && variables > 1) {
    throw badArray(
      images,
      `has one step of ${variables} variables; series are N x steps x variables, so swap its last two axes`,
    );
  }
  if (labels.shape[0] !== count) {
    throw badArray(labels, `has ${labels.shape[0] ?? 0} labels, but ${images.entry} has ${count} series`);
  }
}

/** Labels as names: texts as they are, numbers as they are written, one-hot rows as the position of their 1. */
async function labelNames(tree: SourceTree, array: NpyArray, signal: AbortSignal): Promise<string[]> {
  const width = array.shape.slice(1).reduce((product, one) => product * one, 1);
  const isFlat = array.isText ? array.shape.length === 2 : array.shape.length <= 2;
  if (!isFlat)
    throw badArray(array, `has the shape ${array.shape.join(' x ')}, where labels are N or one-hot N x C`);
  const read = elementReader(array);
  const size = elementBytes(array.type);
  const names: string[] = [];
  for await (const row of arrayRows(tree, array, 0)) {
    if (names.length % 4096 === 0) signal.throwIfAborted();
    const view = viewOf(row);
    const numbers = Array.from({ length: width }, (_, i) => read(view, i * size));
    if (array.isText) names.push(textOf(array, numbers, names.length));
    else names.push(String(width === 1 ? numbers[0] : oneHot(array, numbers, names.length)));
  }
  return names;
}

/** Texts are filled up with zeros. */
function textOf(array: NpyArray, characters: readonly number[], row: number): string {
  const end = characters.findLastIndex((code) => code !== 0) + 1;
  const own = characters.slice(0, end);
  if (array.type === 'u1') return Buffer.from(own).toString('utf8').trim();
  if (own.some((code) => code > 0x10ffff)) throw badArray(array, `has a label in row ${row} that is no text`);
  return String.fromCodePoint(...own).trim();
}
