/** Speed of a whole import: 20,000 images in CIFAR-10 binary files, read, hashed and stored in a workspace. */
import { DEFAULT_IMPORT } from '../../src-shared/worker/contract.ts';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createHost } from '../../src-main/host/create-host.ts';
import { Rng } from '../../src-shared/math/rng.ts';

const RECORD = 3073;
const PER_FILE = 10_000;
const FILES = ['data_batch_1.bin', 'data_batch_2.bin'];

export async function benchImport(): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  try {
    const source = join(folder, 'source');
    mkdirSync(source);
    const rng = Rng.fromSeed(7);
    for (const name of FILES) {
      const bytes = new Uint8Array(RECORD * PER_FILE);
      for (let i = 0; i < bytes.length; i++) bytes[i] = i % RECORD === 0 ? rng.below(10) : rng.below(256);
      writeFileSync(join(source, name), bytes);
    }
    const workspace = join(folder, 'bench.assay');
    const host = await createHost({ workspace, mode: 'write-or-create', programVersion: 'bench' });
    const startedAt = performance.now();
    const work = {
      signal: new AbortController().signal,
      onProgress: () => undefined,
      onNote: () => undefined,
    };
    const options = DEFAULT_IMPORT;
    const done = await host.datasets.import({ source, name: 'bench', format: null, options }, work);
    const seconds = (performance.now() - startedAt) / 1000;
    await host.close();
    return { bench: 'import', format: 'cifar', samplesPerSecond: Math.round(done.samples / seconds) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
