/** What all source trees share: reading an entry whole or its first bytes, and saying what went wrong on the way. */
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { SourceEntry } from '../types.ts';

/** A failure to read, as an error that names the file; errors of ours pass as they are. */
export function unreadable(name: string, thrown: unknown): AssayError {
  if (thrown instanceof AssayError) return thrown;
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  return new AssayError(
    'import.unreadable',
    `${name} cannot be read: ${why}. Check the file, or get a fresh copy of it.`,
    { entry: name },
    { cause: thrown },
  );
}

/** Finds an entry by name; asking for one that is not there is a mistake of the caller. */
export function entryIndex<T extends SourceEntry>(entries: readonly T[]): (name: string) => T {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  return (name) => {
    const entry = byName.get(name);
    if (entry === undefined) throw new TypeError(`no entry "${name}" in this source`);
    return entry;
  };
}

export function checkReadSize(entry: SourceEntry, maxBytes: number): void {
  if (entry.sizeBytes <= maxBytes) return;
  throw new AssayError(
    'import.too-large',
    `${entry.name} has ${entry.sizeBytes} bytes, more than the ${maxBytes} that a file of its kind may have.`,
    { entry: entry.name, limit: 'bytes', allowed: maxBytes, found: entry.sizeBytes },
  );
}

/** Up to `bytes` bytes of an open file from `position` on; fewer where the file ends. */
export async function readAt(handle: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  let filled = 0;
  while (filled < bytes) {
    const { bytesRead } = await handle.read(buffer, filled, bytes - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** The first bytes of a file on disk. */
export async function headOfFile(path: string, bytes: number): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    return await readAt(handle, 0, bytes);
  } finally {
    await handle.close();
  }
}

/** The first `bytes` bytes of a stream, which is then closed. */
export async function headOfStream(stream: Readable, bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    total += chunk.byteLength;
    if (total >= bytes) break;
  }
  return Buffer.concat(chunks).subarray(0, bytes);
}

/** A stream's bytes, which must be exactly as many as the entry says. */
export async function wholeStream(stream: Readable, entry: SourceEntry): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(entry.sizeBytes);
  let filled = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (filled + chunk.byteLength > entry.sizeBytes) throw wrongLength(entry);
    chunk.copy(buffer, filled);
    filled += chunk.byteLength;
  }
  if (filled !== entry.sizeBytes) throw wrongLength(entry);
  return buffer;
}

function wrongLength(entry: SourceEntry): AssayError {
  return new AssayError(
    'import.unreadable',
    `${entry.name} does not have the ${entry.sizeBytes} bytes it should: it is cut off or being changed.`,
    { entry: entry.name, expected: entry.sizeBytes },
  );
}
