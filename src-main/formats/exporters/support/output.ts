/** Files of an export: each appears under its name only when it is whole, and never outside the folder. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const MAX_PART = 150;

/** A name for one file or folder that every system takes: no separators, no hidden or reserved names. */
export function safePart(part: string): string {
  const plain = part
    .normalize('NFC')
    .replaceAll(/[<>:"|?*/\\\p{Cc}]/gu, '_')
    .replace(/^\.+/, '_')
    .replace(/[. ]+$/, '_')
    .slice(0, MAX_PART);
  if (plain === '') return '_';
  return RESERVED.test(plain) ? `_${plain}` : plain;
}

/** A relative path, part by part. */
export function safePath(name: string): string {
  return name
    .split('/')
    .filter((part) => part !== '')
    .map(safePart)
    .join('/');
}

/** Gives every path only once, whatever its case: some systems do not tell `A` from `a`. */
export class UniquePaths {
  readonly #used = new Set<string>();

  take(path: string): string {
    const dot = path.lastIndexOf('.');
    const split = dot > path.lastIndexOf('/') + 1 ? dot : path.length;
    let free = path;
    for (let n = 2; this.#used.has(free.toLowerCase()); n++)
      free = `${path.slice(0, split)}~${n}${path.slice(split)}`;
    this.#used.add(free.toLowerCase());
    return free;
  }
}

/** A small file at once. It is renamed into place, so nobody sees a part of it. */
export async function writeWhole(folder: string, path: string, content: Uint8Array | string): Promise<void> {
  const target = join(folder, path);
  const temporary = join(dirname(target), `.${randomUUID()}.tmp`);
  await mkdir(dirname(target), { recursive: true });
  try {
    await writeFile(temporary, content, { flag: 'wx' });
    await rename(temporary, target);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
}

/** A large file, piece by piece: `commit` makes it appear, `abandon` removes what was written. */
export class OutputFile {
  readonly #target: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;

  private constructor(target: string, temporary: string, handle: FileHandle) {
    this.#target = target;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  static async create(folder: string, path: string): Promise<OutputFile> {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    const temporary = join(dirname(target), `.${randomUUID()}.tmp`);
    return new OutputFile(target, temporary, await open(temporary, 'wx'));
  }

  async write(chunk: Uint8Array): Promise<void> {
    await this.#handle.writeFile(chunk);
  }

  async commit(): Promise<void> {
    await this.#handle.sync();
    await this.#handle.close();
    await rename(this.#temporary, this.#target);
  }

  async abandon(): Promise<void> {
    await this.#handle.close();
    await rm(this.#temporary, { force: true });
  }
}

/** Writes a stream of pieces as one file. */
export async function writeChunks(
  folder: string,
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  const file = await OutputFile.create(folder, path);
  try {
    for await (const chunk of chunks) await file.write(chunk);
  } catch (thrown) {
    await file.abandon();
    throw thrown;
  }
  await file.commit();
}
