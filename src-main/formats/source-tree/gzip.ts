/** Looking into and reading gzip data without trusting its size. */
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import type { Readable } from 'node:stream';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { ARCHIVE_LIMITS, checkSizes, type ArchiveLimits } from './limits.ts';

/** Compressed bytes that suffice to see the start of the content; at most a few megabytes come out of them. */
export const GZIP_HEAD_BYTES = 4096;

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}

/** The first decompressed bytes, as many as `head` gives; null when it is not gzip data after all. */
export function gunzipHead(head: Uint8Array): Uint8Array | null {
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return null;
  }
}

/**
 * Decompresses a stream of `compressedBytes` bytes. Throws `import.too-large` when it grows like a bomb and
 * `import.unreadable` when it is cut off or damaged, both naming `name`.
 */
export async function* gunzipChunks(
  source: Readable,
  name: string,
  compressedBytes: number,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  let total = 0;
  try {
    for await (const chunk of source.pipe(gunzip) as AsyncIterable<Buffer>) {
      total += chunk.byteLength;
      checkSizes(name, compressedBytes, total, limits);
      yield chunk;
    }
  } catch (thrown) {
    if (thrown instanceof AssayError) throw thrown;
    throw new AssayError(
      'import.unreadable',
      `${name} is cut off or damaged gzip data (${thrown instanceof Error ? thrown.message : String(thrown)}). Get a fresh copy of it.`,
      { entry: name },
      { cause: thrown },
    );
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}
