/**
 * Set-up with its real steps (pip, unpacking, a C++ compiler) on a tiny wheel made here in place of the real 274 MB one,
 * served from a folder. Everything that can go wrong ends with one sentence and leaves nothing half made.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import yazl from 'yazl';
import { isReady } from '../../src-main/compute/runtime/locate.ts';
import type { RuntimePins } from '../../src-main/compute/runtime/pins.ts';
import { chooseRuntime, ensureRuntime, type SetupOptions } from '../../src-main/compute/runtime/setup.ts';
import type { AssayError } from '../../src-shared/errors/assay-error.ts';

const WHEEL = 'tensorflow_cpu-2.21.0-py3-none-any.whl';
const isLinux = process.platform === 'linux';

let folder: string;
let cache: string;
let wheels: string;
let pins: RuntimePins;
const oldPath = process.env['PATH'];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-setup-'));
  cache = join(folder, 'cache');
  wheels = join(folder, 'wheels');
  mkdirSync(wheels);
  const sha256 = await makeWheel(join(wheels, WHEEL));
  pins = {
    platformTags: ['any'],
    tensorflow: {
      requirement: 'tensorflow-cpu==2.21.0',
      sha256,
      sizeBytes: statSync(join(wheels, WHEEL)).size,
    },
    nvidia: [],
    diskBytes: 1,
  };
});

afterEach(() => {
  process.env['PATH'] = oldPath;
  rmSync(folder, { recursive: true, force: true });
});

/** Libraries that the linker accepts, and headers that make the binding's own C++ compile to an empty object. */
async function makeWheel(path: string): Promise<string> {
  const zip = new yazl.ZipFile();
  for (const name of ['cc', 'framework']) {
    const source = join(folder, `${name}.c`);
    const library = join(folder, `libtensorflow_${name}.so.2`);
    writeFileSync(source, `int assay_${name}(void) { return 0; }\n`);
    spawnSync('gcc', ['-shared', '-fPIC', '-o', library, source]);
    zip.addBuffer(readFileSync(library), `tensorflow/libtensorflow_${name}.so.2`);
  }
  zip.addBuffer(Buffer.from('not needed'), 'tensorflow/python/huge.py');
  zip.addBuffer(Buffer.from('// header'), 'tensorflow/include/tensorflow/c/c_api.h');
  zip.addBuffer(
    Buffer.from('Metadata-Version: 2.1\nName: tensorflow-cpu\nVersion: 2.21.0\n'),
    'tensorflow_cpu-2.21.0.dist-info/METADATA',
  );
  zip.addBuffer(
    Buffer.from('Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n'),
    'tensorflow_cpu-2.21.0.dist-info/WHEEL',
  );
  zip.addBuffer(Buffer.from(''), 'tensorflow_cpu-2.21.0.dist-info/RECORD');
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream as AsyncIterable<Buffer>) parts.push(part);
  writeFileSync(path, Buffer.concat(parts));
  return createHash('sha256').update(Buffer.concat(parts)).digest('hex');
}

/** A compiler that writes an empty addon: the wheel made here has no real headers. */
function useFakeCompiler(script: string): void {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  const path = join(bin, 'g++');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  process.env['PATH'] = `${bin}:${oldPath}`;
}

const COMPILES = 'while [ $# -gt 0 ]; do [ "$1" = -o ] && { shift; echo addon > "$1"; }; shift; done; exit 0';

function options(changes: Partial<SetupOptions> = {}): SetupOptions {
  return {
    device: 'cpu',
    cache,
    pins,
    pipArguments: ['--no-index', '--find-links', wheels],
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...changes,
  };
}

async function failure(run: Promise<unknown>): Promise<AssayError> {
  return await run.then(
    () => {
      throw new Error('set-up should have failed');
    },
    (thrown: unknown) => thrown as AssayError,
  );
}

function leftovers(): string[] {
  try {
    return readdirSync(cache);
  } catch {
    return [];
  }
}

describe.runIf(isLinux)('set-up of the runtime', () => {
  it('downloads, unpacks what is needed, compiles and is ready; the second time it starts at once', async () => {
    useFakeCompiler(COMPILES);
    const steps = new Set<string>();
    const runtime = await ensureRuntime(options({ onProgress: ({ step }) => steps.add(step) }));
    expect(isReady(runtime.folder)).toBe(true);
    expect([...steps]).toEqual(expect.arrayContaining(['unpack', 'compile']));
    expect(readdirSync(join(runtime.folder, 'tensorflow')).sort()).toEqual([
      'libtensorflow_cc.so',
      'libtensorflow_cc.so.2',
      'libtensorflow_framework.so',
      'libtensorflow_framework.so.2',
    ]);
    const startedAt = performance.now();
    await ensureRuntime(options({ pipArguments: ['--no-index'] }));
    expect(performance.now() - startedAt).toBeLessThan(200);
    expect(leftovers()).toHaveLength(1);
  });

  it('a file with another hash is refused', async () => {
    useFakeCompiler(COMPILES);
    const wrong = { ...pins, tensorflow: { ...pins.tensorflow, sha256: 'a'.repeat(64) } };
    const error = await failure(ensureRuntime(options({ pins: wrong })));
    expect(error.code).toBe('runtime.hash-mismatch');
    expect(leftovers()).toEqual([]);
  });

  it('a connection that drops in the middle', async () => {
    useFakeCompiler(COMPILES);
    const server = createServer((request, response) => {
      if (request.url?.endsWith('.whl')) {
        response.writeHead(200, { 'content-length': String(pins.tensorflow.sizeBytes) });
        response.write(readFileSync(join(wheels, WHEEL)).subarray(0, 1000), () => response.destroy());
      } else {
        response.end(`<a href="/${WHEEL}#sha256=${pins.tensorflow.sha256}">${WHEEL}</a>`);
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const pipArguments = [
      '--index-url',
      `http://127.0.0.1:${port}/simple`,
      '--retries',
      '0',
      '--timeout',
      '3',
    ];
    const error = await failure(ensureRuntime(options({ pipArguments })));
    server.closeAllConnections();
    server.close();
    // pip itself calls a file that is cut short one with another hash; both say that nothing was kept.
    expect(['runtime.download-failed', 'runtime.hash-mismatch']).toContain(error.code);
    expect(error.message).toMatch(/Nothing was kept/);
    expect(leftovers()).toEqual([]);
  });

  it('an index without the wheel', async () => {
    useFakeCompiler(COMPILES);
    const error = await failure(ensureRuntime(options({ pipArguments: ['--no-index'] })));
    expect(error.code).toBe('runtime.download-failed');
    expect(error.message).toMatch(/npm run assay -- setup/);
    expect(leftovers()).toEqual([]);
  });

  it('no compiler, and no Python with pip: said before anything is downloaded', async () => {
    const bin = join(folder, 'only-python');
    mkdirSync(bin);
    const python = spawnSync('python3', ['-c', 'import sys; print(sys.executable)']).stdout.toString().trim();
    symlinkSync(python, join(bin, 'python3'));
    process.env['PATH'] = bin;
    const noCompiler = await failure(ensureRuntime(options()));
    expect(noCompiler.code).toBe('runtime.missing');
    expect(noCompiler.message).toMatch(/apt-get install g\+\+/);

    rmSync(join(bin, 'python3'));
    writeFileSync(join(bin, 'python3'), '#!/bin/sh\ncase "$*" in *pip*) exit 1;; esac\nexit 0\n');
    chmodSync(join(bin, 'python3'), 0o755);
    process.env['PATH'] = `${bin}:/bin`;
    const noPip = await failure(ensureRuntime(options()));
    expect(noPip.message).toMatch(/apt-get install python3-pip/);

    process.env['PATH'] = join(folder, 'nothing');
    const noPython = await failure(ensureRuntime(options()));
    expect(noPython.message).toMatch(/apt-get install python3 python3-pip/);
    expect(leftovers()).toEqual([]);
  });

  it('a compiler that fails', async () => {
    useFakeCompiler('[ "$1" = --version ] && exit 0; echo "error: no such thing" >&2; exit 1');
    const error = await failure(ensureRuntime(options()));
    expect(error.code).toBe('runtime.compile-failed');
    expect(error.details['output']).toMatch(/no such thing/);
    expect(leftovers()).toEqual([]);
  });

  it('too little disk: said before anything is downloaded', async () => {
    useFakeCompiler(COMPILES);
    const error = await failure(ensureRuntime(options({ pins: { ...pins, diskBytes: 1e18 } })));
    expect(error.code).toBe('storage.full');
    expect(error.message).toMatch(/ASSAY_CACHE/);
    expect(leftovers()).toEqual([]);
  });

  it('cancelled while it compiles', async () => {
    useFakeCompiler('[ "$1" = --version ] && exit 0; exec sleep 30');
    const controller = new AbortController();
    const run = failure(
      ensureRuntime(
        options({
          signal: controller.signal,
          onProgress: ({ step }) => {
            if (step === 'compile') setTimeout(() => controller.abort(), 50);
          },
        }),
      ),
    );
    expect((await run).code).toBe('run.cancelled');
    expect(leftovers()).toEqual([]);
  });

  it('two at once: one works, the other waits and finds it done', async () => {
    useFakeCompiler(`echo x >> ${join(folder, 'compilations')}; sleep 0.5; ${COMPILES}`);
    const [a, b] = await Promise.all([ensureRuntime(options()), ensureRuntime(options())]);
    expect(a).toEqual(b);
    const calls = readFileSync(join(folder, 'compilations'), 'utf8').trim().split('\n');
    // One call asks for the version, one compiles.
    expect(calls).toHaveLength(2);
  });

  it('what a killed set-up left is removed at the next one', async () => {
    useFakeCompiler(`[ "$1" = --version ] && exit 0; sleep 30`);
    const script = `
      import { ensureRuntime } from ${JSON.stringify(pathToFileURL(join(process.cwd(), 'src-main/compute/runtime/setup.ts')).href)};
      const o = JSON.parse(process.argv[1]);
      await ensureRuntime({ ...o, signal: new AbortController().signal, onProgress: (p) => console.log(p.step) });`;
    const given = JSON.stringify({ device: 'cpu', cache, pins, pipArguments: options().pipArguments });
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, given], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      if (chunk.toString().includes('compile')) break;
    }
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    expect(leftovers().some((name) => name.includes('.tmp-'))).toBe(true);
    expect(chooseRuntime('cpu', cache).ready).toBe(false);

    useFakeCompiler(COMPILES);
    await ensureRuntime(options());
    expect(leftovers()).toHaveLength(1);
  });
});
