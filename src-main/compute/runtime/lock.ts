/** One set-up at a time for each runtime, among all processes of the user, also in containers that share the cache. */
import { readlinkSync } from 'node:fs';
import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const BEAT_MS = 2000;
/** Ten beats missed: whoever held it is gone, or stopped for good. */
const STALE_MS = 20_000;
const WAIT_MS = 200;

/** Waits for the lock and returns how to let go of it. Throws what the signal was aborted with. */
export async function lock(
  file: string,
  signal: AbortSignal,
  onWait: () => void,
): Promise<() => Promise<void>> {
  for (;;) {
    signal.throwIfAborted();
    if (await create(file)) return hold(file);
    if (!(await isHeld(file))) await rm(file, { force: true });
    onWait();
    await sleep(WAIT_MS);
  }
}

/**
 * Whether the lock exists and somebody is behind it. A process id says nothing about a process of another container
 * or from before a restart, so the file's time counts too: its holder renews it.
 */
export async function isHeld(file: string): Promise<boolean> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    const [pid = '', place = processPlace()] = text.split('\n');
    if (place === processPlace() && Number(pid) > 0 && !isAlive(Number(pid))) return false;
    return Date.now() - mtimeMs < STALE_MS;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw thrown;
  }
}

/** False where it is there already. */
async function create(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    try {
      await handle.writeFile(`${process.pid}\n${processPlace()}`);
    } catch (thrown) {
      // On a full disk the name can be made but not its content.
      await rm(file, { force: true });
      throw thrown;
    } finally {
      await handle.close();
    }
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw thrown;
  }
}

function hold(file: string): () => Promise<void> {
  const beat = setInterval(() => {
    const now = new Date();
    // A beat that fails is made up for by the next one; only ten in a row would matter.
    utimes(file, now, now).catch(() => undefined);
  }, BEAT_MS);
  beat.unref();
  return async () => {
    clearInterval(beat);
    await rm(file, { force: true });
  };
}

/** Within one place process ids mean the same. */
function processPlace(): string {
  if (process.platform !== 'linux') return hostname();
  return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
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
