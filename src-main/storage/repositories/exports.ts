/** What was exported where: the folder and every file in it with its hash. */
import { now, type Connection } from '../connection.ts';

export interface ExportedFile {
  /** Relative to the folder. */
  path: string;
  sha256: string;
  bytes: number;
}

export interface ExportRecord {
  id: number;
  runId: number;
  /** Absolute path. */
  folder: string;
  files: readonly ExportedFile[];
  createdAt: string;
}

/** Notes a finished export and returns its id. */
export function storeExport(
  db: Connection,
  runId: number,
  folder: string,
  files: readonly ExportedFile[],
): number {
  const inserted = db
    .prepare('INSERT INTO exports (run_id, folder, files, created_at) VALUES (?, ?, ?, ?)')
    .run(runId, folder, JSON.stringify(files), now());
  return Number(inserted.lastInsertRowid);
}

/** Null for one that is unknown. */
export function readExport(db: Connection, exportId: number): ExportRecord | null {
  const row = db
    .prepare<[number], Omit<ExportRecord, 'files'> & { files: string }>(
      'SELECT id, run_id AS runId, folder, files, created_at AS createdAt FROM exports WHERE id = ?',
    )
    .get(exportId);
  return row === undefined ? null : { ...row, files: JSON.parse(row.files) as ExportedFile[] };
}

/** Oldest first. */
export function listExports(db: Connection, runId: number): ExportRecord[] {
  return db
    .prepare<[number], Omit<ExportRecord, 'files'> & { files: string }>(
      'SELECT id, run_id AS runId, folder, files, created_at AS createdAt FROM exports WHERE run_id = ? ORDER BY id',
    )
    .all(runId)
    .map((row) => ({ ...row, files: JSON.parse(row.files) as ExportedFile[] }));
}
