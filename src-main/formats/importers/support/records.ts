/** Cuts a stream of bytes into records of equal length. */
import { AssayError } from '../../../../src-shared/errors/assay-error.ts';

/**
 * Yields every record after the first `skipBytes` bytes. A record is only valid until the next one is asked for. Throws
 * `import.unreadable` naming `name` when the stream ends inside a record.
 */
export async function* recordsOf(
  chunks: AsyncIterable<Buffer>,
  recordBytes: number,
  skipBytes: number,
  name: string,
): AsyncGenerator<Uint8Array> {
  const record = Buffer.alloc(recordBytes);
  let filled = 0;
  let skip = skipBytes;
  for await (const whole of chunks) {
    const skipped = Math.min(skip, whole.byteLength);
    skip -= skipped;
    let at = skipped;
    while (at < whole.byteLength) {
      if (filled === 0 && whole.byteLength - at >= recordBytes) {
        yield whole.subarray(at, at + recordBytes);
        at += recordBytes;
        continue;
      }
      const taken = whole.copy(record, filled, at);
      at += taken;
      filled += taken;
      if (filled < recordBytes) continue;
      filled = 0;
      yield record;
    }
  }
  if (filled > 0 || skip > 0) {
    throw new AssayError(
      'import.unreadable',
      `${name} ends inside a record of ${recordBytes} bytes: it is cut off or being changed. Get a fresh copy of it.`,
      { entry: name, recordBytes },
    );
  }
}
