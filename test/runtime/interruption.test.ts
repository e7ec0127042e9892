/** Set-up stopped from outside: by a signal, by a full disk, by a process that died or that works on the same thing. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isReady, runtimeFolder } from '../../src-main/compute/runtime/locate.ts';
import { ensureRuntime } from '../../src-main/compute/runtime/setup.ts';
import { serveIndex } from './support/index-server.ts';
import {
  COMPILES,
  failureOf,
  makeTinyRuntime,
  WHEEL_NAME,
  type TinyRuntime,
} from './support/tiny-runtime.ts';

const isLinux = process.platform === 'linux';
const MEBI = 1024 * 1024;

let tiny: TinyRuntime;
let undo: (() => void)[];

beforeEach(() => {
  undo = [];
});

afterEach(() => {
  for (const step of undo.reverse()) step();
});

async function useTiny(...wheel: Parameters<typeof makeTinyRuntime>): Promise<void> {
  tiny = await makeTinyRuntime(...wheel);
  undo.push(() => tiny.dispose());
  tiny.useCompiler(COMPILES);
}

/** Makes the cache a disk of its own with this much room. False where only root may, and this is not root. */
function mountSmallDisk(bytes: number): boolean {
  mkdirSync(tiny.cache);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', tiny.cache]);
  if (mounted.status !== 0) return false;
  undo.push(() => void execFileSync('umount', ['-l', tiny.cache]));
  return true;
}

/** A local index that sends the first half of the wheel and then nothing more. */
async function stalledDownload(): Promise<{ pipArguments: string[]; served: Promise<void> }> {
  const whole = readFileSync(tiny.wheel);
  const server = await serveIndex({
    name: WHEEL_NAME,
    sha256: tiny.pins.tensorflow.sha256,
    totalBytes: whole.length,
    content: whole.subarray(0, whole.length / 2),
    then: 'silence',
  });
  undo.push(() => server.close());
  return { pipArguments: ['--index-url', server.url], served: server.served };
}

describe.runIf(isLinux)('a disk that becomes full', () => {
  const cases = [
    { name: 'during the download', wheel: { packedBytes: 3 * MEBI }, room: 2 * MEBI },
    { name: 'while it is unpacked', wheel: { unpackedBytes: 8 * MEBI }, room: 2 * MEBI },
  ];
  it.for(cases)('$name', async ({ wheel, room }, { skip }) => {
    await useTiny(wheel);
    if (!mountSmallDisk(room)) skip('mounting a small disk needs root');
    const error = await failureOf(ensureRuntime(tiny.options()));
    expect(error.code).toBe('storage.full');
    expect(error.message).toMatch(/disk .*full.*Free some space/s);
    expect(tiny.cached()).toEqual([]);
    const { bavail, blocks } = statfsSync(tiny.cache);
    expect(bavail).toBe(blocks);
  });
});

describe.runIf(isLinux)('cancelling', () => {
  it('while pip is downloading: nothing stays', async () => {
    await useTiny({ packedBytes: MEBI });
    const { pipArguments, served } = await stalledDownload();
    const controller = new AbortController();
    const seen: number[] = [];
    const run = failureOf(
      ensureRuntime(
        tiny.options({ pipArguments, signal: controller.signal, onProgress: ({ done }) => seen.push(done) }),
      ),
    );
    await served;
    await expect.poll(() => Math.max(0, ...seen), { timeout: 10_000 }).toBeGreaterThan(MEBI / 4);
    controller.abort();
    expect((await run).code).toBe('run.cancelled');
    expect(tiny.cached()).toEqual([]);
  });
});

describe.runIf(isLinux)('another process', () => {
  it('that works on the same: waiting for it can be cancelled', async () => {
    await useTiny();
    mkdirSync(tiny.cache);
    const lock = `${runtimeFolder('cpu', tiny.cache)}.lock`;
    // The parent of this process is alive for as long as the test runs.
    writeFileSync(lock, String(process.ppid));
    const controller = new AbortController();
    const steps: string[] = [];
    const run = ensureRuntime(
      tiny.options({
        signal: controller.signal,
        onProgress({ step }) {
          steps.push(step);
          controller.abort();
        },
      }),
    );
    await expect(run).rejects.toThrow();
    expect(steps[0]).toBe('wait');
    expect(readFileSync(lock, 'utf8')).toBe(String(process.ppid));
  });

  it('that died with the lock in its hand is not waited for', async () => {
    await useTiny();
    mkdirSync(tiny.cache);
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const folder = runtimeFolder('cpu', tiny.cache);
    writeFileSync(`${folder}.lock`, String(gone));
    mkdirSync(`${folder}.tmp-${gone}`);
    writeFileSync(join(`${folder}.tmp-${gone}`, 'half'), 'half');
    await ensureRuntime(tiny.options());
    expect(isReady(folder)).toBe(true);
    expect(readdirSync(dirname(folder))).toHaveLength(1);
    expect(existsSync(`${folder}.lock`)).toBe(false);
  });
});
