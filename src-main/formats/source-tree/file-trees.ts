/** Folders and single files as sources: read where they lie, never written to. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { SourceEntry, SourceTree } from '../types.ts';
import { compareCodePoints, isLitter } from './names.ts';
import { checkReadSize, entryIndex, headOfFile, unreadable, wholeStream } from './reading.ts';

const CHUNK_BYTES = 256 * 1024;

export async function openFolder(location: string): Promise<SourceTree> {
  const entries: SourceEntry[] = [];
  await collect(location, '', entries);
  entries.sort((a, b) => compareCodePoints(a.name, b.name));
  return treeOf(location, 'folder', entries, (name) => join(location, ...name.split('/')));
}

export function openFile(location: string, sizeBytes: number): SourceTree {
  return treeOf(location, 'file', [{ name: basename(location), sizeBytes }], () => location);
}

/** Symbolic links are passed by: one could lead anywhere, also back to a folder above. */
async function collect(root: string, prefix: string, entries: SourceEntry[]): Promise<void> {
  const folder = join(root, prefix);
  for (const found of await readdir(folder, { withFileTypes: true })) {
    const name = `${prefix}${found.name}`;
    if (isLitter(found.name)) continue;
    if (found.isDirectory()) await collect(root, `${name}/`, entries);
    else if (found.isFile()) entries.push({ name, sizeBytes: (await stat(join(folder, found.name))).size });
  }
}

function treeOf(
  location: string,
  kind: 'folder' | 'file',
  entries: SourceEntry[],
  pathOf: (name: string) => string,
): SourceTree {
  const find = entryIndex(entries);
  const stream = (name: string): Promise<Readable> => {
    const { name: known } = find(name);
    return Promise.resolve(createReadStream(pathOf(known), { highWaterMark: CHUNK_BYTES }));
  };
  return {
    location,
    kind,
    entries,
    async head(name, bytes) {
      try {
        return await headOfFile(pathOf(find(name).name), bytes);
      } catch (thrown) {
        throw unreadable(name, thrown);
      }
    },
    async read(name, maxBytes) {
      const entry = find(name);
      checkReadSize(entry, maxBytes);
      try {
        return await wholeStream(await stream(name), entry);
      } catch (thrown) {
        throw unreadable(name, thrown);
      }
    },
    stream,
    close: () => Promise.resolve(),
  };
}
