/** Names of source entries: their order, which of them are not data, and the parts of a path. */
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { SourceEntry } from '../types.ts';

/** Order by Unicode code point; the order of `<` differs for characters outside the first plane. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a.charCodeAt(i) === b.charCodeAt(i)) continue;
    const start = i > 0 && isLowSurrogate(a.charCodeAt(i)) && isLowSurrogate(b.charCodeAt(i)) ? i - 1 : i;
    return (a.codePointAt(start) ?? 0) - (b.codePointAt(start) ?? 0);
  }
  return a.length - b.length;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Hidden files and what file managers leave behind are no part of a dataset. */
export function isLitter(name: string): boolean {
  return name
    .split('/')
    .some((part) => part.startsWith('.') || part === '__MACOSX' || /^(thumbs\.db|desktop\.ini)$/i.test(part));
}

/** The last part of a name. */
export function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** All but the last part, without a slash at the end; '' at the top. */
export function folderName(name: string): string {
  const slash = name.lastIndexOf('/');
  return slash === -1 ? '' : name.slice(0, slash);
}

/** Sorts, and refuses two entries of one name: which of them is meant cannot be told. */
export function sortEntries<T extends SourceEntry>(entries: T[], location: string): T[] {
  entries.sort((a, b) => compareCodePoints(a.name, b.name));
  for (let i = 1; i < entries.length; i++) {
    const name = entries[i]?.name;
    if (name !== undefined && name === entries[i - 1]?.name) {
      throw new AssayError(
        'import.unreadable',
        `${location} has two entries of the name ${JSON.stringify(name)}. Make the archive again with each file once.`,
        { entry: name },
      );
    }
  }
  return entries;
}

/**
 * How much of every name a single top-level folder takes, so that `signs/train/...` reads as `train/...`. A folder
 * below that is looked through only while folders are left in it: the last level may be a class.
 */
export function commonFolderLength(names: readonly string[]): number {
  let length = 0;
  for (;;) {
    const first = names[0]?.slice(length) ?? '';
    const slash = first.indexOf('/');
    if (slash === -1) return length;
    const folder = first.slice(0, slash + 1);
    if (!names.every((name) => name.startsWith(folder, length))) return length;
    const next = length + folder.length;
    if (length > 0 && !names.some((name) => name.includes('/', next))) return length;
    length = next;
  }
}
