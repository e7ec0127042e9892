/** The hash by which a source is recognised: of a file its SHA-256, of a folder one over names and contents. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { sha256File } from '../files/sha256-file.ts';
import type { SourceTree } from '../formats/types.ts';

export interface HashWork {
  signal: AbortSignal;
  /** Bytes read so far. */
  onProgress(done: number): void;
}

/** Hex. Neither path nor times matter: a copy of a source is the same source. */
export async function hashSource(tree: SourceTree, files: readonly string[], work: HashWork): Promise<string> {
  const { signal } = work;
  if (tree.kind !== 'folder') return sha256File(tree.location, { signal, onProgress: work.onProgress });
  const whole = createHash('sha256');
  let done = 0;
  for (const name of files) {
    const sha256 = await sha256File(join(tree.location, name), {
      signal,
      onProgress: (bytesRead) => work.onProgress(done + bytesRead),
    });
    done += tree.entries.find((entry) => entry.name === name)?.sizeBytes ?? 0;
    // The length keeps a name that looks like two entries from being taken for them.
    whole.update(`${Buffer.byteLength(name)} ${name} ${sha256}\n`);
  }
  return whole.digest('hex');
}
