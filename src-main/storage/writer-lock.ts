/**
 * One writer a workspace. The lock is SQLite's own RESERVED lock on a small file beside the workspace, so the
 * system drops it when the process dies, however it dies: no stale lock, no guessing from process ids. The file
 * also tells who holds it (`user_version` = process id, `application_id` = a number drawn for this one holding).
 */
import { randomInt } from 'node:crypto';
import { existsSync, unlinkSync } from 'node:fs';
import Database from 'better-sqlite3';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { toStorageError, type Connection } from './connection.ts';

export interface WriterLock {
  release(): void;
}

const ATTEMPTS = 20;

export function lockPathOf(workspacePath: string): string {
  return `${workspacePath}-lock`;
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

function isMissing(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CANTOPEN');
}

function readHolder(lock: Connection): number | null {
  try {
    const holder = lock.pragma('user_version', { simple: true });
    return typeof holder === 'number' && holder > 0 ? holder : null;
  } catch (error) {
    if (isBusy(error)) return null;
    throw error;
  }
}

/** Locks the open file and leaves the holder's marks in it; returns the number drawn. */
function take(lock: Connection): number {
  const mark = randomInt(1, 2 ** 31 - 1);
  lock.pragma('journal_mode = MEMORY');
  lock.pragma('synchronous = OFF');
  lock.exec('BEGIN IMMEDIATE');
  lock.pragma(`user_version = ${process.pid}`);
  lock.pragma(`application_id = ${mark}`);
  lock.exec('COMMIT');
  // Readers may look at the marks while this one is held for the life of the lock.
  lock.exec('BEGIN IMMEDIATE');
  return mark;
}

/**
 * True when the name still leads to the file that was locked and marked. The last holder removes the file as it
 * goes: whoever opened it a moment before holds a lock on a file nobody else can see, while the next one may
 * already have locked a new file of that name.
 */
function isStillTheFile(lockPath: string, mark: number): boolean {
  let probe: Connection | null = null;
  try {
    probe = new Database(lockPath, { readonly: true, fileMustExist: true, timeout: 0 });
    return probe.pragma('application_id', { simple: true }) === mark;
  } catch (error) {
    // Busy: somebody is committing marks into it, which nobody can in a file that is locked here.
    if (isBusy(error) || isMissing(error)) return false;
    throw error;
  } finally {
    probe?.close();
  }
}

function held(lock: Connection, lockPath: string): WriterLock {
  return {
    release() {
      if (!lock.open) return;
      // Before the lock is let go: afterwards the name may already be the next holder's.
      if (existsSync(lockPath)) unlinkSync(lockPath);
      lock.close();
    },
  };
}

/**
 * Takes the lock, waiting `timeoutMs` at most. Throws `conflict` when another connection, of this or another
 * process, holds it, and `storage.failed` when the folder cannot be written.
 */
export function acquireWriterLock(workspacePath: string, timeoutMs = 250): WriterLock {
  const lockPath = lockPathOf(workspacePath);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    let lock: Connection | null = null;
    try {
      lock = new Database(lockPath, { timeout: timeoutMs });
      const mark = take(lock);
      if (isStillTheFile(lockPath, mark)) return held(lock, lockPath);
      lock.close();
    } catch (error) {
      const holder = lock !== null && isBusy(error) ? readHolder(lock) : null;
      lock?.close();
      if (!isBusy(error)) throw toStorageError(error, lockPath);
      throw new AssayError(
        'conflict',
        `The workspace ${workspacePath} is open for writing in another process${holder === null ? '' : ` (${holder})`}. Wait until it ends, or stop it, then try again.`,
        { path: workspacePath, processId: holder },
      );
    }
  }
  throw new AssayError(
    'conflict',
    `The workspace ${workspacePath} could not be locked: others keep taking it.`,
    {
      path: workspacePath,
    },
  );
}
