/** Folders of this machine, for choosing a path where the system's own dialog cannot be had (in a browser). */
import { realpathSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import type { FolderListing } from '../../src-shared/rpc/contract.ts';

const ENTRIES_LISTED = 2000;

/** What may be seen and written: everything below `roots`, or everything where there are none. */
export class FolderService {
  readonly #roots: readonly string[];

  constructor(roots: readonly string[]) {
    this.#roots = roots.map((root) => realpathSync(resolve(root)));
  }

  /** The path, absolute, when it lies below a root, even if nothing is there yet. Throws `usage.invalid`. */
  allow(path: string): string {
    const absolute = resolve(path);
    if (this.#roots.length === 0) return absolute;
    const real = realOf(absolute);
    if (
      this.#roots.some((root) => real === root || real.startsWith(root.endsWith(sep) ? root : root + sep))
    ) {
      return absolute;
    }
    throw new AssayError(
      'usage.invalid',
      `${absolute} lies outside of the folders this host was started with: ${this.#roots.join(', ')}. Start it with --root for another one.`,
      { path: absolute },
    );
  }

  /** Folders first, then files, by name; hidden ones are left out. `path` null: the first root, or home. */
  async list(path: string | null): Promise<FolderListing> {
    const folder = this.allow(path ?? this.#roots[0] ?? homedir());
    const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
      throw new AssayError('not-found', `${folder} cannot be read as a folder.`, { path: folder }, { cause });
    });
    const shown = entries.filter(({ name }) => !name.startsWith('.'));
    const listed = await Promise.all(
      shown.slice(0, ENTRIES_LISTED).map(async ({ name }) => {
        const entry = join(folder, name);
        const found = await stat(entry).catch(() => null);
        return { name, path: entry, isFolder: found?.isDirectory() ?? false, sizeBytes: found?.size ?? 0 };
      }),
    );
    listed.sort((a, b) => Number(b.isFolder) - Number(a.isFolder) || a.name.localeCompare(b.name, 'en'));
    return {
      path: folder,
      parent: this.#parentOf(folder),
      entries: listed,
      isCut: shown.length > ENTRIES_LISTED,
    };
  }

  #parentOf(folder: string): string | null {
    const parent = dirname(folder);
    if (parent === folder) return null;
    try {
      return this.allow(parent);
    } catch {
      return null;
    }
  }
}

/** Links resolved as far as the path exists. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realOf(parent), basename(path));
  }
}
