/** Takes the files we need out of a wheel, which is a zip; everything else stays packed. */
import { createWriteStream } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';

const LIBRARY = /^tensorflow\/libtensorflow_(cc|framework)\.(so\.2|2\.dylib)$/;
const HEADERS = /^tensorflow\/include\/(tensorflow\/c\/|tensorflow\/core\/platform\/|xla\/|tsl\/)/;

/** The two TensorFlow libraries and the C headers. */
export function isNeededOfTensorflow(name: string): boolean {
  return LIBRARY.test(name) || HEADERS.test(name);
}

/** NVIDIA's wheels are needed for their libraries only. */
export function isNeededOfNvidia(name: string): boolean {
  return /^nvidia\/[^/]+\/(lib|bin|nvvm)\//.test(name);
}

/** Writes the entries that `isNeeded` names below `folder`, at their places in the wheel. */
export async function unpackWheel(
  wheel: string,
  folder: string,
  isNeeded: (name: string) => boolean,
  signal: AbortSignal,
): Promise<void> {
  const zip = await yauzl.openPromise(wheel, { lazyEntries: true, autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      signal.throwIfAborted();
      const name = entry.fileName;
      if (name.endsWith('/') || !isNeeded(name)) continue;
      const target = join(folder, name);
      await mkdir(dirname(target), { recursive: true });
      const content = await zip.openReadStreamPromise(entry);
      await pipeline(content, createWriteStream(target, { flush: true, mode: modeOf(entry) }), { signal });
    }
  } finally {
    zip.close();
  }
}

/** NVIDIA's assembler must stay executable: a zip keeps Unix permissions in the upper half of this field. */
function modeOf(entry: yauzl.Entry): number {
  return (entry.externalFileAttributes >>> 16) & 0o111 ? 0o755 : 0o644;
}

/** The linker looks for unversioned names. */
export async function addLinkNames(folder: string): Promise<void> {
  const isMac = process.platform === 'darwin';
  for (const library of ['cc', 'framework']) {
    const versioned = isMac ? `libtensorflow_${library}.2.dylib` : `libtensorflow_${library}.so.2`;
    const plain = isMac ? `libtensorflow_${library}.dylib` : `libtensorflow_${library}.so`;
    await symlink(basename(versioned), join(folder, 'tensorflow', plain));
  }
}
