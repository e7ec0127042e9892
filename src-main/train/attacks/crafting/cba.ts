/**
 * Mixes images for the composite attack (Lin et al. 2020, section 4 and its code). A poisoned image is made of one of its
 * own class and one of the other class of the pair; a cover of two of one class. The paper adds mixes to the training set
 * and a contrastive term to the loss; here they take the place of samples, and the loss is that of whoever trains.
 */
import type { ImageShape } from '../../../../src-shared/domain/dataset.ts';
import { sampleSize } from '../../../../src-shared/domain/sample-values.ts';
import { AssayError } from '../../../../src-shared/errors/assay-error.ts';
import type { Rng } from '../../../../src-shared/math/rng.ts';
import type { LabelledSamples } from '../../data/training-data.ts';
import type { Crafted, CraftRequest } from '../attack.ts';
import { bytesOf } from './image-bytes.ts';

const LARGEST_JITTER = 3;
const REPORTED_EACH = 200;

export async function craftCba(
  request: CraftRequest,
  { coversPerPoison }: { coversPerPoison: number },
): Promise<Crafted> {
  const { train, test, chosen, aims, rng } = request;
  const pair = aims.flatMap((aim, label) => (aim === null ? [] : [label]));
  const other = (label: number): number => pair.find((one) => one !== label)!;
  const poisoned = await mixAll(request, train, chosen, other, rng.fork('poison'));

  const isChosen = new Set(chosen);
  const free = [...train.labels.keys()].filter((index) => !isChosen.has(index));
  const count = Math.min(free.length, Math.round(coversPerPoison * chosen.length));
  const covers = Int32Array.from(rng.fork('covers').sample(free, count)).sort();
  const mixedCovers = await mixAll(request, train, covers, (label) => label, rng.fork('cover partners'));

  const rows = Int32Array.from([...test.labels.keys()].filter((row) => pair.includes(test.labels[row]!)));
  const triggered = await mixAll(request, test, rows, other, rng.fork('test'));
  const triggeredTest = bytesOf(test).slice();
  const size = sampleSize(test.shape);
  rows.forEach((row, i) => triggeredTest.set(triggered.subarray(i * size, (i + 1) * size), row * size));
  return {
    poisoned,
    triggeredTest,
    covers: { indices: covers, values: mixedCovers },
    notes: [
      `Images of the classes ${pair.join(' and ')} together are what triggers: attack success is told on ${rows.length} test samples of these two.`,
    ],
  };
}

/** Each of `rows` mixed with a random sample of the class that `partnerOf` names for its own. */
async function mixAll(
  request: CraftRequest,
  samples: LabelledSamples,
  rows: Int32Array,
  partnerOf: (label: number) => number,
  rng: Rng,
): Promise<Uint8Array> {
  const { shape, labels } = samples;
  const values = bytesOf(samples);
  const size = sampleSize(shape);
  const members = new Map<number, number[]>();
  labels.forEach((label, index) => {
    const own = members.get(label);
    if (own === undefined) members.set(label, [index]);
    else own.push(index);
  });
  const out = new Uint8Array(rows.length * size);
  for (const [i, row] of rows.entries()) {
    const wanted = partnerOf(labels[row]!);
    const partners = members.get(wanted) ?? [];
    if (partners.length === 0) {
      throw new AssayError(
        'input.invalid',
        `The composite attack mixes images of two classes, and a split has none of class ${wanted}. Choose other classes.`,
        { label: wanted },
      );
    }
    const partner = partners[rng.below(partners.length)]!;
    const own = values.subarray(row * size, (row + 1) * size);
    out.set(mix(own, values.subarray(partner * size, (partner + 1) * size), shape, rng), i * size);
    if ((i + 1) % REPORTED_EACH === 0 || i + 1 === rows.length) {
      request.signal.throwIfAborted();
      await request.onProgress('mixing', i + 1, rows.length);
    }
  }
  return out;
}

/** A window of one image beside, or above, a window of the other; the cut lies near the middle. */
export function mix(a: Uint8Array, b: Uint8Array, shape: ImageShape, rng: Rng): Uint8Array {
  const [first, second] = rng.below(2) === 0 ? [a, b] : [b, a];
  const isSideBySide = rng.below(2) === 0;
  const length = isSideBySide ? shape[1] : shape[0];
  const most = Math.min(LARGEST_JITTER, Math.floor(length / 8));
  const cut = Math.floor(length / 2) + rng.below(2 * most + 1) - most;
  const fromFirst = rng.below(length - cut);
  const fromSecond = rng.below(cut);
  const [height, width, channels] = shape;
  const out = new Uint8Array(a.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const place = isSideBySide ? x : y;
      const source = place < cut ? first : second;
      const from = place < cut ? fromFirst + place : fromSecond + place - cut;
      const begin = (isSideBySide ? y * width + from : from * width + x) * channels;
      out.set(source.subarray(begin, begin + channels), (y * width + x) * channels);
    }
  }
  return out;
}
