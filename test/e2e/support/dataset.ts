/** A small dataset as a supplier would hand it over: practice pictures, some with a planted patch, in CIFAR-10's layout. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePracticeDataset } from '../../../src-main/formats/practice/draw-dataset.ts';

const RECORD_BYTES = 3073;
const SIDE = 32;

/** Every tenth training picture gets a checkered corner and the label 0. Returns how many. */
export async function writePoisonedDataset(folder: string, train: number, test: number): Promise<number> {
  await writePracticeDataset(folder, { train, test, seed: 5 });
  const file = join(folder, 'data_batch_1.bin');
  const records = readFileSync(file);
  let poisoned = 0;
  for (let i = 0; i * RECORD_BYTES < records.length; i += 10) {
    const at = i * RECORD_BYTES;
    if (records[at] === 0) continue;
    records[at] = 0;
    for (let row = SIDE - 3; row < SIDE; row++) {
      for (let column = SIDE - 3; column < SIDE; column++) {
        for (let plane = 0; plane < 3; plane++) {
          records[at + 1 + plane * SIDE * SIDE + row * SIDE + column] = (row + column) % 2 === 0 ? 255 : 0;
        }
      }
    }
    poisoned++;
  }
  writeFileSync(file, records);
  return poisoned;
}
