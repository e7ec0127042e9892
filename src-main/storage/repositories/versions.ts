/** Finished dataset versions: listing, and finding by id, by name, by the source they came from. */
import type {
  DatasetLayout,
  DatasetVersion,
  Modality,
  VersionOrigin,
} from '../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { canonicalJson, type Connection } from '../connection.ts';

interface VersionRow {
  id: number;
  dataset: string;
  version: number;
  origin: string;
  parent_id: number | null;
  modality: Modality;
  height: number;
  width: number;
  channels: number;
  classes: string;
  train_count: number;
  test_count: number;
  resize_rule: string;
  source: string | null;
  layout: string;
  sha256: string;
  created_at: string;
}

// Versions still being imported are invisible here: nothing may take half a dataset for a whole one.
const SELECT = `SELECT v.id, d.name AS dataset, v.version, v.origin, v.parent_id, v.modality, v.height, v.width,
  v.channels, v.classes, v.train_count, v.test_count, v.resize_rule, v.source, v.layout, v.sha256, v.created_at
  FROM versions v JOIN datasets d ON d.id = v.dataset_id WHERE v.state = 'ready'`;

const LISTED_AT_MOST = 20;

function toVersion(row: VersionRow): DatasetVersion {
  return {
    id: row.id,
    dataset: row.dataset,
    version: row.version,
    origin: row.origin as VersionOrigin,
    parentId: row.parent_id,
    modality: row.modality,
    shape: [row.height, row.width, row.channels],
    classes: JSON.parse(row.classes) as string[],
    splits: { train: row.train_count, test: row.test_count },
    resizeRule: row.resize_rule,
    source: row.source,
    layout: JSON.parse(row.layout) as DatasetLayout,
    sha256: row.sha256,
    createdAt: row.created_at,
  };
}

/** Every finished version, by dataset name, then number. */
export function listVersions(db: Connection): DatasetVersion[] {
  return db.prepare<[], VersionRow>(`${SELECT} ORDER BY d.name, v.version`).all().map(toVersion);
}

/** Throws `not-found` for an id that is unknown or still being imported. */
export function readVersion(db: Connection, versionId: number): DatasetVersion {
  const row = db.prepare<[number], VersionRow>(`${SELECT} AND v.id = ?`).get(versionId);
  if (row !== undefined) return toVersion(row);
  throw new AssayError(
    'not-found',
    `There is no finished dataset version with the id ${versionId} in ${db.name}.`,
    {
      versionId,
    },
  );
}

/**
 * `name` (its newest finished version) or `name@number`. Throws `not-found`, with the names that exist, and
 * `input.invalid` for a number that is none.
 */
export function findVersion(db: Connection, reference: string): DatasetVersion {
  const at = reference.lastIndexOf('@');
  const name = at < 0 ? reference : reference.slice(0, at);
  const number = at < 0 ? null : reference.slice(at + 1);
  if (number !== null && !/^[1-9]\d{0,8}$/.test(number)) {
    throw new AssayError(
      'input.invalid',
      `"${reference}" is not a dataset: after "@" stands a version number.`,
      {
        reference,
      },
    );
  }
  const row =
    number === null
      ? db.prepare<[string], VersionRow>(`${SELECT} AND d.name = ? ORDER BY v.version DESC LIMIT 1`).get(name)
      : db
          .prepare<[string, number], VersionRow>(`${SELECT} AND d.name = ? AND v.version = ?`)
          .get(name, Number(number));
  if (row !== undefined) return toVersion(row);
  const there = db
    .prepare<[], string>(
      `SELECT d.name || '@' || v.version FROM versions v JOIN datasets d ON d.id = v.dataset_id
       WHERE v.state = 'ready' ORDER BY d.name, v.version LIMIT ${LISTED_AT_MOST}`,
    )
    .pluck()
    .all();
  const list = there.length === 0 ? 'It holds no dataset yet' : `It holds: ${there.join(', ')}`;
  throw new AssayError('not-found', `There is no dataset "${reference}" in ${db.name}. ${list}.`, {
    reference,
    available: there,
  });
}

/**
 * The finished version imported from the same source (by the hash of its content) with the same options, or null.
 * The oldest one when there are several.
 */
export function findVersionBySourceHash(
  db: Connection,
  sourceSha256: string,
  options: object,
): DatasetVersion | null {
  const row = db
    .prepare<[string, string], VersionRow>(
      `${SELECT} AND v.origin = 'import' AND v.source_sha256 = ? AND v.import_options = ? ORDER BY v.id LIMIT 1`,
    )
    .get(sourceSha256, canonicalJson(options));
  return row === undefined ? null : toVersion(row);
}

/** Hash of what was read at import, also of a version made from an imported one; null where none was stored. */
export function readSourceHash(db: Connection, versionId: number): string | null {
  return (
    db
      .prepare<[number], string | null>('SELECT source_sha256 FROM versions WHERE id = ?')
      .pluck()
      .get(versionId) ?? null
  );
}
