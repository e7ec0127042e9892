/**
 * Reads the headers of a tar file (POSIX ustar and pax, GNU long names) with the position of each entry's bytes, which
 * streaming tar readers do not tell and without which entries could not be read in any order.
 */
import type { FileHandle } from 'node:fs/promises';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { readAt } from './reading.ts';

export const TAR_BLOCK = 512;
/** Extended headers hold names and dates: a large one is not honest. */
const MAX_EXTENSION_BYTES = 1024 * 1024;

export interface TarHeader {
  /** As it stands in the archive, unchecked. */
  rawName: string;
  /** One letter; see `TYPE_WORDS`. */
  type: string;
  sizeBytes: number;
  /** Where the entry's bytes begin. */
  position: number;
}

/** Types that are neither a file nor a folder, in words. */
export const TYPE_WORDS: Readonly<Record<string, string>> = {
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a device',
  '4': 'a device',
  '6': 'a named pipe',
};

/** True when the block is a tar header: its checksum is that of its bytes. */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.byteLength < TAR_BLOCK) return false;
  const stated = parseNumber(block, 148, 8);
  let sum = 0;
  for (let i = 0; i < TAR_BLOCK; i++) sum += i >= 148 && i < 156 ? 0x20 : (block[i] ?? 0);
  // An all-zero block has the sum of eight spaces and states nothing.
  return stated !== null && stated === sum && block[0] !== 0;
}

/** Yields every entry in file order. Throws `import.unreadable` for a damaged or cut-off archive. */
export async function* tarHeaders(
  handle: FileHandle,
  fileBytes: number,
  location: string,
): AsyncGenerator<TarHeader> {
  let position = 0;
  let next = new Map<string, string>();
  const globals = new Map<string, string>();
  while (position < fileBytes) {
    const block = await readAt(handle, position, TAR_BLOCK);
    if (block.every((byte) => byte === 0)) return;
    if (!isTarHeader(block)) throw damaged(location, `there is no header at byte ${position}`);
    const type = String.fromCharCode(block[156] ?? 0);
    const stated = parseNumber(block, 124, 12);
    const own = new Map([...globals, ...next]);
    const isExtension = 'xgLKX'.includes(type) && type !== '\0';
    const sizeBytes = isExtension ? stated : sizeOf(own, stated);
    if (sizeBytes === null)
      throw damaged(location, `the size in the header at byte ${position} is no number`);
    position += TAR_BLOCK;
    if (position + sizeBytes > fileBytes)
      throw damaged(location, `its last entry is cut off at byte ${fileBytes}`);
    if (isExtension) {
      if (sizeBytes > MAX_EXTENSION_BYTES)
        throw damaged(location, `a header of ${sizeBytes} bytes is too long`);
      const body = await readAt(handle, position, sizeBytes);
      takeExtension(type, body, type === 'g' ? globals : next);
    } else {
      const rawName = own.get('path') ?? ustarName(block);
      yield { rawName, type: rawName.endsWith('/') && isPlain(type) ? '5' : type, sizeBytes, position };
      next = new Map();
    }
    position += Math.ceil(sizeBytes / TAR_BLOCK) * TAR_BLOCK;
  }
}

export function isPlain(type: string): boolean {
  return type === '0' || type === '\0' || type === '7';
}

function sizeOf(own: ReadonlyMap<string, string>, stated: number | null): number | null {
  const extended = own.get('size');
  if (extended === undefined) return stated;
  const size = Number(extended);
  return Number.isSafeInteger(size) && size >= 0 ? size : null;
}

function takeExtension(type: string, body: Buffer, into: Map<string, string>): void {
  if (type === 'L') into.set('path', text(body));
  if (type !== 'x' && type !== 'g' && type !== 'X') return;
  // Records: "<length> <key>=<value>\n", the length counting the whole record in bytes.
  for (let at = 0; at < body.byteLength;) {
    const space = body.indexOf(0x20, at);
    const length = space === -1 ? Number.NaN : Number(body.toString('latin1', at, space));
    if (!Number.isSafeInteger(length) || length <= 0) return;
    const record = body.toString('utf8', space + 1, at + length - 1);
    const equals = record.indexOf('=');
    if (equals > 0) into.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
}

/** GNU tar and old tar keep other things where ustar has the name's prefix. */
function ustarName(block: Buffer): string {
  const name = text(block.subarray(0, 100));
  const isPosix = block.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isPosix ? text(block.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function text(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end === -1 ? bytes.byteLength : end);
}

/** Octal digits, or big-endian binary when the highest bit is set. Null for anything else. */
function parseNumber(block: Uint8Array, start: number, length: number): number | null {
  const field = block.subarray(start, start + length);
  if (((field[0] ?? 0) & 0x80) !== 0) {
    let value = (field[0] ?? 0) & 0x7f;
    for (const byte of field.subarray(1)) value = value * 256 + byte;
    return Number.isSafeInteger(value) ? value : null;
  }
  const digits = Buffer.from(field)
    .toString('latin1')
    .replace(/^[ \0]+|[ \0]+$/g, '');
  return /^[0-7]+$/.test(digits) ? parseInt(digits, 8) : null;
}

function damaged(location: string, why: string): AssayError {
  return new AssayError(
    'import.unreadable',
    `${location} is a damaged tar archive: ${why}. Get a fresh copy of it.`,
    { source: location },
  );
}
