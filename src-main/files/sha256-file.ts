/** SHA-256 of files and bytes, lower-case hexadecimal. Files are streamed: memory stays flat at any size. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

export interface Sha256FileOptions {
  /** Aborting rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called after every chunk with the bytes read so far. */
  onProgress?: (bytesRead: number) => void;
}

const CHUNK_BYTES = 1024 * 1024;

/**
 * Not for an open workspace file: closing any descriptor of a file drops this process's POSIX locks on it,
 * SQLite's among them.
 */
export async function sha256File(path: string, options: Sha256FileOptions = {}): Promise<string> {
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const hash = createHash('sha256');
  let bytesRead = 0;
  const stream: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  for await (const chunk of stream) {
    signal?.throwIfAborted();
    hash.update(chunk);
    bytesRead += chunk.byteLength;
    onProgress?.(bytesRead);
  }
  return hash.digest('hex');
}

export function sha256Bytes(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
