/** Values of samples as bytes, uint8 or float32 little-endian [H,W,C], stored about 1 MiB a row, continuous over the index. */
import type { Split } from '../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { withStorageErrors, type Connection } from '../connection.ts';
import { checkRange, readGeometry, splitRange, type Geometry } from './geometry.ts';

export interface Pack {
  packIndex: number;
  /** Index of its first sample. */
  start: number;
  count: number;
  /** The samples one after the other. */
  bytes: Buffer;
}

/**
 * Reads packs by number; throws `storage.corrupt` for one that is missing or does not hold as many samples as it
 * should. Prepares its statement once: make one reader for many packs.
 */
export function packReader(db: Connection, geometry: Geometry): (packIndex: number) => Pack {
  const select = db.prepare<[number, number], { sample_count: number; bytes: Buffer }>(
    'SELECT sample_count, bytes FROM packs WHERE version_id = ? AND pack_index = ?',
  );
  return (packIndex) => {
    const start = packIndex * geometry.samplesPerPack;
    const count = Math.min(geometry.samplesPerPack, geometry.total - start);
    const row = withStorageErrors(db.name, () => select.get(geometry.versionId, packIndex));
    if (row?.sample_count !== count || row.bytes.byteLength !== count * geometry.sampleBytes) {
      const found =
        row === undefined ? 'is missing' : `has ${row.sample_count} in ${row.bytes.byteLength} bytes`;
      throw new AssayError(
        'storage.corrupt',
        `The workspace ${db.name} is damaged: pack ${packIndex} of version ${geometry.versionId} should hold ${count} samples and ${found}. Restore it from a copy.`,
        { path: db.name, versionId: geometry.versionId, pack: packIndex },
      );
    }
    return { packIndex, start, count, bytes: row.bytes };
  };
}

/** The packs read last, by version: neighbours on a screen are asked for again and again. */
export class PackCache {
  readonly #capacity: number;
  readonly #packs = new Map<string, Pack>();

  /** `capacity` packs are kept, about 1 MiB each. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Like `packReader`; versions never change, so neither do their packs. */
  reader(db: Connection, geometry: Geometry): (packIndex: number) => Pack {
    const read = packReader(db, geometry);
    return (packIndex) => {
      const key = `${geometry.versionId}/${packIndex}`;
      const pack = this.#packs.get(key) ?? read(packIndex);
      this.#packs.delete(key);
      this.#packs.set(key, pack);
      if (this.#packs.size > this.#capacity) this.#packs.delete(this.#packs.keys().next().value ?? key);
      return pack;
    };
  }
}

export function packCount(geometry: Geometry): number {
  return Math.ceil(geometry.total / geometry.samplesPerPack);
}

/** Every pack in order, one in memory at a time; other work on the connection may come between. */
export function* iteratePacks(db: Connection, geometry: Geometry): Generator<Pack> {
  const readPack = packReader(db, geometry);
  for (let packIndex = 0; packIndex < packCount(geometry); packIndex++) yield readPack(packIndex);
}

/** Bytes of samples `start .. start + count - 1`. Throws `input.invalid` beyond the version's end. */
export function readBytes(db: Connection, versionId: number, start: number, count: number): Uint8Array {
  const geometry = readGeometry(db, versionId);
  checkRange(geometry, start, count);
  const bytes = new Uint8Array(count * geometry.sampleBytes);
  if (count === 0) return bytes;
  const readPack = packReader(db, geometry);
  const lastPack = Math.floor((start + count - 1) / geometry.samplesPerPack);
  for (let packIndex = Math.floor(start / geometry.samplesPerPack); packIndex <= lastPack; packIndex++) {
    const pack = readPack(packIndex);
    const from = Math.max(start, pack.start);
    const to = Math.min(start + count, pack.start + pack.count);
    const part = pack.bytes.subarray(
      (from - pack.start) * geometry.sampleBytes,
      (to - pack.start) * geometry.sampleBytes,
    );
    bytes.set(part, (from - start) * geometry.sampleBytes);
  }
  return bytes;
}

/**
 * Bytes of samples, one after the other in the order of `indices` (any order, repeats allowed). Every pack is read
 * once, so scattered indices cost up to one pack each: a whole split is better read with `readAllBytes`.
 */
export function readBytesOf(db: Connection, versionId: number, indices: ArrayLike<number>): Uint8Array {
  const reading = readBytesInSteps(db, versionId, indices, Infinity);
  for (;;) {
    const { done, value } = reading.next();
    if (done) return value;
  }
}

/** The same, with a pause after every `rowsAtOnce` rows in which other work may be done. */
export function* readBytesInSteps(
  db: Connection,
  versionId: number,
  indices: ArrayLike<number>,
  rowsAtOnce: number,
  cache: PackCache | null = null,
): Generator<undefined, Uint8Array> {
  const geometry = readGeometry(db, versionId);
  const bytes = new Uint8Array(indices.length * geometry.sampleBytes);
  // In the order they lie in the file, so that neighbours share a pack.
  const order = Int32Array.from({ length: indices.length }, (_, row) => row);
  for (const row of order) checkRange(geometry, indices[row] ?? -1, 1);
  order.sort((a, b) => indices[a]! - indices[b]!);
  const readPack = cache?.reader(db, geometry) ?? packReader(db, geometry);
  let pack: Pack | null = null;
  for (const [i, row] of order.entries()) {
    if (i > 0 && i % rowsAtOnce === 0) yield undefined;
    const index = indices[row]!;
    const packIndex = Math.floor(index / geometry.samplesPerPack);
    if (pack?.packIndex !== packIndex) pack = readPack(packIndex);
    const offset = (index - pack.start) * geometry.sampleBytes;
    bytes.set(pack.bytes.subarray(offset, offset + geometry.sampleBytes), row * geometry.sampleBytes);
  }
  return bytes;
}

/** A whole split in memory. */
export function readAllBytes(db: Connection, versionId: number, split: Split): Uint8Array {
  const { start, count } = splitRange(readGeometry(db, versionId), split);
  return readBytes(db, versionId, start, count);
}

/**
 * Adds samples after the last one, filling up the last pack first. `first` is the index of the first of them.
 * To be called in a transaction, before the version's counts change.
 */
export function appendBytes(db: Connection, geometry: Geometry, first: number, bytes: Uint8Array): void {
  const { versionId, sampleBytes, samplesPerPack } = geometry;
  const upsert = db.prepare(
    `INSERT INTO packs (version_id, pack_index, sample_count, bytes) VALUES (?, ?, ?, ?)
     ON CONFLICT (version_id, pack_index) DO UPDATE SET sample_count = excluded.sample_count, bytes = excluded.bytes`,
  );
  const count = bytes.byteLength / sampleBytes;
  let done = 0;
  while (done < count) {
    const packIndex = Math.floor((first + done) / samplesPerPack);
    const held = (first + done) % samplesPerPack;
    const adding = Math.min(samplesPerPack - held, count - done);
    const added = bytes.subarray(done * sampleBytes, (done + adding) * sampleBytes);
    const before = held === 0 ? [] : [packReader(db, geometry)(packIndex).bytes];
    const joined =
      before.length === 0
        ? Buffer.from(added.buffer, added.byteOffset, added.byteLength)
        : Buffer.concat([...before, added]);
    upsert.run(versionId, packIndex, held + adding, joined);
    done += adding;
  }
}
