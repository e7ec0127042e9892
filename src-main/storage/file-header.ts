/**
 * Tells a workspace from any other file by its first bytes, before SQLite may touch it: a file that is not ours
 * must stay byte for byte as it is. Offsets: the SQLite file format, section 1.3.
 */
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { AssayError } from '../../src-shared/errors/assay-error.ts';

/** "ASAY", in the header field SQLite reserves for telling an application's files. */
export const APPLICATION_ID = 0x41534159;

const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';

export function notAWorkspace(path: string, why: string): AssayError {
  return new AssayError(
    'workspace.not-a-workspace',
    `${path} is not an Assay workspace: ${why}. Name another file; this one was left as it is.`,
    { path },
  );
}

export function newerWorkspace(path: string, found: number, known: number): AssayError {
  return new AssayError(
    'workspace.newer',
    `The workspace ${path} has format ${found}, this Assay knows formats up to ${known}. Update Assay to open it; the file was left as it is.`,
    { path, format: found, known },
  );
}

function readHeader(path: string): { header: Buffer; sizeBytes: number } {
  const file = openSync(path, 'r');
  try {
    const entry = fstatSync(file);
    if (!entry.isFile())
      throw notAWorkspace(path, entry.isDirectory() ? 'it is a folder' : 'it is not a file');
    const header = Buffer.alloc(HEADER_BYTES);
    const length = readSync(file, header, 0, HEADER_BYTES, 0);
    return { header: header.subarray(0, length), sizeBytes: entry.size };
  } finally {
    closeSync(file);
  }
}

/**
 * Throws `not-found`, `workspace.not-a-workspace`, `workspace.newer` or, for a file shorter than its header
 * says, `storage.corrupt`. Must not be called while this process has the workspace open: closing the descriptor
 * would drop SQLite's locks on it.
 */
export function checkHeader(path: string, knownFormat: number): void {
  if (!existsSync(path)) {
    throw new AssayError(
      'not-found',
      `There is no workspace at ${path}. Check the path, or import into a new one.`,
      {
        path,
      },
    );
  }
  const { header, sizeBytes } = readHeader(path);
  if (sizeBytes === 0) throw notAWorkspace(path, 'the file is empty');
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, 16) !== MAGIC) {
    throw notAWorkspace(path, 'its first bytes are those of something else');
  }
  if (header.readUInt32BE(68) !== APPLICATION_ID) {
    throw notAWorkspace(path, 'it is an SQLite database of another program');
  }
  const format = header.readUInt32BE(60);
  if (format > knownFormat) throw newerWorkspace(path, format, knownFormat);
  checkLength(path, header, sizeBytes);
}

function checkLength(path: string, header: Buffer, sizeBytes: number): void {
  // With a write-ahead log beside it, the newest pages may lie there.
  if (existsSync(`${path}-wal`)) return;
  const pageField = header.readUInt16BE(16);
  const pageBytes = pageField === 1 ? 65_536 : pageField;
  const pages = header.readUInt32BE(28);
  const isPageCountValid = header.readUInt32BE(24) === header.readUInt32BE(92);
  if (isPageCountValid && pages * pageBytes > sizeBytes) {
    throw new AssayError(
      'storage.corrupt',
      `The workspace ${path} is cut short: it should have ${pages * pageBytes} bytes and has ${sizeBytes}. Restore it from a copy.`,
      { path, expectedBytes: pages * pageBytes, foundBytes: sizeBytes },
    );
  }
}
