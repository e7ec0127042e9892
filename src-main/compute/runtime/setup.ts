/**
 * Sets TensorFlow up, once for each user: download, unpack, compile, and only then move into place. Whatever interrupts
 * it leaves nothing that a later start could take for a runtime.
 */
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AssayError, toAssayError } from '../../../src-shared/errors/assay-error.ts';
import { compileAddon } from './compile.ts';
import { downloadWheels } from './download.ts';
import { addonPath, cacheFolder, isReady, runtimeFolder, variantsFor } from './locate.ts';
import { runtimePins, type RuntimePins, type Variant } from './pins.ts';
import { checkDisk, findCompiler, findPythonWithPip } from './prerequisites.ts';
import { addLinkNames, isNeededOfNvidia, isNeededOfTensorflow, unpackWheel } from './unpack.ts';

export interface SetupProgress {
  step: 'download' | 'unpack' | 'compile' | 'wait';
  /** Bytes for a download; otherwise 0 of 0. */
  done: number;
  total: number;
}

export interface SetupOptions {
  device: 'auto' | 'cpu' | 'cuda';
  signal: AbortSignal;
  onProgress(progress: SetupProgress): void;
  /** For tests: another cache, other wheels, another index. */
  cache?: string;
  pins?: RuntimePins;
  pipArguments?: readonly string[];
}

export interface Runtime {
  variant: Variant;
  folder: string;
}

/** The runtime to use for a device, ready or not: the first ready one, else the one that set-up would make. */
export function chooseRuntime(
  device: 'auto' | 'cpu' | 'cuda',
  cache = cacheFolder(),
): Runtime & { ready: boolean } {
  const found = variantsFor(device).map((variant) => ({ variant, folder: runtimeFolder(variant, cache) }));
  const ready = found.find(({ folder }) => isReady(folder));
  const chosen = ready ?? found.at(-1);
  if (chosen === undefined) throw new TypeError(`no variant for device ${device}`);
  return { ...chosen, ready: ready !== undefined };
}

/**
 * Returns at once when the runtime is there. Otherwise sets it up. Throws `runtime.missing`, `runtime.download-failed`,
 * `runtime.hash-mismatch`, `runtime.compile-failed`, `storage.full`, `backend.unavailable` or `run.cancelled`, each
 * with one sentence that says what to do, and leaves nothing half made.
 */
export async function ensureRuntime(options: SetupOptions): Promise<Runtime> {
  const cache = options.cache ?? cacheFolder();
  const { ready, ...chosen } = chooseRuntime(options.device, cache);
  if (ready) return chosen;
  await removeLeftovers(cache);
  const release = await lock(chosen.folder, options);
  try {
    if (!isReady(chosen.folder)) await build(chosen, options);
    return chosen;
  } catch (thrown) {
    if (options.signal.aborted) {
      throw new AssayError('run.cancelled', 'Setting up TensorFlow was cancelled. Nothing was kept.');
    }
    throw toAssayError(thrown);
  } finally {
    await release();
  }
}

async function build({ variant, folder }: Runtime, options: SetupOptions): Promise<void> {
  const pins = options.pins ?? runtimePins(variant);
  const python = await findPythonWithPip();
  const compiler = await findCompiler();
  await checkDisk(dirname(folder), pins.diskBytes);
  const temporary = `${folder}.tmp-${process.pid}`;
  const wheels = join(temporary, 'wheels');
  const { signal } = options;
  try {
    await mkdir(wheels, { recursive: true });
    const files = await downloadWheels({
      python,
      pins: [pins.tensorflow, ...pins.nvidia],
      platformTags: pins.platformTags,
      folder: wheels,
      pipArguments: options.pipArguments ?? [],
      signal,
      onBytes: (bytes) =>
        options.onProgress({ step: 'download', done: bytes, total: pins.tensorflow.sizeBytes }),
    });
    options.onProgress({ step: 'unpack', done: 0, total: 0 });
    for (const file of files) {
      const isNvidia = basename(file).startsWith('nvidia');
      await unpackWheel(file, temporary, isNvidia ? isNeededOfNvidia : isNeededOfTensorflow, signal);
    }
    await rm(wheels, { recursive: true });
    await addLinkNames(temporary);
    options.onProgress({ step: 'compile', done: 0, total: 0 });
    await compileAddon({ compiler, folder: temporary, output: addonPath(temporary), signal });
    await rm(join(temporary, 'tensorflow', 'include'), { recursive: true });
    signal.throwIfAborted();
    await rename(temporary, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** One set-up at a time: a second one waits for the first, then finds its work done. Returns how to let go. */
async function lock(folder: string, options: SetupOptions): Promise<() => Promise<void>> {
  const file = `${folder}.lock`;
  await mkdir(dirname(folder), { recursive: true });
  for (;;) {
    options.signal.throwIfAborted();
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(file, { force: true });
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
    }
    const owner = Number(await readFile(file, 'utf8').catch(() => ''));
    if (owner > 0 && !isAlive(owner)) await rm(file, { force: true });
    options.onProgress({ step: 'wait', done: 0, total: 0 });
    await sleep(200);
  }
}

/** Temporary folders and locks of processes that are gone. */
async function removeLeftovers(cache: string): Promise<void> {
  if (!existsSync(cache)) return;
  for (const name of await readdir(cache)) {
    const owner = Number(/\.tmp-(\d+)$/.exec(name)?.[1]);
    if (owner > 0 && !isAlive(owner)) await rm(join(cache, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // EPERM: it lives and belongs to somebody else.
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
