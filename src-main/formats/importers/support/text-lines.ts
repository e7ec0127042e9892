/**
 * Lines of a text file, plain or gzip-compressed, read piece by piece. Line ends are LF or CRLF; a byte order mark is
 * passed over. Bytes that are no text are refused before anything is made of them.
 */
import { AssayError } from '../../../../src-shared/errors/assay-error.ts';
import { GZIP_HEAD_BYTES, gunzipChunks, gunzipHead, isGzip } from '../../source-tree/gzip.ts';
import type { SourceTree } from '../../types.ts';

export interface TextFile {
  name: string;
  sizeBytes: number;
  isCompressed: boolean;
}

/** One series may be one line; longer ones than this are no series. */
const LONGEST_LINE_BYTES = 256 * 1024 * 1024;

interface Batch {
  /** Number of the first line, counted from 1. */
  first: number;
  lines: string[];
}

/** Null for gzip data that is damaged from its first bytes on. */
export async function textFile(
  tree: SourceTree,
  entry: { name: string; sizeBytes: number },
): Promise<TextFile | null> {
  const head = await tree.head(entry.name, GZIP_HEAD_BYTES);
  const isCompressed = isGzip(head);
  if (isCompressed && gunzipHead(head) === null) return null;
  return { name: entry.name, sizeBytes: entry.sizeBytes, isCompressed };
}

/** Calls `visit` for every line that is not blank. Throws `import.unreadable` for what is no UTF-8 text. */
export async function eachLine(
  tree: SourceTree,
  file: TextFile,
  signal: AbortSignal,
  visit: (text: string, line: number) => void,
): Promise<void> {
  for await (const { first, lines } of batches(tree, file)) {
    signal.throwIfAborted();
    for (let i = 0; i < lines.length; i++) {
      const text = lines[i] ?? '';
      if (text.trim() !== '') visit(text, first + i);
    }
  }
}

/** The first lines that are not blank and that `isWanted` takes; null for what is no text. */
export async function peekLines(
  tree: SourceTree,
  file: TextFile,
  count: number,
  isWanted: (text: string) => boolean,
): Promise<string[] | null> {
  const found: string[] = [];
  try {
    for await (const { lines } of batches(tree, file)) {
      for (const text of lines) {
        if (text.trim() !== '' && isWanted(text)) found.push(text);
        if (found.length >= count) return found;
      }
    }
  } catch (thrown) {
    if (thrown instanceof AssayError && thrown.code.startsWith('import.')) return null;
    throw thrown;
  }
  return found;
}

async function* batches(tree: SourceTree, file: TextFile): AsyncGenerator<Batch> {
  const stream = await tree.stream(file.name);
  const chunks: AsyncIterable<Buffer> = file.isCompressed
    ? gunzipChunks(stream, file.name, file.sizeBytes)
    : stream;
  let held: Buffer[] = [];
  let heldBytes = 0;
  let first = 1;
  for await (const chunk of chunks) {
    if (chunk.includes(0)) throw noText(file, 'it holds NUL bytes, as binary files and UTF-16 text do');
    const end = chunk.lastIndexOf(0x0a);
    if (end === -1) {
      held.push(chunk);
      heldBytes += chunk.byteLength;
      if (heldBytes > LONGEST_LINE_BYTES) throw tooLong(file, first);
      continue;
    }
    const batch = batchOf(file, Buffer.concat([...held, chunk.subarray(0, end)]), first);
    held = [chunk.subarray(end + 1)];
    heldBytes = chunk.byteLength - end - 1;
    first += batch.lines.length;
    yield batch;
  }
  if (heldBytes > 0) yield batchOf(file, Buffer.concat(held), first);
}

function batchOf(file: TextFile, bytes: Buffer, first: number): Batch {
  const text = bytes.toString('utf8');
  const lines = text.split('\n');
  if (first === 1 && lines[0]?.startsWith('\uFEFF') === true) lines[0] = lines[0].slice(1);
  if (text.includes('\r')) {
    for (let i = 0; i < lines.length; i++) {
      const line = (lines[i] ?? '').replace(/\r$/, '');
      lines[i] = line;
      if (line.includes('\r')) {
        throw noText(
          file,
          `line ${first + i} has a carriage return in it; save it with LF or CRLF line ends`,
        );
      }
    }
  }
  if (text.includes('\uFFFD')) {
    // Descriptions in comments are often in older encodings, and nothing is taken from them.
    const at = lines.findIndex((line) => line.includes('\uFFFD') && !/^\s*[#%]/.test(line));
    if (at !== -1) throw noText(file, `line ${first + at} is no UTF-8 text`);
  }
  return { first, lines };
}

function noText({ name }: TextFile, why: string): AssayError {
  return new AssayError(
    'import.unreadable',
    `${name} cannot be read as text: ${why}. Check which file this is.`,
    { entry: name },
  );
}

function tooLong({ name }: TextFile, line: number): AssayError {
  return new AssayError(
    'import.too-large',
    `${name}, line ${line}, is longer than ${LONGEST_LINE_BYTES} bytes, the most that one line may have. Check which file this is.`,
    { entry: name, line, limit: 'lineBytes', allowed: LONGEST_LINE_BYTES },
  );
}
