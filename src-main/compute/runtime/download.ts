/** Fetches pinned wheels with pip into a folder, with progress from the growing file. */
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { lastLines, runCommand } from './command.ts';
import type { WheelPin } from './pins.ts';

/**
 * Any Python fetches these; the tags only choose the file. A pip before 20.3 knows one tag of each kind and takes the
 * last, so TensorFlow's own comes last.
 */
const WHEEL_TAGS = [
  '--python-version',
  '3.11',
  '--implementation',
  'cp',
  '--abi',
  'none',
  '--abi',
  'abi3',
  '--abi',
  'cp311',
];
const WATCH_MS = 200;

export interface DownloadRequest {
  python: string;
  pins: readonly WheelPin[];
  platformTags: readonly string[];
  /** An existing folder; wheels and pip's temporary files go here and nowhere else. */
  folder: string;
  /** More arguments for pip, e.g. another index. */
  pipArguments?: readonly string[];
  signal: AbortSignal;
  onBytes(bytes: number): void;
}

/**
 * Returns the paths of the wheels. Throws `runtime.hash-mismatch` for a file that is not the pinned one,
 * `runtime.download-failed` for a dropped connection, and what the signal was aborted with.
 */
export async function downloadWheels(request: DownloadRequest): Promise<string[]> {
  const { folder, signal } = request;
  const requirements = join(folder, 'requirements.txt');
  const lines = request.pins.map((pin) => `${pin.requirement} --hash=sha256:${pin.sha256}`);
  await writeFile(requirements, `${lines.join('\n')}\n`);
  const watch = setInterval(
    () =>
      void folderBytes(folder).then(
        (bytes) => request.onBytes(bytes),
        () => undefined,
      ),
    WATCH_MS,
  );
  try {
    const result = await runCommand(
      request.python,
      [
        ...[
          '-m',
          'pip',
          'download',
          '--no-deps',
          '--require-hashes',
          '--only-binary=:all:',
          '--no-cache-dir',
        ],
        ...['--disable-pip-version-check', '--progress-bar', 'off', '--quiet'],
        ...request.platformTags.toReversed().flatMap((tag) => ['--platform', tag]),
        ...WHEEL_TAGS,
        ...['--dest', folder, '--requirement', requirements],
        ...(request.pipArguments ?? []),
      ],
      { signal, env: { ...process.env, TMPDIR: folder } },
    );
    signal.throwIfAborted();
    if (result.code !== 0) throw explain(result.output);
  } finally {
    clearInterval(watch);
  }
  return (await readdir(folder)).filter((name) => name.endsWith('.whl')).map((name) => join(folder, name));
}

function explain(output: string): AssayError {
  const details = { output: lastLines(output) };
  // pip has no exit code of its own for these, so its words are all there is to go by.
  if (/do not match the hashes|HashMismatch/i.test(output)) {
    return new AssayError(
      'runtime.hash-mismatch',
      // A pip before 25 notices a connection that broke off only by the hash.
      'What was downloaded is not the TensorFlow that Assay was built for, or only a part of it (its SHA-256 differs). ' +
        'Nothing was kept. Run: npm run assay -- setup. If it stays so, the package index is serving another file.',
      details,
    );
  }
  if (/No space left on device/i.test(output)) {
    return new AssayError(
      'storage.full',
      'The disk became full while TensorFlow was downloaded. Nothing was kept. Free some space, then try again.',
      details,
    );
  }
  return new AssayError(
    'runtime.download-failed',
    'TensorFlow could not be downloaded. Nothing was kept. Check the network connection, then run: npm run assay -- setup',
    details,
  );
}

/** Bytes of all files below a folder; pip's half-loaded file is among them. */
async function folderBytes(folder: string): Promise<number> {
  let sum = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) sum += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return sum;
}
