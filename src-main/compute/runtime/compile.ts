/** Compiles tfjs-node's own C++ sources, two files of pure N-API, against the libraries of the wheel. */
import { mkdir, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { lastLines, runCommand } from './command.ts';
import { bindingSources } from './locate.ts';

const require = createRequire(import.meta.url);

export interface CompileRequest {
  compiler: string;
  /** Holds `tensorflow/` with the libraries and headers. */
  folder: string;
  output: string;
  signal: AbortSignal;
}

/** Throws `runtime.compile-failed` or `storage.full`. */
export async function compileAddon({ compiler, folder, output, signal }: CompileRequest): Promise<void> {
  await mkdir(dirname(output), { recursive: true });
  const sources = (await readdir(bindingSources()))
    .filter((name) => name.endsWith('.cc'))
    .map((name) => join(bindingSources(), name));
  const nodeHeaders = dirname(require.resolve('node-api-headers/include/node_api.h'));
  const isMac = process.platform === 'darwin';
  const origin = isMac ? '@loader_path' : '$ORIGIN';
  const result = await runCommand(
    compiler,
    [
      ...['-std=c++17', '-O2', '-shared', '-fPIC', '-DNAPI_VERSION=8', '-w'],
      ...(isMac ? ['-undefined', 'dynamic_lookup'] : []),
      ...['-I', join(folder, 'tensorflow', 'include'), '-I', nodeHeaders],
      ...sources,
      ...['-o', output, '-L', join(folder, 'tensorflow'), '-ltensorflow_cc', '-ltensorflow_framework'],
      `-Wl,-rpath,${origin}/../tensorflow`,
    ],
    { signal },
  );
  signal.throwIfAborted();
  if (result.code === 0) return;
  if (/No space left on device/i.test(result.output)) {
    throw new AssayError(
      'storage.full',
      'The disk became full while the TensorFlow binding was compiled. Nothing was kept. Free some space, then run: npm run assay -- setup',
      { output: lastLines(result.output) },
    );
  }
  throw new AssayError(
    'runtime.compile-failed',
    `${compiler} could not compile the TensorFlow binding. Nothing was kept. Install a C++17 compiler (apt-get install g++), then run: npm run assay -- setup`,
    { compiler, output: lastLines(result.output, 10) },
  );
}
