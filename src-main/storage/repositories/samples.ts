/** Sample rows: labels, names, hashes of the original bytes. */
import type { SampleRecord, Split } from '../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { Connection } from '../connection.ts';
import { checkRange, readGeometry, splitRange } from './geometry.ts';
import { packReader, packCount } from './packs.ts';

export interface StoredSample extends SampleRecord {
  /** uint8 [H,W,C]; a view into its pack, to be copied when kept. */
  bytes: Uint8Array;
}

interface SampleRow {
  sample_index: number;
  split: string;
  label: number;
  name: string;
  source_sha256: Buffer;
}

function toRecord(row: SampleRow): SampleRecord {
  return {
    index: row.sample_index,
    split: row.split as Split,
    label: row.label,
    name: row.name,
    sourceSha256: row.source_sha256.toString('hex'),
  };
}

/** Labels of a split in index order, of both splits for null. */
export function readLabels(db: Connection, versionId: number, split: Split | null): Int32Array {
  const { start, count } = splitRange(readGeometry(db, versionId), split);
  const labels = new Int32Array(count);
  const rows = db
    .prepare<[number, number, number], number>(
      `SELECT label FROM samples WHERE version_id = ? AND sample_index >= ? AND sample_index < ? ORDER BY sample_index`,
    )
    .pluck()
    .iterate(versionId, start, start + count);
  let filled = 0;
  for (const label of rows) labels[filled++] = label;
  if (filled !== count) {
    throw new AssayError(
      'storage.corrupt',
      `The workspace ${db.name} is damaged: version ${versionId} should have ${count} labels and has ${filled}. Restore it from a copy.`,
      { path: db.name, versionId },
    );
  }
  return labels;
}

/** Records of samples `start .. start + count - 1`, without values. Ask for pages, not for a whole version. */
export function readSamples(db: Connection, versionId: number, start: number, count: number): SampleRecord[] {
  checkRange(readGeometry(db, versionId), start, count);
  return db
    .prepare<[number, number, number], SampleRow>(
      `SELECT sample_index, split, label, name, source_sha256 FROM samples
       WHERE version_id = ? AND sample_index >= ? AND sample_index < ? ORDER BY sample_index`,
    )
    .all(versionId, start, start + count)
    .map(toRecord);
}

/** Records of the samples at `indices`, in that order; for a short list such as the top flags. */
export function readSamplesOf(db: Connection, versionId: number, indices: ArrayLike<number>): SampleRecord[] {
  const geometry = readGeometry(db, versionId);
  const select = db.prepare<[number, number], SampleRow>(
    'SELECT sample_index, split, label, name, source_sha256 FROM samples WHERE version_id = ? AND sample_index = ?',
  );
  return Array.from(indices, (index) => {
    checkRange(geometry, index, 1);
    const row = select.get(versionId, index);
    if (row !== undefined) return toRecord(row);
    throw new AssayError(
      'storage.corrupt',
      `Sample ${index} of version ${versionId} is missing in ${db.name}.`,
      {
        path: db.name,
        versionId,
        index,
      },
    );
  });
}

/** All samples of a split (both for null) with their bytes, in index order, one pack in memory at a time. */
export function* iterateSamples(
  db: Connection,
  versionId: number,
  split: Split | null = null,
): Generator<StoredSample> {
  const geometry = readGeometry(db, versionId);
  const { start, count } = splitRange(geometry, split);
  const end = start + count;
  const readPack = packReader(db, geometry);
  for (
    let packIndex = Math.floor(start / geometry.samplesPerPack);
    packIndex < packCount(geometry);
    packIndex++
  ) {
    const packStart = packIndex * geometry.samplesPerPack;
    if (packStart >= end) return;
    const pack = readPack(packIndex);
    const from = Math.max(start, pack.start);
    const to = Math.min(end, pack.start + pack.count);
    for (const record of readSamples(db, versionId, from, to - from)) {
      const offset = (record.index - pack.start) * geometry.sampleBytes;
      yield { ...record, bytes: pack.bytes.subarray(offset, offset + geometry.sampleBytes) };
    }
  }
}

/** How many samples each class has in a split, by class index; classes without a sample count 0. */
export function countByClass(db: Connection, versionId: number, split: Split): number[] {
  const counts = new Array<number>(readGeometry(db, versionId).classCount).fill(0);
  const rows = db
    .prepare<[number, string], { label: number; n: number }>(
      'SELECT label, count(*) AS n FROM samples WHERE version_id = ? AND split = ? GROUP BY label',
    )
    .all(versionId, split);
  for (const row of rows) counts[row.label] = row.n;
  return counts;
}

/** Groups of two and more samples with the same original bytes, in index order; largest groups first. */
export function findDuplicates(db: Connection, versionId: number): { index: number; label: number }[][] {
  const rows = db
    .prepare<[number, number], { hash: Buffer; sample_index: number; label: number }>(
      `SELECT source_sha256 AS hash, sample_index, label FROM samples WHERE version_id = ? AND source_sha256 IN
         (SELECT source_sha256 FROM samples WHERE version_id = ? GROUP BY source_sha256 HAVING count(*) > 1)
       ORDER BY sample_index`,
    )
    .all(versionId, versionId);
  const groups = new Map<string, { index: number; label: number }[]>();
  for (const { hash, sample_index, label } of rows) {
    const key = hash.toString('latin1');
    const group = groups.get(key) ?? [];
    group.push({ index: sample_index, label });
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length);
}

/** Indices of samples with these original bytes, ascending, at most `limit`. */
export function findSamplesByHash(
  db: Connection,
  versionId: number,
  sha256: string,
  limit: number,
): number[] {
  return db
    .prepare<[number, Buffer, number], number>(
      'SELECT sample_index FROM samples WHERE version_id = ? AND source_sha256 = ? ORDER BY sample_index LIMIT ?',
    )
    .pluck()
    .all(versionId, Buffer.from(sha256, 'hex'), limit);
}

/** Indices of samples whose name contains `text` (ASCII letters of either case), ascending, at most `limit`. */
export function findSamplesByName(
  db: Connection,
  versionId: number,
  text: string,
  limit: number,
): Int32Array {
  const pattern = `%${text.replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`;
  return Int32Array.from(
    db
      .prepare<[number, string, number], number>(
        `SELECT sample_index FROM samples WHERE version_id = ? AND name LIKE ? ESCAPE '\\' ORDER BY sample_index LIMIT ?`,
      )
      .pluck()
      .all(versionId, pattern, limit),
  );
}

/** Labels of samples `start .. start + count - 1`; for reading a long column in steps. */
export function readLabelRange(db: Connection, versionId: number, start: number, count: number): number[] {
  return db
    .prepare<[number, number, number], number>(
      'SELECT label FROM samples WHERE version_id = ? AND sample_index >= ? AND sample_index < ? ORDER BY sample_index',
    )
    .pluck()
    .all(versionId, start, start + count);
}
