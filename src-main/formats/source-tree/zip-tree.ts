/** A zip archive as a source: entries are read in place, in any order, and checked by size and CRC-32. */
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { getFileNameLowLevel, openPromise, type Entry, type ZipFile } from 'yauzl';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { SourceEntry, SourceTree } from '../types.ts';
import {
  ARCHIVE_LIMITS,
  checkEntryCount,
  checkEntryName,
  checkSizes,
  refuseEntryType,
  type ArchiveLimits,
} from './limits.ts';
import { commonFolderLength, isLitter, sortEntries } from './names.ts';
import { checkReadSize, entryIndex, headOfStream, unreadable, wholeStream } from './reading.ts';

interface ZipEntry extends SourceEntry {
  record: Entry;
}

export function isZip(head: Uint8Array): boolean {
  const [p, k, a, b] = head;
  return p === 0x50 && k === 0x4b && ((a === 3 && b === 4) || (a === 5 && b === 6));
}

/**
 * `path` is the archive on disk, `location` what the person named. Throws `import.unsafe`, `import.too-large` and, for
 * a damaged or encrypted archive, `import.unreadable`.
 */
export async function openZip(
  path: string,
  location: string,
  sizeBytes: number,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<SourceTree> {
  let zip: ZipFile;
  try {
    // Names are decoded and checked by us: the package's own refusal does not name the entry.
    zip = await openPromise(path, { autoClose: false, lazyEntries: true, decodeStrings: false });
  } catch (thrown) {
    throw unreadable(location, thrown);
  }
  try {
    const entries = await readDirectory(zip, location, sizeBytes, limits);
    return treeOf(zip, location, entries);
  } catch (thrown) {
    zip.close();
    throw unreadable(location, thrown);
  }
}

async function readDirectory(
  zip: ZipFile,
  location: string,
  sizeBytes: number,
  limits: ArchiveLimits,
): Promise<ZipEntry[]> {
  checkEntryCount(zip.entryCount, limits);
  const entries: ZipEntry[] = [];
  let total = 0;
  let count = 0;
  for await (const record of zip.eachEntry()) {
    checkEntryCount(++count, limits);
    const raw = getFileNameLowLevel(
      record.generalPurposeBitFlag,
      record.fileNameRaw,
      record.extraFields,
      false,
    );
    const name = checkEntryName(raw);
    const isFolder = raw.endsWith('/') || raw.endsWith('\\');
    checkType(record, raw, isFolder);
    if (isFolder) continue;
    checkReadable(record, raw, location);
    total += record.uncompressedSize;
    checkSizes(raw, record.compressedSize, record.uncompressedSize, limits);
    checkSizes(null, sizeBytes, total, limits);
    if (!isLitter(name)) entries.push({ name, sizeBytes: record.uncompressedSize, record });
  }
  const skipped = commonFolderLength(entries.map((entry) => entry.name));
  for (const entry of entries) entry.name = entry.name.slice(skipped);
  return sortEntries(entries, location);
}

/** Unix archivers keep the file mode in the upper half of the external attributes. */
function checkType(record: Entry, raw: string, isFolder: boolean): void {
  const type = (record.externalFileAttributes >>> 16) & 0o170000;
  if (type === 0o120000) refuseEntryType(raw, 'a symbolic link');
  const expected = isFolder ? 0o040000 : 0o100000;
  if (type !== 0 && type !== expected) refuseEntryType(raw, 'a device or another special file');
}

function checkReadable(record: Entry, raw: string, location: string): void {
  if (record.isEncrypted()) {
    throw new AssayError(
      'import.unreadable',
      `${location} is encrypted (entry ${JSON.stringify(raw)}). Unpack it with its password and import the folder.`,
      { entry: raw },
    );
  }
  if (record.compressionMethod !== 0 && record.compressionMethod !== 8) {
    throw new AssayError(
      'import.unreadable',
      `${location} compresses its entry ${JSON.stringify(raw)} by method ${record.compressionMethod}, which is not read. Make the archive again with the usual "deflate".`,
      { entry: raw, method: record.compressionMethod },
    );
  }
}

function treeOf(zip: ZipFile, location: string, entries: ZipEntry[]): SourceTree {
  const find = entryIndex(entries);
  const stream = (name: string): Promise<Readable> =>
    Promise.resolve(Readable.from(checkedChunks(zip, find(name)), { objectMode: false }));
  return {
    location,
    kind: 'zip',
    entries: entries.map(({ name, sizeBytes }) => ({ name, sizeBytes })),
    head: async (name, bytes) => headOfStream(await stream(name), bytes),
    async read(name, maxBytes) {
      const entry = find(name);
      checkReadSize(entry, maxBytes);
      return wholeStream(await stream(name), entry);
    },
    stream,
    close() {
      zip.close();
      return Promise.resolve();
    },
  };
}

/** The package checks the size of what comes out; the checksum it leaves to its user. */
async function* checkedChunks(zip: ZipFile, entry: ZipEntry): AsyncGenerator<Buffer> {
  let checksum = 0;
  try {
    const stream = await zip.openReadStreamPromise(entry.record);
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
  } catch (thrown) {
    throw unreadable(entry.name, thrown);
  }
  if (checksum !== entry.record.crc32) {
    throw new AssayError(
      'import.unreadable',
      `${entry.name} is damaged: its checksum is not the one the archive gives. Get a fresh copy of the archive.`,
      { entry: entry.name },
    );
  }
}
