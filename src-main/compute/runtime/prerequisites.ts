/** What set-up needs from the system, asked for before anything is downloaded. */
import { mkdir, statfs } from 'node:fs/promises';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { runCommand } from './command.ts';

const PYTHONS = ['python3', 'python'];

/** Name of a Python 3 that has pip. Throws `runtime.missing` with the command that mends it. */
export async function findPythonWithPip(): Promise<string> {
  let isAnyPython = false;
  for (const python of PYTHONS) {
    const result = await runCommand(python, ['-c', 'import sys; sys.exit(sys.version_info[0] != 3)']);
    if (result.code !== 0) continue;
    isAnyPython = true;
    if ((await runCommand(python, ['-m', 'pip', '--version'])).code === 0) return python;
  }
  throw isAnyPython
    ? new AssayError(
        'runtime.missing',
        'Setting up TensorFlow needs pip, which this Python does not have. Install it with: apt-get install python3-pip',
        { missing: 'pip' },
      )
    : new AssayError(
        'runtime.missing',
        'Setting up TensorFlow needs Python 3 with pip. Install it with: apt-get install python3 python3-pip',
        { missing: 'python3' },
      );
}

/** Name of a C++ compiler. Throws `runtime.missing`. */
export async function findCompiler(): Promise<string> {
  for (const compiler of [process.env['CXX'], 'g++', 'clang++', 'c++']) {
    if (compiler && (await runCommand(compiler, ['--version'])).code === 0) return compiler;
  }
  throw new AssayError(
    'runtime.missing',
    'Setting up TensorFlow needs a C++ compiler. Install it with: apt-get install g++',
    { missing: 'g++' },
  );
}

/** Makes the folder and throws `storage.full` where fewer than `needed` bytes are free. */
export async function checkDisk(folder: string, needed: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= needed) return;
  throw new AssayError(
    'storage.full',
    `Setting up TensorFlow needs ${gigabytes(needed)} of disk in ${folder}, where ${gigabytes(free)} are free. ` +
      'Free some space, or set ASSAY_CACHE to a folder on another disk.',
    { folder, needed, free },
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
