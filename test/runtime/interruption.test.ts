/** Set-up stopped from outside: by a signal, by a full disk, by a process that died or that works on the same thing. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statfsSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isReady, runtimeFolder } from '../../src-main/compute/runtime/locate.ts';
import { runtimePins } from '../../src-main/compute/runtime/pins.ts';
import { ensureRuntime } from '../../src-main/compute/runtime/setup.ts';
import { startCli } from '../cli/support/run-cli.ts';
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

/** A Python behind a script that waits for it, as version managers have them: ending the script does not end Python. */
function wrapPython(): void {
  const real = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
  writeFileSync(join(tiny.folder, 'bin', 'python3'), `#!/bin/sh\n'${real.trim()}' "$@"\nexit $?\n`, {
    mode: 0o755,
  });
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

  it('before anything began: not even the lock stays, which would be waited for ever after', async ({
    skip,
  }) => {
    await useTiny();
    if (!mountSmallDisk(MEBI)) skip('mounting a small disk needs root');
    const filler = join(tiny.cache, 'filler');
    expect(() => writeFileSync(filler, Buffer.alloc(2 * MEBI))).toThrow(/ENOSPC/);
    const error = await failureOf(ensureRuntime(tiny.options()));
    expect(error.code).toBe('storage.full');
    expect(tiny.cached()).toEqual(['filler']);
  });

  it('while it is compiled', async () => {
    await useTiny();
    tiny.useCompiler('[ "$1" = --version ] && exit 0; echo "ld: No space left on device" >&2; exit 1');
    const error = await failureOf(ensureRuntime(tiny.options()));
    expect(error.code).toBe('storage.full');
    expect(tiny.cached()).toEqual([]);
  });
});

describe.runIf(isLinux)('cancelling', () => {
  it('while pip is downloading: pip ends too and nothing stays', async () => {
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

  it('Ctrl-C on the real command: exit code 130, one sentence, an empty cache', async () => {
    await useTiny();
    wrapPython();
    const { tensorflow } = runtimePins('cpu', 'linux', 'x64');
    const server = await serveIndex({
      name: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
      sha256: tensorflow.sha256,
      totalBytes: tensorflow.sizeBytes,
      content: Buffer.alloc(MEBI),
      then: 'silence',
    });
    undo.push(() => server.close());
    const cli = startCli(['setup', '--device', 'cpu'], {
      ASSAY_CACHE: tiny.cache,
      // Nothing of this machine's own settings for pip: only the index made here.
      PIP_CONFIG_FILE: '/dev/null',
      PIP_INDEX_URL: server.url,
      PIP_EXTRA_INDEX_URL: '',
      PIP_FIND_LINKS: '',
    });
    undo.push(() => void cli.child.kill('SIGKILL'));
    await cli.said('Downloading TensorFlow');
    await server.served;
    cli.child.kill('SIGINT');
    const { code, stdout, stderr } = await cli.result;
    expect(code).toBe(130);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n').at(-1)).toMatch(/cancelled\. Nothing was kept\.$/);
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
    expect((await failureOf(run)).code).toBe('run.cancelled');
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

  it.for([
    ['whose number another process has now', String(process.ppid)],
    ['that got no further than making the lock', ''],
  ])('%s is not waited for once the lock is old', async ([, content]) => {
    await useTiny();
    mkdirSync(tiny.cache);
    const lock = `${runtimeFolder('cpu', tiny.cache)}.lock`;
    writeFileSync(lock, content ?? '');
    const aMinuteAgo = new Date(Date.now() - 60_000);
    utimesSync(lock, aMinuteAgo, aMinuteAgo);
    const signal = AbortSignal.timeout(20_000);
    await ensureRuntime(tiny.options({ signal }));
    expect(tiny.cached()).toHaveLength(1);
  });
});

it('a cache that cannot be made: the folder is named, and how to choose another', async () => {
  await useTiny();
  const file = join(tiny.folder, 'a-file');
  writeFileSync(file, '');
  const error = await failureOf(ensureRuntime(tiny.options({ cache: join(file, 'cache') })));
  expect(error.code).toBe('storage.failed');
  expect(error.message).toContain(join(file, 'cache'));
  expect(error.message).toMatch(/ASSAY_CACHE/);
});
