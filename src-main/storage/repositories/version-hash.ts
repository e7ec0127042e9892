/**
 * The hash that names a version's content: SHA-256 over
 *   1. a line of JSON {"shape":[H,W,C],"classes":[...],"splits":{"train":n,"test":n}} ended by a newline, UTF-8;
 *   2. the labels as int32 little-endian, in index order;
 *   3. the values of each sample, uint8 or float32 little-endian [H,W,C], in index order.
 */
import { createHash, type Hash } from 'node:crypto';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { toBlob, yieldToEvents, type Connection } from '../connection.ts';
import { readGeometry, type Geometry } from './geometry.ts';
import { iteratePacks } from './packs.ts';
import { readLabelRange } from './samples.ts';

export interface LongWork {
  /** Aborting rejects with the signal's reason; nothing is stored then. */
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

/** Labels read between two turns of the event loop. */
const LABELS_AT_ONCE = 10_000;

/** A hash that has taken in everything before the values; the caller adds those, in order. */
export async function beginVersionHash(db: Connection, geometry: Geometry): Promise<Hash> {
  const { versionId, total } = geometry;
  const classes = db
    .prepare<[number], string>('SELECT classes FROM versions WHERE id = ?')
    .pluck()
    .get(versionId);
  const head = {
    shape: [geometry.height, geometry.width, geometry.channels],
    classes: JSON.parse(classes ?? '[]') as string[],
    splits: { train: geometry.trainCount, test: geometry.testCount },
  };
  const hash = createHash('sha256').update(`${JSON.stringify(head)}\n`);
  let read = 0;
  for (let start = 0; start < total; start += LABELS_AT_ONCE) {
    const labels = readLabelRange(db, versionId, start, Math.min(LABELS_AT_ONCE, total - start));
    hash.update(toBlob(Int32Array.from(labels)));
    read += labels.length;
    await yieldToEvents();
  }
  if (read === total) return hash;
  throw new AssayError(
    'storage.corrupt',
    `The workspace ${db.name} is damaged: version ${versionId} should have ${total} labels and has ${read}. Restore it from a copy.`,
    { path: db.name, versionId },
  );
}

/** Reads the whole version, one pack in memory at a time. Progress counts samples. */
export async function computeVersionHash(
  db: Connection,
  versionId: number,
  work: LongWork = {},
): Promise<string> {
  const geometry = readGeometry(db, versionId);
  const hash = await beginVersionHash(db, geometry);
  for (const pack of iteratePacks(db, geometry)) {
    work.signal?.throwIfAborted();
    hash.update(pack.bytes);
    work.onProgress?.(pack.start + pack.count, geometry.total);
    await yieldToEvents();
  }
  return hash.digest('hex');
}
