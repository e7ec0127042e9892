/**
 * A whole audit by DLP as a person starts it: with single operations and batches made in between, as the program began,
 * and as it is run now. Seconds of each stage, and what the worker did with its time (a profile of its main thread).
 * The dataset is a folder named by ASSAY_BENCH_CIFAR10 (CIFAR-10 in its binary form, as much of it as shall be audited);
 * ASSAY_BENCH_PRESET: another preset than `standard`.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditDocument } from '../../src-shared/domain/audit.ts';
import { workerTime } from './profile.ts';

const CLI = new URL('../../src-main/cli/main.ts', import.meta.url).pathname;
const SAMPLED_EVERY_US = 10_000;

interface Way {
  execution: 'eager' | 'auto';
  /** Milliseconds after which the thread for batches is started. */
  viewsAfterMs: string;
}

const BEFORE: Way = { execution: 'eager', viewsAfterMs: 'Infinity' };
const NOW: Way = { execution: 'auto', viewsAfterMs: '30' };

export async function benchAudit(): Promise<object> {
  const source = process.env['ASSAY_BENCH_CIFAR10'];
  if (source === undefined) {
    throw new Error(
      'Set ASSAY_BENCH_CIFAR10 to a folder with data_batch_1.bin and test_batch.bin of CIFAR-10.',
    );
  }
  const preset = process.env['ASSAY_BENCH_PRESET'] ?? 'standard';
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  try {
    const workspace = join(folder, 'bench.assay');
    await assay(['import', source, '--workspace', workspace, '--name', 'cifar10'], {});
    const audit = async (way: Way): Promise<{ document: AuditDocument; profile: object }> => {
      const profiles = join(folder, way.execution);
      mkdirSync(profiles);
      const chosen = ['--defense', 'dlp', '--preset', preset, '--execution', way.execution];
      const answer = await assay(['audit', workspace, 'cifar10', ...chosen, '--json'], {
        ASSAY_VIEWS_AFTER_MS: way.viewsAfterMs,
        NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profiles} --cpu-prof-interval=${SAMPLED_EVERY_US}`,
      });
      return { document: JSON.parse(answer) as AuditDocument, profile: workerTime(profiles) };
    };
    const before = await audit(BEFORE);
    const now = await audit(NOW);
    return {
      bench: 'audit',
      defense: 'dlp',
      preset,
      samples: now.document.samples,
      stages: now.document.stages.map(({ name, updates, seconds }, i) => {
        const old = before.document.stages[i]!.seconds;
        return {
          name,
          updates,
          secondsBefore: round(old),
          secondsNow: round(seconds),
          ratio: round(old / seconds),
        };
      }),
      secondsBefore: round(before.document.seconds),
      secondsNow: round(now.document.seconds),
      ratio: round(before.document.seconds / now.document.seconds),
      cleanAccuracy: [before.document.final?.cleanAccuracy, now.document.final?.cleanAccuracy],
      profileBefore: before.profile,
      profileNow: now.profile,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function assay(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(text);
      else reject(new Error(`assay ${args.join(' ')} ended with ${code}.`));
    });
  });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
