/**
 * Opens whatever a person points at - a folder, a file, a zip, a tar or a tar.gz - as one kind of thing. What it is
 * decides its content, never its extension. The source is only ever read.
 */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { isManifestHead } from '../codecs/csv.ts';
import type { SourceTree } from '../types.ts';
import { openFile, openFolder } from './file-trees.ts';
import { GZIP_HEAD_BYTES, gunzipHead, isGzip } from './gzip.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './limits.ts';
import { headOfFile, unreadable } from './reading.ts';
import { isTarHeader } from './tar-headers.ts';
import { openCompressedTar, openTar } from './tar-tree.ts';
import { isZip, openZip } from './zip-tree.ts';

export interface OpenSourceOptions {
  /** Exists and is ours; a compressed tar is unpacked there until the tree is closed. */
  scratchFolder: string;
  limits?: ArchiveLimits;
  /** Aborting rejects with the signal's reason; decompressing an archive can take minutes. */
  signal?: AbortSignal | undefined;
}

/**
 * `scratchFolder` exists and is ours: a compressed tar is decompressed there, and is gone after `close`. Throws
 * `not-found`, `import.unreadable` (damaged, encrypted, not allowed to read), `import.unsafe` (names or links that lead
 * elsewhere) and `import.too-large` (a decompression bomb). A folder or archive without files opens with no entries.
 */
export async function openSource(
  path: string,
  { scratchFolder, limits = ARCHIVE_LIMITS, signal }: OpenSourceOptions,
): Promise<SourceTree> {
  const tree = await openOne(resolve(path), scratchFolder, limits, signal);
  const inner = await onlyZipInside(tree);
  if (inner === null) return tree;
  try {
    return await openInner(tree, inner, scratchFolder, limits);
  } catch (thrown) {
    await tree.close();
    throw thrown;
  }
}

async function openOne(
  location: string,
  scratchFolder: string,
  limits: ArchiveLimits,
  signal: AbortSignal | undefined,
): Promise<SourceTree> {
  try {
    const found = await stat(location);
    if (found.isDirectory()) return await openFolder(location);
    if (!found.isFile()) {
      throw new AssayError(
        'import.unreadable',
        `${location} is neither a file nor a folder. Name the dataset itself.`,
        {
          source: location,
        },
      );
    }
    const head = await headOfFile(location, GZIP_HEAD_BYTES);
    if (isZip(head)) return await openZip(location, location, found.size, limits);
    if (isTarHeader(head.subarray(0, 512))) return await openTar(location, location, found.size, limits);
    const inside = isGzip(head) ? gunzipHead(head) : null;
    if (inside !== null && isTarHeader(inside.subarray(0, 512))) {
      return await openCompressedTar(location, found.size, scratchFolder, limits, signal);
    }
    if (isManifestHead(head)) return await openBesideManifest(location);
    return openFile(location, found.size);
  } catch (thrown) {
    throw signal?.aborted === true ? thrown : openingError(location, thrown);
  }
}

/** A table names files that lie around it: its folder is the source, without the other tables in it. */
async function openBesideManifest(location: string): Promise<SourceTree> {
  const tree = await openFolder(dirname(location));
  const isOther = (name: string): boolean => name !== basename(location) && /\.(csv|tsv|txt)$/i.test(name);
  return { ...tree, entries: tree.entries.filter(({ name }) => !isOther(name)) };
}

function openingError(location: string, thrown: unknown): unknown {
  const code = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
  if (code === 'ENOENT') {
    return new AssayError('not-found', `There is nothing at ${location}. Check the path of the source.`, {
      source: location,
    });
  }
  return code === 'ENOSPC' || code === 'EDQUOT' ? thrown : unreadable(location, thrown);
}

/** The one `.npz` (a zip of its own) among the entries, so that a folder or archive holding it reads like it. */
async function onlyZipInside(tree: SourceTree): Promise<string | null> {
  const candidates = tree.entries.filter((entry) => /\.npz$/i.test(entry.name));
  const only = candidates[0];
  if (tree.kind === 'file' || candidates.length !== 1 || only === undefined) return null;
  return isZip(await tree.head(only.name, 4)) ? only.name : null;
}

async function openInner(
  outer: SourceTree,
  name: string,
  scratchFolder: string,
  limits: ArchiveLimits,
): Promise<SourceTree> {
  const sizeBytes = outer.entries.find((entry) => entry.name === name)?.sizeBytes ?? 0;
  if (outer.kind === 'folder') {
    const path = join(outer.location, ...name.split('/'));
    return openZip(path, path, sizeBytes, limits);
  }
  const spooled = join(scratchFolder, `spooled-${randomUUID()}.zip`);
  try {
    await pipeline(await outer.stream(name), createWriteStream(spooled, { flags: 'wx', mode: 0o600 }));
    const inner = await openZip(spooled, outer.location, sizeBytes, limits);
    await outer.close();
    return {
      ...inner,
      async close() {
        await inner.close();
        await rm(spooled, { force: true });
      },
    };
  } catch (thrown) {
    await rm(spooled, { force: true });
    throw thrown;
  }
}
