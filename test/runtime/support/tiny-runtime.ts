/**
 * A tiny stand-in for the 274 MB wheel, with real shared libraries and headers, for tests that run set-up's real steps
 * (pip, unpacking, a compiler) and break them in the middle.
 */
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import yazl from 'yazl';
import type { RuntimePins } from '../../../src-main/compute/runtime/pins.ts';
import type { SetupOptions } from '../../../src-main/compute/runtime/setup.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';

export const WHEEL_NAME = 'tensorflow_cpu-2.21.0-py3-none-any.whl';

/** Says its version and writes an addon that nobody loads. */
export const COMPILES =
  'while [ $# -gt 0 ]; do [ "$1" = -o ] && { shift; echo addon > "$1"; }; shift; done; exit 0';

export interface TinyRuntime {
  folder: string;
  /** Where set-up puts the runtime; does not exist yet. */
  cache: string;
  /** Holds the wheel; given to pip as the only place to look. */
  wheels: string;
  wheel: string;
  pins: RuntimePins;
  options(changes?: Partial<SetupOptions>): SetupOptions;
  /** A `g++` that comes first on PATH until `dispose`. */
  useCompiler(script: string): void;
  /** Names in the cache, sorted; empty where there is none. */
  cached(): string[];
  dispose(): void;
}

export interface TinyWheel {
  /** Bytes that do not compress, among what is not needed: the size of the download. */
  packedBytes?: number;
  /** Zeros at the end of a library: the size of what is unpacked. */
  unpackedBytes?: number;
}

export async function makeTinyRuntime(wheel: TinyWheel = {}): Promise<TinyRuntime> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-runtime-'));
  const wheels = join(folder, 'wheels');
  mkdirSync(wheels);
  const content = await makeWheel(folder, wheel);
  writeFileSync(join(wheels, WHEEL_NAME), content);
  const oldPath = process.env['PATH'];
  const tiny: TinyRuntime = {
    folder,
    cache: join(folder, 'cache'),
    wheels,
    wheel: join(wheels, WHEEL_NAME),
    pins: {
      platformTags: ['any'],
      tensorflow: {
        requirement: 'tensorflow-cpu==2.21.0',
        sha256: createHash('sha256').update(content).digest('hex'),
        sizeBytes: content.length,
      },
      nvidia: [],
      diskBytes: 1,
    },
    options: (changes = {}) => ({
      device: 'cpu',
      cache: tiny.cache,
      pins: tiny.pins,
      pipArguments: ['--no-index', '--find-links', wheels],
      signal: new AbortController().signal,
      onProgress: () => undefined,
      ...changes,
    }),
    useCompiler(script) {
      const bin = join(folder, 'bin');
      mkdirSync(bin, { recursive: true });
      writeFileSync(join(bin, 'g++'), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, 'g++'), 0o755);
      process.env['PATH'] = `${bin}:${oldPath}`;
    },
    cached: () => (existsSync(tiny.cache) ? readdirSync(tiny.cache).sort() : []),
    dispose() {
      process.env['PATH'] = oldPath;
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return tiny;
}

/** The error that a set-up ends with; fails where it is none of ours or there is none. */
export async function failureOf(run: Promise<unknown>): Promise<AssayError> {
  try {
    await run;
  } catch (thrown) {
    if (thrown instanceof AssayError) return thrown;
    throw thrown;
  }
  throw new Error('set-up should have failed');
}

async function makeWheel(folder: string, { packedBytes = 0, unpackedBytes = 0 }: TinyWheel): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const name of ['cc', 'framework']) {
    const source = join(folder, `${name}.c`);
    const library = join(folder, `${name}.so`);
    writeFileSync(source, `int assay_${name}(void) { return 0; }\n`);
    const { status } = spawnSync('gcc', ['-shared', '-fPIC', '-o', library, source]);
    if (status !== 0) throw new Error('gcc is needed to make the tiny wheel');
    const zeros = Buffer.alloc(name === 'cc' ? unpackedBytes : 0);
    zip.addBuffer(Buffer.concat([readFileSync(library), zeros]), `tensorflow/libtensorflow_${name}.so.2`);
  }
  const notNeeded = randomBytes(packedBytes + 1);
  const info = 'tensorflow_cpu-2.21.0.dist-info';
  const texts = {
    'tensorflow/include/tensorflow/c/c_api.h': '// header',
    [`${info}/METADATA`]: 'Metadata-Version: 2.1\nName: tensorflow-cpu\nVersion: 2.21.0\n',
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`${info}/RECORD`]: '',
  };
  zip.addBuffer(notNeeded, 'tensorflow/python/not_needed.bin');
  for (const [name, text] of Object.entries(texts)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}
