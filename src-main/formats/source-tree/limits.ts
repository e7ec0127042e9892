/**
 * Everything an archive must satisfy before a byte of it is used: safe names, plain files only, and sizes that are not
 * those of a decompression bomb. One file, so that every kind of archive obeys the same rules.
 */
import { AssayError } from '../../../src-shared/errors/assay-error.ts';

export interface ArchiveLimits {
  /** Files and folders in one archive. */
  entries: number;
  /** Bytes of all entries together, decompressed. */
  totalBytes: number;
  /** Decompressed bytes over compressed bytes, of one entry and of the whole. */
  ratio: number;
  /** Below this many decompressed bytes the ratio is not looked at: a list of equal labels packs very well. */
  ratioFreeBytes: number;
}

const MEBIBYTE = 1024 * 1024;

export const ARCHIVE_LIMITS: ArchiveLimits = {
  entries: 2_000_000,
  totalBytes: 64 * 1024 * MEBIBYTE,
  ratio: 200,
  ratioFreeBytes: 16 * MEBIBYTE,
};

function unsafe(entry: string, why: string): AssayError {
  return new AssayError(
    'import.unsafe',
    `The archive has an entry ${JSON.stringify(entry)} that ${why}; nothing was imported. Make the archive again without it.`,
    { entry, why },
  );
}

/**
 * The entry's name with forward slashes and without `.` parts; a folder keeps no slash at its end. Throws
 * `import.unsafe` for a name that could point outside the archive.
 */
export function checkEntryName(raw: string): string {
  if (raw.includes('\0')) throw unsafe(raw, 'has a NUL character in its name');
  const name = raw.replaceAll('\\', '/');
  if (name.startsWith('/')) throw unsafe(raw, 'has an absolute name');
  if (/^[A-Za-z]:/.test(name)) throw unsafe(raw, 'has a name with a drive letter');
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw unsafe(raw, 'leads out of the archive with ".."');
  return parts.join('/');
}

/** `type` is what the entry is, in words, e.g. "a symbolic link". */
export function refuseEntryType(entry: string, type: string): never {
  throw unsafe(entry, `is ${type}, where only plain files and folders are taken`);
}

export function checkEntryCount(count: number, limits: ArchiveLimits): void {
  if (count <= limits.entries) return;
  throw new AssayError(
    'import.too-large',
    `The archive has more than ${limits.entries} entries, the most that are taken. Unpack it yourself and import the folder.`,
    { limit: 'entries', allowed: limits.entries, found: count },
  );
}

/**
 * `entry` names what was measured: an entry, or null for the whole archive. Called before and while decompressing, so
 * that a false size in a header gains nothing.
 */
export function checkSizes(
  entry: string | null,
  compressedBytes: number,
  decompressedBytes: number,
  limits: ArchiveLimits,
): void {
  const what = entry === null ? 'The archive' : `The archive's entry ${JSON.stringify(entry)}`;
  const details = { entry, compressedBytes, decompressedBytes };
  if (decompressedBytes > limits.totalBytes) {
    throw new AssayError(
      'import.too-large',
      `${what} would take more than ${limits.totalBytes} bytes decompressed, the most that are taken. Unpack it yourself and import the folder.`,
      { limit: 'totalBytes', allowed: limits.totalBytes, ...details },
    );
  }
  if (
    decompressedBytes > limits.ratioFreeBytes &&
    decompressedBytes > limits.ratio * Math.max(1, compressedBytes)
  ) {
    throw new AssayError(
      'import.too-large',
      `${what} decompresses to more than ${limits.ratio} times its size, as a decompression bomb does. If you trust it, unpack it yourself and import the folder.`,
      { limit: 'ratio', allowed: limits.ratio, ...details },
    );
  }
}
