/**
 * Opening and closing a workspace: one SQLite file, one writer, any number of readers.
 *
 * While it is open SQLite keeps a write-ahead log beside the file (`-wal`, `-shm`) and the writer its lock
 * (`-lock`); closing folds them back, so that one file remains. A process must not open the file by other means
 * while it has the workspace open: closing such a descriptor drops SQLite's locks (POSIX record locks).
 */
import { randomUUID } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { toStorageError, type Connection } from './connection.ts';
import { APPLICATION_ID, checkHeader, newerWorkspace, notAWorkspace } from './file-header.ts';
import { initialise, migrateExisting, migrateNew, readFormat, type Upgrade } from './migrate.ts';
import { MIGRATIONS, type Migration } from './migrations/registry.ts';
import { acquireWriterLock, type WriterLock } from './writer-lock.ts';

export interface Workspace {
  /** Absolute, symbolic links resolved. */
  readonly path: string;
  readonly db: Connection;
  readonly isReadOnly: boolean;
  /** What opening changed in an older file, else null. */
  readonly upgrade: Upgrade | null;
  /** Closes the connection and folds the log back into the file; calling it again does nothing. */
  close(): void;
}

export interface OpenOptions {
  /** The formats known; for tests of upgrading. */
  migrations?: readonly Migration[];
}

const BUSY_TIMEOUT_MS = 5000;
/** Pixels and checkpoints are long blobs: fewer, larger pages are read and written faster than 4 KiB ones. */
const PAGE_BYTES = 16_384;
const WAL_KEPT_BYTES = 64 * 1024 * 1024;

/** Workspaces this process has open, by path: their files are not to be touched but by SQLite. */
const openHere = new Map<string, number>();

function countOpen(path: string, change: 1 | -1): void {
  const count = (openHere.get(path) ?? 0) + change;
  if (count > 0) openHere.set(path, count);
  else openHere.delete(path);
}

function locate(path: string): string {
  const absolute = resolve(path);
  return existsSync(absolute) ? realpathSync(absolute) : absolute;
}

function configure(db: Connection): void {
  db.pragma('foreign_keys = ON');
  db.pragma('cache_size = -32000');
  db.pragma('temp_store = MEMORY');
}

/** Throws when SQLite itself sees a file that is not ours, or newer; the log may be ahead of the header. */
function checkOpened(db: Connection, path: string, known: number): void {
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw notAWorkspace(path, 'it is an SQLite database of another program');
  }
  const format = readFormat(db);
  if (format > known) throw newerWorkspace(path, format, known);
  // Reads the whole schema: a damaged first page shows here and not in the middle of the work.
  db.prepare('SELECT count(*) FROM sqlite_schema').get();
}

function foldBack(db: Connection): void {
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

/**
 * Makes a new, empty workspace and opens it. It appears under its name only when it is complete. Throws
 * `conflict` when something is already there, `not-found` when the folder is missing.
 */
export function createWorkspace(path: string, options: OpenOptions = {}): Workspace {
  const target = locate(path);
  const folder = dirname(target);
  if (!existsSync(folder)) {
    throw new AssayError('not-found', `The folder ${folder} for the new workspace does not exist.`, {
      folder,
    });
  }
  const leftover = ['', '-wal', '-journal'].map((suffix) => target + suffix).find((name) => existsSync(name));
  if (leftover !== undefined) {
    // A log without its file would be played into the new one.
    throw new AssayError('conflict', `${leftover} already exists. Choose another name, or move it away.`, {
      path: leftover,
    });
  }
  const temporary = join(folder, `.${basename(target)}.${randomUUID()}.tmp`);
  try {
    fillNewFile(temporary, options.migrations ?? MIGRATIONS);
    linkNew(temporary, target);
  } catch (thrown) {
    throw toStorageError(thrown, target);
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(temporary + suffix, { force: true });
  }
  const folderFile = openSync(folder, 'r');
  try {
    fsyncSync(folderFile);
  } finally {
    closeSync(folderFile);
  }
  return openWorkspace(target, options);
}

function fillNewFile(path: string, migrations: readonly Migration[]): void {
  const db = new Database(path);
  try {
    db.pragma(`page_size = ${PAGE_BYTES}`);
    db.pragma('journal_mode = WAL');
    configure(db);
    initialise(db);
    migrateNew(db, migrations);
    foldBack(db);
  } finally {
    db.close();
  }
}

/** Unlike a rename, a link never replaces a file that came into being meanwhile. */
function linkNew(temporary: string, target: string): void {
  try {
    linkSync(temporary, target);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
    throw new AssayError('conflict', `${target} already exists. Choose another name.`, { path: target });
  }
}

/**
 * A log left by a crash may hold what the header does not show yet. Only a writing connection would play it
 * into the file, so a reading one looks first.
 */
function checkLog(file: string, known: number): void {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    checkOpened(db, file, known);
  } finally {
    db.close();
  }
}

/**
 * Opens an existing workspace for reading and writing, upgrading an older one after a backup. Throws `not-found`,
 * `workspace.not-a-workspace`, `workspace.newer` (file untouched), `storage.corrupt`, `conflict` when another
 * connection already writes to it, `migration.failed`.
 */
export function openWorkspace(path: string, options: OpenOptions = {}): Workspace {
  const migrations = options.migrations ?? MIGRATIONS;
  const file = locate(path);
  if (!openHere.has(file)) checkHeader(file, migrations.length);
  const lock = acquireWriterLock(file);
  let db: Connection | null = null;
  try {
    if (existsSync(`${file}-wal`)) checkLog(file, migrations.length);
    db = new Database(file, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    checkOpened(db, file, migrations.length);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma(`journal_size_limit = ${WAL_KEPT_BYTES}`);
    configure(db);
    const upgrade = migrateExisting(db, migrations);
    return writable(file, db, lock, upgrade);
  } catch (thrown) {
    db?.close();
    lock.release();
    throw toStorageError(thrown, file);
  }
}

function writable(path: string, db: Connection, lock: WriterLock, upgrade: Upgrade | null): Workspace {
  countOpen(path, 1);
  return {
    path,
    db,
    isReadOnly: false,
    upgrade,
    close() {
      if (!db.open) return;
      try {
        foldBack(db);
      } catch (thrown) {
        throw toStorageError(thrown, path);
      } finally {
        db.close();
        countOpen(path, -1);
        lock.release();
      }
    },
  };
}

/**
 * Opens a workspace for reading, beside a writer or without one. Sees what was committed when a statement or
 * transaction begins. Throws as `openWorkspace`, except that it needs no lock; an older format, which only a
 * writer can upgrade, is a `conflict`.
 */
export function openWorkspaceReadOnly(path: string, options: OpenOptions = {}): Workspace {
  const migrations = options.migrations ?? MIGRATIONS;
  const file = locate(path);
  if (!openHere.has(file)) checkHeader(file, migrations.length);
  checkFolder(file);
  const hadLog = existsSync(`${file}-wal`);
  let db: Connection | null = null;
  try {
    db = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    checkOpened(db, file, migrations.length);
    configure(db);
    const format = readFormat(db);
    if (format < migrations.length) {
      throw new AssayError(
        'conflict',
        `The workspace ${file} has the older format ${format} and must be upgraded before it can be read. Any command that writes to it does that, after a backup.`,
        { path: file, format, known: migrations.length },
      );
    }
    return readable(file, db);
  } catch (thrown) {
    db?.close();
    // Only what this attempt left: a log that was there before may belong to what is wrong.
    if (!hadLog) tidyAfterReader(file);
    throw toStorageError(thrown, file);
  }
}

/** Reading a database with a write-ahead log needs the log's files beside it, made where there are none. */
function checkFolder(file: string): void {
  const folder = dirname(file);
  try {
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    const message = `The folder ${folder} cannot be written, which reading a workspace needs too (its log lies beside it). Copy the workspace to another folder, or change the folder's rights.`;
    throw new AssayError('storage.failed', message, { path: file, folder }, { cause });
  }
}

function readable(path: string, db: Connection): Workspace {
  countOpen(path, 1);
  return {
    path,
    db,
    isReadOnly: true,
    upgrade: null,
    close() {
      if (!db.open) return;
      db.close();
      countOpen(path, -1);
      tidyAfterReader(path);
    },
  };
}

/** A reader may leave an empty log behind, which only a writer can remove: done when there is no other. */
function tidyAfterReader(file: string): void {
  if (openHere.has(file) || !existsSync(`${file}-shm`)) return;
  let lock: WriterLock | null = null;
  let db: Connection | null = null;
  try {
    lock = acquireWriterLock(file, 0);
    db = new Database(file, { fileMustExist: true, timeout: 0 });
    foldBack(db);
  } catch (thrown) {
    // Left for the next writer: another one is at work, the folder is read-only, or the file is damaged,
    // which whoever reads it has been told already.
    const isExpected = thrown instanceof AssayError || thrown instanceof Database.SqliteError;
    if (!isExpected) throw thrown;
  } finally {
    db?.close();
    lock?.release();
  }
}
