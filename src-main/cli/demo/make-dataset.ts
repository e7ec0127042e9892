/**
 * The practice dataset of `assay demo`: ten classes of small pictures drawn by rule from a seed, written in the CIFAR-10
 * binary layout (`data_batch_1.bin`, `test_batch.bin`, `batches.meta.txt`). Nothing is downloaded.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Rng } from '../../../src-shared/math/rng.ts';
import { SHAPE_CLASSES, type ShapeClass } from './shapes.ts';

const SIDE = 32;
const PLANE = SIDE * SIDE;
/** One label byte, then the red, green and blue planes. */
const RECORD_BYTES = 1 + 3 * PLANE;
/** Points looked at per pixel, either way: softens outlines. */
const SUBPIXELS = 2;
/** Least difference of brightness between ink and paper, of 255. */
const MIN_CONTRAST = 60;
const NOISE_STD = 14;

export interface DemoDatasetSize {
  train: number;
  test: number;
  seed: number;
}

/** Writes the dataset into an existing folder; classes are equally frequent and in random order. */
export async function writeDemoDataset(folder: string, size: DemoDatasetSize): Promise<void> {
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
  const [paper, ink] = drawColors(rng);
  const turn = between(-kind.maxTurn, kind.maxTurn);
  const radius = between(7, 12);
  const [middleX, middleY] = [between(12, 20), between(12, 20)];
  const [slopeX, slopeY] = [between(-1, 1), between(-1, 1)];
  const [cos, sin] = [Math.cos(turn) / radius, Math.sin(turn) / radius];

  for (let pixel = 0; pixel < PLANE; pixel++) {
    const [column, row] = [pixel % SIDE, Math.floor(pixel / SIDE)];
    let hits = 0;
    for (let part = 0; part < SUBPIXELS * SUBPIXELS; part++) {
      const x = column + ((part % SUBPIXELS) + 0.5) / SUBPIXELS - middleX;
      const y = row + (Math.floor(part / SUBPIXELS) + 0.5) / SUBPIXELS - middleY;
      if (kind.ink(x * cos + y * sin, y * cos - x * sin)) hits++;
    }
    const share = hits / (SUBPIXELS * SUBPIXELS);
    const shade = slopeX * (column - SIDE / 2) + slopeY * (row - SIDE / 2);
    for (let channel = 0; channel < 3; channel++) {
      const value = paper[channel]! * (1 - share) + ink[channel]! * share + shade + NOISE_STD * rng.normal();
      planes[channel * PLANE + pixel] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
}

/** Two colours far enough apart in brightness to be told apart. */
function drawColors(rng: Rng): [paper: number[], ink: number[]] {
  for (;;) {
    const [paper, ink] = [drawColor(rng), drawColor(rng)];
    if (Math.abs(brightness(paper) - brightness(ink)) >= MIN_CONTRAST) return [paper, ink];
  }
}

function drawColor(rng: Rng): number[] {
  return [rng.below(256), rng.below(256), rng.below(256)];
}

function brightness(color: readonly number[]): number {
  return 0.299 * color[0]! + 0.587 * color[1]! + 0.114 * color[2]!;
}
