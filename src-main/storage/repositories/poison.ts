/** Making a version with known poison: the parent's samples with some of them replaced. */
import type { AttackManifest, SampleTruth } from '../../../src-shared/domain/attack.ts';
import type { DatasetVersion } from '../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { now, transact, type Connection } from '../connection.ts';
import { prepareDataset } from './datasets.ts';
import { checkRange, readGeometry, type Geometry } from './geometry.ts';
import { iteratePacks } from './packs.ts';
import { storeTruth } from './truth.ts';
import { beginVersionHash } from './version-hash.ts';
import { readVersion } from './versions.ts';

/** Rows that differ from the parent, in any order: index, new label, new pixels uint8 [n,H,W,C]. */
export interface ChangedRows {
  indices: Int32Array;
  labels: Int32Array;
  pixels: Uint8Array;
}

function checkChanged(geometry: Geometry, changed: ChangedRows): Map<number, number> {
  const count = changed.indices.length;
  if (changed.labels.length !== count || changed.pixels.byteLength !== count * geometry.sampleBytes) {
    throw new AssayError(
      'input.invalid',
      `${count} changed samples came with ${changed.labels.length} labels and ${changed.pixels.byteLength} bytes of pixels instead of ${count * geometry.sampleBytes}.`,
      { count, labels: changed.labels.length, bytes: changed.pixels.byteLength },
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

function copySamples(db: Connection, parentId: number, versionId: number, changed: ChangedRows): void {
  db.prepare(
    `INSERT INTO samples (version_id, sample_index, split, label, name, source_sha256)
     SELECT ?, sample_index, split, label, name, source_sha256 FROM samples WHERE version_id = ?`,
  ).run(versionId, parentId);
  const relabel = db.prepare('UPDATE samples SET label = ? WHERE version_id = ? AND sample_index = ?');
  for (const [row, index] of changed.indices.entries()) relabel.run(changed.labels[row], versionId, index);
}

/** Copies pack by pack, replaces the changed rows on the way, and returns the new version's hash. */
function copyPacks(
  db: Connection,
  parent: Geometry,
  versionId: number,
  changed: ChangedRows,
  rowOf: ReadonlyMap<number, number>,
): string {
  const { sampleBytes } = parent;
  const insert = db.prepare(
    'INSERT INTO packs (version_id, pack_index, sample_count, pixels) VALUES (?, ?, ?, ?)',
  );
  const hash = beginVersionHash(db, { ...parent, versionId });
  for (const pack of iteratePacks(db, parent)) {
    for (let i = 0; i < pack.count; i++) {
      const row = rowOf.get(pack.start + i);
      if (row === undefined) continue;
      pack.pixels.set(changed.pixels.subarray(row * sampleBytes, (row + 1) * sampleBytes), i * sampleBytes);
    }
    insert.run(versionId, pack.packIndex, pack.count, pack.pixels);
    hash.update(pack.pixels);
  }
  return hash.digest('hex');
}

/**
 * Makes a version of `dataset` (a new dataset, or the next version of one) from a finished, unpoisoned parent, in
 * one transaction and with one pack in memory at a time. Throws `input.invalid` for rows that do not fit and for a
 * parent that is itself a drill: its poison would be taken for clean.
 */
export function createPoisonedVersion(
  db: Connection,
  parentId: number,
  dataset: string,
  changed: ChangedRows,
  manifest: AttackManifest,
  truth: readonly SampleTruth[],
): DatasetVersion {
  return transact(db, () => {
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
    const versionId = copyVersionRow(db, parentId, dataset);
    copySamples(db, parentId, versionId, changed);
    storeTruth(db, versionId, manifest, truth);
    const sha256 = copyPacks(db, geometry, versionId, changed, rowOf);
    db.prepare("UPDATE versions SET state = 'ready', sha256 = ? WHERE id = ?").run(sha256, versionId);
    return readVersion(db, versionId);
  });
}
