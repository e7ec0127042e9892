/**
 * Sets TensorFlow up, once for each user: download, unpack, compile, and only then move into place. Whatever interrupts
 * it leaves nothing that a later start could take for a runtime.
 */
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AssayError, toAssayError } from '../../../src-shared/errors/assay-error.ts';
import { compileAddon } from './compile.ts';
import { downloadWheels } from './download.ts';
import { addonPath, cacheFolder, isReady, runtimeFolder, variantsFor } from './locate.ts';
import { isHeld, lock } from './lock.ts';
import { downloadBytes, runtimePins, type RuntimePins, type Variant } from './pins.ts';
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
 * `runtime.hash-mismatch`, `runtime.compile-failed`, `storage.full`, `storage.failed`, `backend.unavailable` or
 * `run.cancelled`, each with one sentence that says what to do, and leaves nothing half made.
 */
export async function ensureRuntime(options: SetupOptions): Promise<Runtime> {
  const cache = options.cache ?? cacheFolder();
  const { ready, ...chosen } = chooseRuntime(options.device, cache);
  if (ready) return chosen;
  try {
    await openCache(cache);
    const file = `${chosen.folder}.lock`;
    const release = await lock(file, options.signal, () =>
      options.onProgress({ step: 'wait', done: 0, total: 0 }),
    );
    try {
      await removeLeftovers(cache, basename(chosen.folder));
      if (!isReady(chosen.folder)) await build(chosen, options);
    } finally {
      await release();
    }
    return chosen;
  } catch (thrown) {
    if (options.signal.aborted) {
      throw new AssayError('run.cancelled', 'Setting up TensorFlow was cancelled. Nothing was kept.');
    }
    throw toAssayError(thrown);
  }
}

/** Throws `storage.failed` where the cache cannot be made. */
async function openCache(cache: string): Promise<void> {
  try {
    await mkdir(cache, { recursive: true });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENOSPC' || code === 'EDQUOT') throw cause;
    throw new AssayError(
      'storage.failed',
      `The cache folder ${cache} cannot be made (${code}). Set ASSAY_CACHE to a folder that can be written.`,
      { folder: cache, reason: code },
      { cause },
    );
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
  const total = downloadBytes(pins);
  try {
    await mkdir(wheels, { recursive: true });
    const files = await downloadWheels({
      python,
      pins: [pins.tensorflow, ...pins.nvidia],
      platformTags: pins.platformTags,
      folder: wheels,
      pipArguments: options.pipArguments ?? [],
      signal,
      // pip has each finished wheel twice for a while, so the folder can hold more than there is to download.
      onBytes: (bytes) => options.onProgress({ step: 'download', done: Math.min(bytes, total), total }),
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
    await flush(addonPath(temporary));
    await moveIntoPlace(temporary, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** A set-up that took over from one thought dead may find that one's work there already: just as good. */
async function moveIntoPlace(temporary: string, folder: string): Promise<void> {
  try {
    await rename(temporary, folder);
  } catch (thrown) {
    if (!isReady(folder)) throw thrown;
  }
  await flush(dirname(folder));
}

/** A rename may reach the disk before the content does, unless the content was told to go first. */
async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Called by the holder of `own`'s lock: temporary folders of that runtime, and of others nobody is working on. */
async function removeLeftovers(cache: string, own: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const runtime = /^(.+)\.tmp-\d+$/.exec(name)?.[1];
    if (runtime === undefined) continue;
    const isAbandoned = runtime === own || !(await isHeld(join(cache, `${runtime}.lock`)));
    if (isAbandoned) await rm(join(cache, name), { recursive: true, force: true });
  }
}
