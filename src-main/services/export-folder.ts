/**
 * The folder an export goes to. Parts are written beside their place under a temporary name, hashed, then renamed, so
 * that cancelling leaves nothing behind; what somebody else put there is never touched.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { syncFolder, writeFileAtomic } from '../files/atomic-write.ts';
import { sha256File } from '../files/sha256-file.ts';
import type { ExportedFile } from '../storage/index.ts';

/** Lists every file of an export with its hash; also what tells a folder of ours from any other. */
export const MANIFEST_NAME = 'manifest.json';
const TEMPORARY = '.assay-export-';
const MANIFEST_FORMAT = 'assay-export/1';

interface Manifest {
  format: typeof MANIFEST_FORMAT;
  files: readonly ExportedFile[];
}

export class ExportFolder {
  readonly path: string;
  readonly #manifest: Manifest | null;
  readonly #existed: boolean;
  #temporary: string | null = null;

  private constructor(path: string, manifest: Manifest | null, existed: boolean) {
    this.path = path;
    this.#manifest = manifest;
    this.#existed = existed;
  }

  /**
   * Looks at the folder without changing it. Throws `conflict` when it holds what is not ours: anything but an earlier
   * export and the workspace's own files.
   */
  static inspect(out: string, workspace: string): ExportFolder {
    const path = resolve(out);
    if (!existsSync(path)) return new ExportFolder(path, null, false);
    if (!statSync(path).isDirectory()) throw notOurs(path, 'it is a file');
    const manifest = readManifest(path);
    const own = new Set(manifest?.files.map((file) => topOf(file.path)));
    const isOwn = (name: string): boolean =>
      own.has(name) ||
      name === MANIFEST_NAME ||
      (dirname(workspace) === path && name.startsWith(basename(workspace)));
    const stranger = readdirSync(path).find((name) => !isOwn(name) && !name.startsWith(TEMPORARY));
    if (stranger !== undefined) throw notOurs(path, `"${stranger}" in it was not exported by Assay`);
    return new ExportFolder(path, manifest, true);
  }

  /** A new folder on the same file system to write the parts into. */
  async begin(): Promise<string> {
    await mkdir(this.path, { recursive: true });
    for (const name of await readdir(this.path)) {
      // Left by an export that was killed.
      if (name.startsWith(TEMPORARY)) await rm(join(this.path, name), { recursive: true, force: true });
    }
    this.#temporary = join(this.path, `${TEMPORARY}${randomUUID()}`);
    await mkdir(this.#temporary);
    return this.#temporary;
  }

  /** Where parts are written between `begin` and `commit`. */
  get temporary(): string {
    if (this.#temporary === null) throw new TypeError('nothing was begun');
    return this.#temporary;
  }

  /** Every file the folder will hold after `commit`, as far as they are written. */
  async describe(signal: AbortSignal): Promise<ExportedFile[]> {
    return this.#withKept(await describeFiles(this.temporary, signal), await readdir(this.temporary));
  }

  #withKept(added: readonly ExportedFile[], tops: readonly string[]): ExportedFile[] {
    const kept = (this.#manifest?.files ?? []).filter((file) => !tops.includes(topOf(file.path)));
    return [...kept, ...added].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Puts everything written since `begin` in its place and returns all files of the folder with their hashes. */
  async commit(signal: AbortSignal): Promise<{ added: ExportedFile[]; all: ExportedFile[] }> {
    const { temporary } = this;
    const added = await describeFiles(temporary, signal);
    const tops = await readdir(temporary);
    const replaced = join(temporary, '.replaced');
    await mkdir(replaced);
    for (const top of tops) {
      const target = join(this.path, top);
      if (existsSync(target)) await rename(target, join(replaced, top));
      await rename(join(temporary, top), target);
    }
    const all = this.#withKept(added, tops);
    const manifest: Manifest = { format: MANIFEST_FORMAT, files: all };
    await writeFileAtomic(join(this.path, MANIFEST_NAME), `${JSON.stringify(manifest, null, 2)}\n`);
    await syncFolder(this.path);
    await rm(temporary, { recursive: true, force: true });
    this.#temporary = null;
    return { added, all };
  }

  /** Removes what was not committed. */
  async abandon(): Promise<void> {
    if (this.#temporary !== null) await rm(this.#temporary, { recursive: true, force: true });
    this.#temporary = null;
    if (this.#existed || !existsSync(this.path)) return;
    if (readdirSync(this.path).length === 0) rmdirSync(this.path);
  }
}

function notOurs(path: string, why: string): AssayError {
  return new AssayError('conflict', `${path} cannot take an export: ${why}. Choose a new or empty folder.`, {
    path,
  });
}

function topOf(path: string): string {
  return path.split('/')[0] ?? path;
}

/** Null without a manifest; one of another program makes the folder not ours. */
function readManifest(folder: string): Manifest | null {
  const path = join(folder, MANIFEST_NAME);
  if (!existsSync(path)) return null;
  try {
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as Partial<Manifest>;
    if (manifest.format === MANIFEST_FORMAT && Array.isArray(manifest.files)) return manifest as Manifest;
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
  }
  throw notOurs(folder, `its ${MANIFEST_NAME} is not one of Assay`);
}

/** Every file below a folder, by path, with size and SHA-256. */
async function describeFiles(folder: string, signal: AbortSignal): Promise<ExportedFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: ExportedFile[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    signal.throwIfAborted();
    const path = join(entry.parentPath, entry.name);
    const { size } = await stat(path);
    const name = relative(folder, path).split(sep).join('/');
    files.push({ path: name, sha256: await sha256File(path, { signal }), bytes: size });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
