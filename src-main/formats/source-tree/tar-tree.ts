/**
 * A tar archive as a source. A compressed one is decompressed once into a file in the scratch folder, under a name of
 * our own; no entry is ever unpacked under its own name.
 */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { SourceEntry, SourceTree } from '../types.ts';
import { gunzipChunks } from './gzip.ts';
import {
  ARCHIVE_LIMITS,
  checkEntryCount,
  checkEntryName,
  checkSizes,
  refuseEntryType,
  type ArchiveLimits,
} from './limits.ts';
import { commonFolderLength, isLitter, sortEntries } from './names.ts';
import { checkReadSize, entryIndex, readAt, unreadable } from './reading.ts';
import { isPlain, tarHeaders, TYPE_WORDS } from './tar-headers.ts';

interface TarEntry extends SourceEntry {
  position: number;
}

const CHUNK_BYTES = 256 * 1024;

/** Throws `import.unsafe`, `import.too-large` and, for a damaged archive, `import.unreadable`. */
export async function openTar(
  path: string,
  location: string,
  sizeBytes: number,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<SourceTree> {
  const handle = await open(path, 'r');
  try {
    const entries = await readIndex(handle, location, sizeBytes, limits);
    return treeOf(handle, location, entries, () => Promise.resolve());
  } catch (thrown) {
    await handle.close();
    throw unreadable(location, thrown);
  }
}

/** As `openTar`, for a gzip-compressed archive of `sizeBytes` bytes. Closing the tree removes the scratch file. */
export async function openCompressedTar(
  location: string,
  sizeBytes: number,
  scratchFolder: string,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
  signal?: AbortSignal,
): Promise<SourceTree> {
  const spooled = join(scratchFolder, `spooled-${randomUUID()}.tar`);
  const handle = await open(spooled, 'wx+', 0o600);
  try {
    let total = 0;
    for await (const chunk of gunzipChunks(createReadStream(location), location, sizeBytes, limits)) {
      signal?.throwIfAborted();
      await handle.writeFile(chunk);
      total += chunk.byteLength;
    }
    const entries = await readIndex(handle, location, total, limits);
    return treeOf(handle, location, entries, () => rm(spooled, { force: true }));
  } catch (thrown) {
    await handle.close();
    await rm(spooled, { force: true });
    // A full disk and a cancelled import must stay what they are, not become damaged input.
    throw signal?.aborted === true || isDiskFull(thrown) ? thrown : unreadable(location, thrown);
  }
}

function isDiskFull(thrown: unknown): boolean {
  const code = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

async function readIndex(
  handle: FileHandle,
  location: string,
  fileBytes: number,
  limits: ArchiveLimits,
): Promise<TarEntry[]> {
  const entries: TarEntry[] = [];
  let count = 0;
  let total = 0;
  for await (const { rawName, type, sizeBytes, position } of tarHeaders(handle, fileBytes, location)) {
    checkEntryCount(++count, limits);
    const name = checkEntryName(rawName);
    if (type === '5') continue;
    if (!isPlain(type))
      refuseEntryType(rawName, TYPE_WORDS[type] ?? `of the special type ${JSON.stringify(type)}`);
    total += sizeBytes;
    checkSizes(null, fileBytes, total, limits);
    if (!isLitter(name)) entries.push({ name, sizeBytes, position });
  }
  const skipped = commonFolderLength(entries.map((entry) => entry.name));
  for (const entry of entries) entry.name = entry.name.slice(skipped);
  return sortEntries(entries, location);
}

function treeOf(
  handle: FileHandle,
  location: string,
  entries: TarEntry[],
  removeSpooled: () => Promise<void>,
): SourceTree {
  const find = entryIndex(entries);
  return {
    location,
    kind: 'tar',
    entries: entries.map(({ name, sizeBytes }) => ({ name, sizeBytes })),
    async head(name, bytes) {
      const { position, sizeBytes } = find(name);
      return await readAt(handle, position, Math.min(bytes, sizeBytes));
    },
    async read(name, maxBytes) {
      const entry = find(name);
      checkReadSize(entry, maxBytes);
      return await readAt(handle, entry.position, entry.sizeBytes);
    },
    stream: async (name) => {
      const entry = await Promise.resolve(find(name));
      return Readable.from(chunksOf(handle, entry), { objectMode: false });
    },
    async close() {
      await handle.close();
      await removeSpooled();
    },
  };
}

/** Positions are given with each read: streams of several entries share one descriptor. */
async function* chunksOf(handle: FileHandle, entry: TarEntry): AsyncGenerator<Buffer> {
  for (let at = 0; at < entry.sizeBytes; at += CHUNK_BYTES) {
    yield await readAt(handle, entry.position + at, Math.min(CHUNK_BYTES, entry.sizeBytes - at));
  }
}
