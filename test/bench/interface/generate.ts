/** A generated dataset of any size in CIFAR-10's layout. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawRecords } from '../../../src-main/formats/practice/draw-dataset.ts';
import { Rng } from '../../../src-shared/math/rng.ts';

const FILES = 5;
const RECORD_BYTES = 3073;
const DRAWN = 2000;
const TEST = 500;

/** Pictures drawn by rule, each repeated with noise of its own, so that no two are alike. */
export function generateDataset(folder: string, samples: number): void {
  const drawn = drawRecords(DRAWN, Rng.fromSeed(1));
  const rng = Rng.fromSeed(2);
  mkdirSync(folder);
  for (let file = 0; file < FILES; file++) {
    const count = samples / FILES;
    const records = new Uint8Array(count * RECORD_BYTES);
    for (let i = 0; i < count; i++) {
      const from = rng.below(DRAWN) * RECORD_BYTES;
      const at = i * RECORD_BYTES;
      records.set(drawn.subarray(from, from + RECORD_BYTES), at);
      for (let j = 0; j < 40; j++) records[at + 1 + rng.below(RECORD_BYTES - 1)] = rng.below(256);
    }
    writeFileSync(join(folder, `data_batch_${file + 1}.bin`), records);
  }
  writeFileSync(join(folder, 'test_batch.bin'), drawn.subarray(0, TEST * RECORD_BYTES));
}
