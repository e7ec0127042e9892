/**
 * Writing a file so that a reader sees either the old one or the whole new one, also after a power cut:
 * temporary file in the same folder, fsync, rename, fsync of the folder.
 */
import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export type FileContent = string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

function* one(chunk: Uint8Array): Generator<Uint8Array> {
  yield chunk;
}

function chunksOf(content: FileContent): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  if (typeof content === 'string') return one(Buffer.from(content, 'utf8'));
  if (content instanceof Uint8Array) return one(content);
  return content;
}

/** Makes renames and new names in a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes `content` (text as UTF-8, bytes, or a stream of byte chunks) to `path`, replacing what is there.
 * When anything throws, the file at `path` is as it was and no temporary file is left. Returns the bytes written.
 */
export async function writeFileAtomic(path: string, content: FileContent, mode = 0o666): Promise<number> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomUUID()}.tmp`);
  const handle = await open(temporary, 'wx', mode);
  let sizeBytes = 0;
  try {
    try {
      for await (const chunk of chunksOf(content)) {
        // FileHandle.writeFile loops until every byte is written; a single write may be short.
        await handle.writeFile(chunk);
        sizeBytes += chunk.byteLength;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
  return sizeBytes;
}
