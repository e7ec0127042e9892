/**
 * Memory of the whole program, all processes together, while it imports 50,000 CIFAR-like images and trains on them
 * through every stage of DLP. Linux only: it reads /proc.
 *
 *   node test/bench/memory.ts
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rng } from '../../src-shared/math/rng.ts';

const RECORD = 3073;
const PER_FILE = 10_000;
const TRAIN_FILES = 5;
const SAMPLE_MS = 200;

/** Images of ten brightness levels with noise: something to learn, at the size of CIFAR-10. */
function writeDataset(folder: string): void {
  mkdirSync(folder);
  const rng = Rng.fromSeed(5);
  const names = Array.from({ length: TRAIN_FILES }, (_, i) => `data_batch_${i + 1}.bin`);
  for (const name of [...names, 'test_batch.bin']) {
    const bytes = new Uint8Array(RECORD * PER_FILE);
    for (let record = 0; record < PER_FILE; record++) {
      const label = rng.below(10);
      bytes[record * RECORD] = label;
      for (let i = 1; i < RECORD; i++) bytes[record * RECORD + i] = 20 * label + rng.below(60);
    }
    writeFileSync(join(folder, name), bytes);
  }
}

/** Resident bytes of a process and everything below it. Shared pages count in each, so this is an upper bound. */
function residentBytes(root: number): number {
  const parents = new Map<number, number>();
  const resident = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      parents.set(pid, Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]));
      resident.set(pid, Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024);
    } catch {
      // It ended between the listing and the reading.
    }
  }
  const isBelow = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at)) {
      if (at === root) return true;
    }
    return false;
  };
  return [...resident].reduce((sum, [pid, bytes]) => sum + (isBelow(pid) ? bytes : 0), 0);
}

async function peakOf(
  args: readonly string[],
): Promise<{ code: number | null; peak: number; seconds: number }> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['src-main/cli/main.ts', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, residentBytes(child.pid ?? 0))), SAMPLE_MS);
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  clearInterval(timer);
  return { code, peak, seconds: (performance.now() - startedAt) / 1000 };
}

const folder = mkdtempSync(join(tmpdir(), 'assay-memory-'));
try {
  const source = join(folder, 'source');
  writeDataset(source);
  const workspace = join(folder, 'memory.assay');
  const steps: [string, string[]][] = [
    ['import', ['import', source, '--workspace', workspace, '--name', 'big', '--quiet']],
    [
      'audit',
      [
        ...['audit', workspace, 'big', '--preset', 'standard', '--quiet'],
        ...['--sl-epochs', '1', '--sl-min-updates', '0', '--assft-updates', '30'],
      ],
    ],
  ];
  for (const [step, args] of steps) {
    const { code, peak, seconds } = await peakOf(args);
    const line = {
      bench: 'memory',
      step,
      images: TRAIN_FILES * PER_FILE,
      exitCode: code,
      peakResidentMB: Math.round(peak / 1e6),
    };
    console.log(JSON.stringify({ ...line, seconds: Math.round(seconds) }));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
