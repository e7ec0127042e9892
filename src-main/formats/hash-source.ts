/** The identity of a source: SHA-256 over the names, sizes and contents of all its files, whatever order they lie in. */
import { createHash } from 'node:crypto';
import type { SourceTree } from './types.ts';

export interface HashSourceOptions {
  /** Called after every chunk with the bytes read so far. */
  onProgress?: (bytesRead: number) => void;
}

/**
 * Lower-case hexadecimal. The same files give the same hash as a folder, a zip or a tar. Streams: memory stays flat.
 * Throws what reading an entry throws; aborting throws the signal's reason.
 */
export async function hashSource(
  tree: SourceTree,
  signal: AbortSignal,
  options: HashSourceOptions = {},
): Promise<string> {
  const hash = createHash('sha256');
  let bytesRead = 0;
  for (const entry of tree.entries) {
    signal.throwIfAborted();
    // A name cannot contain NUL, so no two lists of files give the same bytes.
    hash.update(`${entry.name}\0${entry.sizeBytes}\0`);
    for await (const chunk of (await tree.stream(entry.name)) as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      hash.update(chunk);
      bytesRead += chunk.byteLength;
      options.onProgress?.(bytesRead);
    }
  }
  return hash.digest('hex');
}
