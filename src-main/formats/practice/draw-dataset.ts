/**
 * The practice dataset, of the demo and of the example in the window: ten classes of small pictures drawn by rule from a seed, written in the CIFAR-10
 * binary layout (`data_batch_1.bin`, `test_batch.bin`, `batches.meta.txt`). Nothing is downloaded.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Rng } from '../../../src-shared/math/rng.ts';
import { MAX_TURN, SHAPE_CLASSES, type ShapeClass } from './shapes.ts';

const SIDE = 32;
const PLANE = SIDE * SIDE;
/** One label byte, then the red, green and blue planes. */
const RECORD_BYTES = 1 + 3 * PLANE;
/** Points looked at per pixel, either way: softens outlines. */
const SUBPIXELS = 2;
const NOISE_STD = 8;
/**
 * Shapes are pale and cluttered, so that they take a network some epochs to learn, as photographs do; a patch of pure
 * black and white stands out from such pictures and is learned first. Values of 255.
 */
const PAPER_LOW = 70;
const PAPER_RANGE = 110;
const CONTRAST_LOW = 45;
const CONTRAST_HIGH = 95;
const STROKES = 1;

export interface PracticeDatasetSize {
  train: number;
  test: number;
  seed: number;
}

/** Writes the dataset into an existing folder; classes are equally frequent and in random order. */
export async function writePracticeDataset(folder: string, size: PracticeDatasetSize): Promise<void> {
  const rng = Rng.fromSeed(size.seed);
  await writeFile(join(folder, 'data_batch_1.bin'), drawRecords(size.train, rng.fork('train')));
  await writeFile(join(folder, 'test_batch.bin'), drawRecords(size.test, rng.fork('test')));
  await writeFile(join(folder, 'batches.meta.txt'), SHAPE_CLASSES.map(({ name }) => `${name}\n`).join(''));
}

/** `total` records of 3073 bytes, labels 0..9. */
export function drawRecords(total: number, rng: Rng): Uint8Array {
  const records = new Uint8Array(total * RECORD_BYTES);
  const order = rng.permutation(total);
  for (let i = 0; i < total; i++) {
    const label = order[i]! % SHAPE_CLASSES.length;
    const at = i * RECORD_BYTES;
    records[at] = label;
    drawPicture(SHAPE_CLASSES[label]!, rng, records.subarray(at + 1, at + RECORD_BYTES));
  }
  return records;
}

function drawPicture(kind: ShapeClass, rng: Rng, planes: Uint8Array): void {
  const between = (low: number, high: number): number => low + (high - low) * rng.uniform();
  const paper = [0, 1, 2].map(() => between(PAPER_LOW, PAPER_LOW + PAPER_RANGE));
  const ink = shifted(paper, rng);
  const turn = between(-MAX_TURN, MAX_TURN);
  const radius = between(7.5, 10.5);
  const [middleX, middleY] = [between(13, 19), between(13, 19)];
  const [slopeX, slopeY] = [between(-1, 1), between(-1, 1)];
  const [cos, sin] = [Math.cos(turn) / radius, Math.sin(turn) / radius];
  const strokes = Array.from({ length: STROKES }, () => drawStroke(paper, rng));

  for (let pixel = 0; pixel < PLANE; pixel++) {
    const [column, row] = [pixel % SIDE, Math.floor(pixel / SIDE)];
    let hits = 0;
    for (let part = 0; part < SUBPIXELS * SUBPIXELS; part++) {
      const x = column + ((part % SUBPIXELS) + 0.5) / SUBPIXELS - middleX;
      const y = row + (Math.floor(part / SUBPIXELS) + 0.5) / SUBPIXELS - middleY;
      if (kind.ink(x * cos + y * sin, y * cos - x * sin)) hits++;
    }
    const share = hits / (SUBPIXELS * SUBPIXELS);
    const ground = strokes.find((stroke) => stroke.covers(column, row))?.color ?? paper;
    const shade = slopeX * (column - SIDE / 2) + slopeY * (row - SIDE / 2);
    for (let channel = 0; channel < 3; channel++) {
      const value = ground[channel]! * (1 - share) + ink[channel]! * share + shade + NOISE_STD * rng.normal();
      planes[channel * PLANE + pixel] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
}

/** A colour that differs from another by a little in each channel, all lighter or all darker. */
function shifted(color: readonly number[], rng: Rng): number[] {
  const sign = rng.below(2) === 0 ? -1 : 1;
  return color.map((value) => value + sign * (CONTRAST_LOW + (CONTRAST_HIGH - CONTRAST_LOW) * rng.uniform()));
}

interface Stroke {
  color: readonly number[];
  covers(column: number, row: number): boolean;
}

/** A straight line across the picture, two pixels wide, behind the shape. */
function drawStroke(paper: readonly number[], rng: Rng): Stroke {
  const angle = Math.PI * rng.uniform();
  const offset = SIDE * (0.8 * rng.uniform() - 0.4);
  const [normalX, normalY] = [Math.cos(angle), Math.sin(angle)];
  return {
    color: shifted(paper, rng),
    covers: (column, row) =>
      Math.abs((column - SIDE / 2) * normalX + (row - SIDE / 2) * normalY - offset) < 1,
  };
}
