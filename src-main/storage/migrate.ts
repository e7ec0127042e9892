/**
 * Brings a workspace to the newest format: every pending migration in its own transaction, after a backup of the
 * file as it was. The applied ones are listed in the table `migrations` and must be the first of those known.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { now, toStorageError, type Connection } from './connection.ts';
import { APPLICATION_ID } from './file-header.ts';
import type { Migration } from './migrations/registry.ts';

export interface Upgrade {
  from: number;
  to: number;
  /** The file as it was before. */
  backup: string;
}

export function readFormat(db: Connection): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/** The first transaction of a new file: its mark and the list of migrations. */
export function initialise(db: Connection): void {
  db.transaction(() => {
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.exec(
      'CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT',
    );
  })();
}

function checkApplied(db: Connection, migrations: readonly Migration[]): number {
  const applied = db
    .prepare<[], { number: number; name: string }>('SELECT number, name FROM migrations ORDER BY number')
    .all();
  const format = readFormat(db);
  const isPrefix = applied.every((row, i) => row.number === i + 1 && row.name === migrations[i]?.name);
  if (applied.length !== format || !isPrefix) {
    throw new AssayError(
      'storage.corrupt',
      `The workspace ${db.name} lists migrations this Assay does not know in that order (${applied.map((row) => row.name).join(', ') || 'none'}). It was changed by something else: restore it from a copy.`,
      { path: db.name, applied: applied.map((row) => row.name) },
    );
  }
  return format;
}

/** Copies the whole database, write-ahead log included, replacing an older backup of the same format. */
function backUp(db: Connection, format: number): string {
  const backup = `${db.name}.backup-v${format}`;
  const temporary = `${backup}.tmp`;
  rmSync(temporary, { force: true });
  db.prepare('VACUUM INTO ?').run(temporary);
  const file = openSync(temporary, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, backup);
  return backup;
}

function applyOne(db: Connection, number: number, migration: Migration): void {
  db.transaction(() => {
    db.exec(migration.sql);
    migration.convert?.(db);
    const broken = db.pragma('foreign_key_check') as unknown[];
    if (broken.length > 0) throw new Error(`it leaves ${broken.length} rows without what they refer to`);
    db.prepare('INSERT INTO migrations (number, name, applied_at) VALUES (?, ?, ?)').run(
      number,
      migration.name,
      now(),
    );
    db.pragma(`user_version = ${number}`);
  }).immediate();
}

/** Applies all of `migrations` to a file just initialised. */
export function migrateNew(db: Connection, migrations: readonly Migration[]): void {
  migrations.forEach((migration, i) => applyOne(db, i + 1, migration));
}

/**
 * Upgrades an existing file; null when there is nothing to do. Throws `migration.failed`, naming the backup:
 * the file then holds the migrations before the failed one.
 */
export function migrateExisting(db: Connection, migrations: readonly Migration[]): Upgrade | null {
  const from = checkApplied(db, migrations);
  if (from === migrations.length) return null;
  let backup: string;
  try {
    backup = backUp(db, from);
  } catch (thrown) {
    throw toStorageError(thrown, db.name);
  }
  // Rebuilding a table drops the old one, which must not take the rows that refer to it along.
  db.pragma('foreign_keys = OFF');
  try {
    for (const [i, migration] of migrations.entries()) {
      if (i < from) continue;
      try {
        applyOne(db, i + 1, migration);
      } catch (thrown) {
        const reason = thrown instanceof Error ? thrown.message : String(thrown);
        throw new AssayError(
          'migration.failed',
          `Upgrading the workspace ${db.name} stopped at step ${migration.name}: ${reason}. The file as it was before is ${backup}; put it back to use the earlier Assay, or update Assay and try again.`,
          { path: db.name, backup, step: migration.name, format: i },
          { cause: thrown },
        );
      }
    }
  } finally {
    db.pragma('foreign_keys = ON');
  }
  return { from, to: migrations.length, backup };
}
