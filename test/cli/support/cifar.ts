/** Small CIFAR-10 binary folders for tests, made from a seed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rng } from '../../../src-shared/math/rng.ts';

export const RECORD_BYTES = 3073;

/** `count` records, labels 0..9 in turn, pixels cheap but different in each record. */
export function cifarRecords(count: number, seed: number): Buffer {
  const rng = Rng.fromSeed(seed);
  const noise = Buffer.from(Uint8Array.from({ length: 2 * RECORD_BYTES }, () => rng.below(256)));
  const records = Buffer.alloc(count * RECORD_BYTES);
  for (let i = 0; i < count; i++) {
    const shift = rng.below(RECORD_BYTES);
    noise.copy(records, i * RECORD_BYTES, shift, shift + RECORD_BYTES);
    records[i * RECORD_BYTES] = i % 10;
    records.writeUInt32LE(i, i * RECORD_BYTES + 1);
  }
  return records;
}

/** Writes a folder with one training and one test batch. */
export function writeCifar(folder: string, train: number, test: number, seed = 1): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'data_batch_1.bin'), cifarRecords(train, seed));
  writeFileSync(join(folder, 'test_batch.bin'), cifarRecords(test, seed + 1));
  return folder;
}
