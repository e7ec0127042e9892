/** What every repository needs of a connection: transactions, typed errors, values as SQLite wants them. */
import Database from 'better-sqlite3';
import { AssayError } from '../../src-shared/errors/assay-error.ts';

export type Connection = Database.Database;

/** Rows go out as plain objects; `Buffer` is how the binding hands over and takes blobs. */
export type SqlValue = string | number | null | Buffer;

/** Turns what SQLite throws into an AssayError; anything else is returned as it is. */
export function toStorageError(thrown: unknown, path: string): unknown {
  if (!(thrown instanceof Database.SqliteError)) return thrown;
  const details = { path, sqlite: thrown.code };
  const cause = { cause: thrown };
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(thrown.code)) {
    return new AssayError(
      'storage.corrupt',
      `The workspace ${path} is damaged (${thrown.message}). Restore it from a copy; "assay verify" lists what is wrong.`,
      details,
      cause,
    );
  }
  if (thrown.code === 'SQLITE_FULL') {
    return new AssayError(
      'storage.full',
      `The disk of ${path} is full. Free some space, then run the command again.`,
      details,
      cause,
    );
  }
  if (/^SQLITE_(BUSY|LOCKED)/.test(thrown.code)) {
    return new AssayError(
      'conflict',
      `The workspace ${path} is busy: another process is working on it. Wait for it to end.`,
      details,
      cause,
    );
  }
  if (/^SQLITE_(IOERR|READONLY|CANTOPEN|PERM|AUTH|PROTOCOL)/.test(thrown.code)) {
    return new AssayError(
      'storage.failed',
      `The workspace ${path} cannot be read or written (${thrown.message}). Check the disk and the rights on the file and its folder.`,
      details,
      cause,
    );
  }
  return thrown;
}

export function withStorageErrors<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw toStorageError(thrown, path);
  }
}

/**
 * Runs `work` in one transaction: all of it or, when it throws, nothing. Takes the write lock at once, so that
 * it never fails half-way for want of it. Inside another `transact` it becomes a part of that one.
 */
export function transact<T>(db: Connection, work: () => T): T {
  return withStorageErrors(db.name, () => db.transaction(work).immediate());
}

/** Like `transact`, and on disk before it returns: for what a person did by hand and nothing can compute again. */
export function transactDurably<T>(db: Connection, work: () => T): T {
  // WAL with NORMAL can lose the last transactions in a power cut (never a part of one); FULL cannot.
  db.pragma('synchronous = FULL');
  try {
    return transact(db, work);
  } finally {
    db.pragma('synchronous = NORMAL');
  }
}

/** A blob of the very bytes of `view`, not a copy. */
export function toBlob(view: Uint8Array | Int32Array | Float32Array): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

/** Blobs hold little-endian numbers; every platform the program supports is little-endian. */
export function toInt32Array(blob: Buffer): Int32Array {
  const values = new Int32Array(blob.byteLength / 4);
  toBlob(values).set(blob);
  return values;
}

export function toFloat32Array(blob: Buffer): Float32Array {
  const values = new Float32Array(blob.byteLength / 4);
  toBlob(values).set(blob);
  return values;
}

/** JSON with the keys of every object sorted: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : part,
  );
}

export function now(): string {
  return new Date().toISOString();
}

/** Lets timers, frames and signals have their turn between two pieces of long work. */
export function yieldToEvents(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
