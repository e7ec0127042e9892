/**
 * The hash that names a version's content: SHA-256 over
 *   1. a line of JSON {"shape":[H,W,C],"classes":[...],"splits":{"train":n,"test":n}} ended by a newline, UTF-8;
 *   2. the labels as int32 little-endian, in index order;
 *   3. the pixels as uint8 [H,W,C], in index order.
 */
import { createHash, type Hash } from 'node:crypto';
import { toBlob, yieldToEvents, type Connection } from '../connection.ts';
import { readGeometry, type Geometry } from './geometry.ts';
import { iteratePacks } from './packs.ts';
import { readLabels } from './samples.ts';

export interface LongWork {
  /** Aborting rejects with the signal's reason; nothing is stored then. */
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

/** A hash that has taken in everything before the pixels; the caller adds those, in order. */
export function beginVersionHash(db: Connection, geometry: Geometry): Hash {
  const classes = db
    .prepare<[number], string>('SELECT classes FROM versions WHERE id = ?')
    .pluck()
    .get(geometry.versionId);
  const head = {
    shape: [geometry.height, geometry.width, geometry.channels],
    classes: JSON.parse(classes ?? '[]') as string[],
    splits: { train: geometry.trainCount, test: geometry.testCount },
  };
  const hash = createHash('sha256').update(`${JSON.stringify(head)}\n`);
  return hash.update(toBlob(readLabels(db, geometry.versionId, null)));
}

/** Reads the whole version, one pack in memory at a time. Progress counts samples. */
export async function computeVersionHash(
  db: Connection,
  versionId: number,
  work: LongWork = {},
): Promise<string> {
  const geometry = readGeometry(db, versionId);
  const hash = beginVersionHash(db, geometry);
  for (const pack of iteratePacks(db, geometry)) {
    work.signal?.throwIfAborted();
    hash.update(pack.pixels);
    work.onProgress?.(pack.start + pack.count, geometry.total);
    await yieldToEvents();
  }
  return hash.digest('hex');
}
