/**
 * Temporary folders for runs. A folder's name carries the id of the process that made it, so that folders of
 * processes that are gone can be recognised and removed at the next start.
 */
import { lstat, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { AssayError } from '../../src-shared/errors/assay-error.ts';

export interface Scratch {
  readonly folder: string;
  /** Removes the folder with all that is in it; calling it again does nothing. */
  remove(): Promise<void>;
}

const NAME = /^(\d+)-[a-z0-9-]+-[A-Za-z0-9]+$/;

/** One folder a user: a shared temporary folder must not let one user prepare another's scratch. */
export function scratchRoot(): string {
  return join(tmpdir(), `assay-scratch-${userInfo().uid}`);
}

async function prepareRoot(root: string): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  const entry = await lstat(root);
  if (!entry.isDirectory() || (process.getuid !== undefined && entry.uid !== process.getuid())) {
    throw new AssayError(
      'storage.failed',
      `The temporary folder ${root} belongs to someone else or is not a folder; remove it, or set TMPDIR to a folder of your own.`,
      { folder: root },
    );
  }
}

export function isProcessAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: it exists but is another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A new, empty folder only this user can enter. `purpose` is a few letters for people, e.g. `audit`. */
export async function createScratch(purpose: string, root = scratchRoot()): Promise<Scratch> {
  if (!/^[a-z0-9-]+$/.test(purpose)) {
    throw new AssayError('internal', `"${purpose}" cannot be part of a scratch folder's name.`, { purpose });
  }
  await prepareRoot(root);
  const folder = await mkdtemp(join(root, `${process.pid}-${purpose}-`));
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }) };
}

/** Creates a folder, hands it to `work` and removes it afterwards, whatever happens. */
export async function withScratch<T>(
  purpose: string,
  work: (folder: string) => Promise<T>,
  root = scratchRoot(),
): Promise<T> {
  const scratch = await createScratch(purpose, root);
  try {
    return await work(scratch.folder);
  } finally {
    await scratch.remove();
  }
}

/** Removes the folders of processes that no longer exist and returns their paths. */
export async function removeStaleScratch(root = scratchRoot()): Promise<string[]> {
  await prepareRoot(root);
  const removed: string[] = [];
  for (const entry of await readdir(root, { withFileTypes: true })) {
    const owner = NAME.exec(entry.name)?.[1];
    if (owner === undefined || !entry.isDirectory() || isProcessAlive(Number(owner))) continue;
    const folder = join(root, entry.name);
    await rm(folder, { recursive: true, force: true });
    removed.push(folder);
  }
  return removed;
}
