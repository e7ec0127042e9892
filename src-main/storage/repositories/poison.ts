/** Making a version with known poison: the parent's samples with some of them replaced. */
import type { AttackManifest, SampleTruth } from '../../../src-shared/domain/attack.ts';
import type { DatasetVersion } from '../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { now, transact, yieldToEvents, type Connection } from '../connection.ts';
import { prepareDataset, removeEmptyDatasets } from './datasets.ts';
import { checkRange, readGeometry, type Geometry } from './geometry.ts';
import { iteratePacks } from './packs.ts';
import { storeManifest, storeTriggeredTest, storeTruth } from './truth.ts';
import { beginVersionHash } from './version-hash.ts';
import { readVersion } from './versions.ts';

/** Rows that differ from the parent, in any order: index, new label, new values as bytes. */
export interface ChangedRows {
  indices: Int32Array;
  labels: Int32Array;
  bytes: Uint8Array;
}

function checkChanged(geometry: Geometry, changed: ChangedRows): Map<number, number> {
  const count = changed.indices.length;
  if (changed.labels.length !== count || changed.bytes.byteLength !== count * geometry.sampleBytes) {
    throw new AssayError(
      'input.invalid',
      `${count} changed samples came with ${changed.labels.length} labels and ${changed.bytes.byteLength} bytes of values instead of ${count * geometry.sampleBytes}.`,
      { count, labels: changed.labels.length, bytes: changed.bytes.byteLength },
    );
  }
  const rowOf = new Map<number, number>();
  for (const [row, index] of changed.indices.entries()) {
    checkRange(geometry, index, 1);
    const label = changed.labels[row] ?? -1;
    if (label < 0 || label >= geometry.classCount || rowOf.has(index)) {
      throw new AssayError(
        'input.invalid',
        `Changed sample ${index} comes twice or has a label (${label}) outside 0 to ${geometry.classCount - 1}.`,
        { index, label, classes: geometry.classCount },
      );
    }
    rowOf.set(index, row);
  }
  return rowOf;
}

function copyVersionRow(db: Connection, parentId: number, name: string): number {
  const { datasetId, nextVersion } = prepareDataset(db, name);
  const inserted = db
    .prepare(
      `INSERT INTO versions (dataset_id, version, state, origin, parent_id, modality, height, width, channels, classes,
         class_count, train_count, test_count, samples_per_pack, resize_rule, source, source_sha256, layout, created_at)
       SELECT ?, ?, 'importing', 'poison', id, modality, height, width, channels, classes,
         class_count, train_count, test_count, samples_per_pack, resize_rule, NULL, source_sha256, layout, ?
       FROM versions WHERE id = ?`,
    )
    .run(datasetId, nextVersion, now(), parentId);
  return Number(inserted.lastInsertRowid);
}

/** Rows are written in groups with a turn of the event loop between them: a large version must not hold the host. */
const ROWS_AT_ONCE = 2000;

async function inGroups(
  count: number,
  write: (start: number, end: number) => void,
  db: Connection,
): Promise<void> {
  for (let start = 0; start < count; start += ROWS_AT_ONCE) {
    transact(db, () => write(start, Math.min(count, start + ROWS_AT_ONCE)));
    await yieldToEvents();
  }
}

async function copySamples(
  db: Connection,
  parent: Geometry,
  versionId: number,
  changed: ChangedRows,
): Promise<void> {
  const copy = db.prepare(
    `INSERT INTO samples (version_id, sample_index, split, label, name, source_sha256)
     SELECT ?, sample_index, split, label, name, source_sha256 FROM samples
     WHERE version_id = ? AND sample_index >= ? AND sample_index < ?`,
  );
  await inGroups(parent.total, (start, end) => copy.run(versionId, parent.versionId, start, end), db);
  const relabel = db.prepare('UPDATE samples SET label = ? WHERE version_id = ? AND sample_index = ?');
  await inGroups(
    changed.indices.length,
    (start, end) => {
      for (let row = start; row < end; row++)
        relabel.run(changed.labels[row], versionId, changed.indices[row]);
    },
    db,
  );
}

/** Copies pack by pack, replaces the changed rows on the way, and returns the new version's hash. */
async function copyPacks(
  db: Connection,
  parent: Geometry,
  versionId: number,
  changed: ChangedRows,
  rowOf: ReadonlyMap<number, number>,
): Promise<string> {
  const { sampleBytes } = parent;
  const insert = db.prepare(
    'INSERT INTO packs (version_id, pack_index, sample_count, bytes) VALUES (?, ?, ?, ?)',
  );
  const hash = await beginVersionHash(db, { ...parent, versionId });
  for (const pack of iteratePacks(db, parent)) {
    for (let i = 0; i < pack.count; i++) {
      const row = rowOf.get(pack.start + i);
      if (row === undefined) continue;
      pack.bytes.set(changed.bytes.subarray(row * sampleBytes, (row + 1) * sampleBytes), i * sampleBytes);
    }
    transact(db, () => insert.run(versionId, pack.packIndex, pack.count, pack.bytes));
    hash.update(pack.bytes);
    await yieldToEvents();
  }
  return hash.digest('hex');
}

const TEST_PACK_BYTES = 1024 * 1024;

async function storeTestInPacks(
  db: Connection,
  geometry: Geometry,
  versionId: number,
  bytes: Uint8Array,
): Promise<void> {
  if (bytes.byteLength !== geometry.testCount * geometry.sampleBytes) {
    throw new AssayError(
      'input.invalid',
      `The test samples with their trigger are ${bytes.byteLength} bytes instead of ${geometry.testCount * geometry.sampleBytes}.`,
      { bytes: bytes.byteLength, samples: geometry.testCount },
    );
  }
  for (let start = 0; start < bytes.byteLength; start += TEST_PACK_BYTES) {
    const pack = bytes.subarray(start, start + TEST_PACK_BYTES);
    transact(db, () => storeTriggeredTest(db, versionId, start / TEST_PACK_BYTES, pack));
    await yieldToEvents();
  }
}

/**
 * Makes a version of `dataset` (a new dataset, or the next version of one) from a finished, unpoisoned parent, step by
 * step and with one pack in memory at a time; nobody sees it before it is complete, and when it cannot be completed
 * nothing of it stays. Throws `input.invalid` for rows that do not fit and for a parent that is itself a drill: its
 * poison would be taken for clean.
 */
export async function createPoisonedVersion(
  db: Connection,
  parentId: number,
  dataset: string,
  changed: ChangedRows,
  manifest: AttackManifest,
  truth: readonly SampleTruth[],
  triggeredTest: Uint8Array | null = null,
): Promise<DatasetVersion> {
  const parent = readVersion(db, parentId);
  if (parent.origin === 'poison') {
    throw new AssayError(
      'input.invalid',
      `${parent.dataset}@${parent.version} already carries planted poison; poison the version it was made from.`,
      { versionId: parentId },
    );
  }
  const geometry = readGeometry(db, parentId);
  const rowOf = checkChanged(geometry, changed);
  const versionId = transact(db, () => {
    const id = copyVersionRow(db, parentId, dataset);
    storeManifest(db, id, manifest);
    return id;
  });
  try {
    await copySamples(db, geometry, versionId, changed);
    await inGroups(truth.length, (start, end) => storeTruth(db, versionId, truth.slice(start, end)), db);
    if (triggeredTest !== null) await storeTestInPacks(db, geometry, versionId, triggeredTest);
    const sha256 = await copyPacks(db, geometry, versionId, changed, rowOf);
    db.prepare("UPDATE versions SET state = 'ready', sha256 = ? WHERE id = ?").run(sha256, versionId);
    return readVersion(db, versionId);
  } catch (thrown) {
    removeVersion(db, versionId);
    throw thrown;
  }
}

/** Removes drills that a process left half made when it died. For a host that has just opened the workspace. */
export function removeHalfMadeDrills(db: Connection): void {
  const ids = db
    .prepare<[], number>("SELECT id FROM versions WHERE origin = 'poison' AND state = 'importing'")
    .pluck()
    .all();
  for (const id of ids) removeVersion(db, id);
}

function removeVersion(db: Connection, versionId: number): void {
  transact(db, () => {
    db.prepare('DELETE FROM versions WHERE id = ?').run(versionId);
    removeEmptyDatasets(db);
  });
}
