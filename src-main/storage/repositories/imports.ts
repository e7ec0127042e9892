/**
 * Versions on their way in: begun, filled group by group, then finished. Until then they are invisible to all
 * other repositories' listings; an interrupted one continues or is removed whole.
 */
import type {
  DatasetLayout,
  DatasetVersion,
  ImageShape,
  Modality,
  Rejection,
} from '../../../src-shared/domain/dataset.ts';
import { bytesOfSample } from '../../../src-shared/domain/sample-values.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { SampleGroup } from '../../../src-shared/worker/contract.ts';
import { canonicalJson, now, transact, type Connection } from '../connection.ts';
import { prepareDataset, removeEmptyDatasets } from './datasets.ts';
import { readGeometry, samplesPerPack, type Geometry } from './geometry.ts';
import { appendBytes } from './packs.ts';
import { computeVersionHash, type LongWork } from './version-hash.ts';
import { readVersion } from './versions.ts';

export interface NewImport {
  dataset: string;
  /** Absolute path as given. */
  source: string;
  sourceSha256: string;
  /** Everything that decides how the source becomes samples; a resume must have the same. */
  options: object;
  modality: Modality;
  shape: ImageShape;
  classes: readonly string[];
  resizeRule: string;
  layout: DatasetLayout;
}

export interface IncompleteImport {
  versionId: number;
  dataset: string;
  version: number;
  source: string;
  /** Ordinal of the first item of the source that is not stored yet. */
  nextOrdinal: number;
  samples: number;
  startedAt: string;
}

/** Makes a version in state `importing` and returns its id. */
export function startImport(db: Connection, plan: NewImport): number {
  const [height, width, channels] = plan.shape;
  if (plan.classes.length === 0) {
    throw new AssayError('input.invalid', `The source ${plan.source} names no class.`, {
      source: plan.source,
    });
  }
  return transact(db, () => {
    const { datasetId, nextVersion } = prepareDataset(db, plan.dataset);
    const inserted = db
      .prepare(
        `INSERT INTO versions (dataset_id, version, state, origin, modality, height, width, channels, classes, class_count,
           samples_per_pack, resize_rule, source, source_sha256, import_options, layout, created_at)
         VALUES (?, ?, 'importing', 'import', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        datasetId,
        nextVersion,
        plan.modality,
        height,
        width,
        channels,
        JSON.stringify(plan.classes),
        plan.classes.length,
        samplesPerPack(bytesOfSample(plan.shape, plan.modality)),
        plan.resizeRule,
        plan.source,
        plan.sourceSha256,
        canonicalJson(plan.options),
        JSON.stringify(plan.layout),
        now(),
      );
    return Number(inserted.lastInsertRowid);
  });
}

function readImporting(db: Connection, versionId: number): Geometry {
  const geometry = readGeometry(db, versionId);
  if (!geometry.isReady) return geometry;
  throw new AssayError('conflict', `Version ${versionId} is finished; a version never changes.`, {
    versionId,
  });
}

function checkGroup(geometry: Geometry, group: SampleGroup): void {
  const count = group.labels.length;
  const { sampleBytes, classCount } = geometry;
  const isAligned =
    group.names.length === count &&
    group.sourceSha256.length === count &&
    group.bytes.byteLength === count * sampleBytes;
  if (!isAligned) {
    throw new AssayError(
      'input.invalid',
      `A group of ${count} samples came with ${group.names.length} names, ${group.sourceSha256.length} hashes and ${group.bytes.byteLength} bytes of values instead of ${count * sampleBytes}.`,
      { count, names: group.names.length, hashes: group.sourceSha256.length, bytes: group.bytes.byteLength },
    );
  }
  if (group.split === 'train' && geometry.testCount > 0 && count > 0) {
    throw new AssayError(
      'input.invalid',
      'A training sample came after the first test sample: train comes first.',
      {
        name: group.names[0] ?? null,
      },
    );
  }
  for (const [i, label] of group.labels.entries()) {
    if (label >= 0 && label < classCount) continue;
    throw new AssayError(
      'input.invalid',
      `Sample "${group.names[i]}" has the label ${label}, but there are ${classCount} classes (0 to ${classCount - 1}).`,
      { name: group.names[i] ?? null, label, classes: classCount },
    );
  }
}

function insertSamples(db: Connection, geometry: Geometry, group: SampleGroup): void {
  const insert = db.prepare(
    `INSERT INTO samples (version_id, sample_index, split, label, name, source_sha256) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (version_id, name) DO NOTHING`,
  );
  for (const [i, label] of group.labels.entries()) {
    const name = group.names[i] ?? '';
    const hash = group.sourceSha256[i] ?? '';
    if (!/^[0-9a-f]{64}$/.test(hash)) {
      throw new AssayError(
        'input.invalid',
        `Sample "${name}" came with "${hash}" where its SHA-256 belongs.`,
        { name },
      );
    }
    const bytes = Buffer.from(hash, 'hex');
    const { changes } = insert.run(geometry.versionId, geometry.total + i, group.split, label, name, bytes);
    if (changes === 1) continue;
    throw new AssayError(
      'input.invalid',
      `The source has two samples named "${name}"; names must be unique.`,
      {
        name,
      },
    );
  }
}

/**
 * Stores a group, what was rejected with it, and where to go on, in one transaction. Throws `input.invalid` for a
 * group that does not fit the version (lengths, label range, split order, a name twice), `conflict` for a finished
 * version or an ordinal that was stored before.
 */
export function storeSampleGroup(
  db: Connection,
  versionId: number,
  group: SampleGroup,
  rejected: readonly Rejection[],
  nextOrdinal: number,
): void {
  transact(db, () => {
    const geometry = readImporting(db, versionId);
    checkGroup(geometry, group);
    insertSamples(db, geometry, group);
    appendBytes(db, geometry, geometry.total, group.bytes);
    const insertRejection = db.prepare('INSERT INTO rejections (version_id, name, reason) VALUES (?, ?, ?)');
    for (const { name, reason } of rejected) insertRejection.run(versionId, name, reason);
    const count = group.labels.length;
    const moved = db
      .prepare(
        `UPDATE versions SET train_count = train_count + ?, test_count = test_count + ?, next_ordinal = ?
         WHERE id = ? AND next_ordinal + ? <= ?`,
      )
      .run(
        group.split === 'train' ? count : 0,
        group.split === 'test' ? count : 0,
        nextOrdinal,
        versionId,
        count + rejected.length,
        nextOrdinal,
      );
    if (moved.changes === 1) return;
    throw new AssayError('conflict', `Items of the source before ${nextOrdinal} were stored already.`, {
      versionId,
      nextOrdinal,
    });
  });
}

/**
 * Computes the version's hash and makes it `ready`. Throws `input.invalid` when not one training sample is stored.
 * Aborted before the end it stays `importing`.
 */
export async function finishImport(
  db: Connection,
  versionId: number,
  work: LongWork = {},
): Promise<DatasetVersion> {
  const geometry = readImporting(db, versionId);
  if (geometry.trainCount === 0) {
    throw new AssayError('input.invalid', 'The source holds not one training sample that could be read.', {
      test: geometry.testCount,
    });
  }
  const sha256 = await computeVersionHash(db, versionId, work);
  db.prepare("UPDATE versions SET state = 'ready', sha256 = ? WHERE id = ? AND state = 'importing'").run(
    sha256,
    versionId,
  );
  return readVersion(db, versionId);
}

const SELECT_INCOMPLETE = `SELECT v.id AS versionId, d.name AS dataset, v.version, v.source, v.next_ordinal AS nextOrdinal,
  v.train_count + v.test_count AS samples, v.created_at AS startedAt
  FROM versions v JOIN datasets d ON d.id = v.dataset_id WHERE v.state = 'importing' AND v.origin = 'import'`;

/** The unfinished import of the same source with the same options, or null; the newest when there are several. */
export function findIncompleteImport(
  db: Connection,
  sourceSha256: string,
  options: object,
): IncompleteImport | null {
  const row = db
    .prepare<[string, string], IncompleteImport>(
      `${SELECT_INCOMPLETE} AND v.source_sha256 = ? AND v.import_options = ? ORDER BY v.id DESC LIMIT 1`,
    )
    .get(sourceSha256, canonicalJson(options));
  return row ?? null;
}

export function listIncompleteImports(db: Connection): IncompleteImport[] {
  return db.prepare<[], IncompleteImport>(`${SELECT_INCOMPLETE} ORDER BY v.id`).all();
}

/** Removes an unfinished import with everything it stored. Throws `conflict` for a finished version. */
export function removeIncompleteImport(db: Connection, versionId: number): void {
  transact(db, () => {
    readImporting(db, versionId);
    db.prepare('DELETE FROM versions WHERE id = ?').run(versionId);
    removeEmptyDatasets(db);
  });
}

/** What the source held that could not become a sample, in the order of the source. */
export function listRejections(db: Connection, versionId: number, limit = 1000): Rejection[] {
  return db
    .prepare<[number, number], Rejection>(
      'SELECT name, reason FROM rejections WHERE version_id = ? ORDER BY id LIMIT ?',
    )
    .all(versionId, limit);
}

export function countRejections(db: Connection, versionId: number): number {
  return (
    db
      .prepare<[number], number>('SELECT count(*) FROM rejections WHERE version_id = ?')
      .pluck()
      .get(versionId) ?? 0
  );
}
