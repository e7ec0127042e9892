/**
 * `assay invert` on a real run: every class and pairs, found again, gone on with, drawn; and the same trigger as the
 * function behind it finds.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHost } from '../../src-main/host/create-host.ts';
import { listInversions, openWorkspaceReadOnly } from '../../src-main/storage/reading.ts';
import type { BenchmarkDocument } from '../../src-shared/domain/benchmark.ts';
import type { InversionDocument } from '../../src-shared/domain/inversion.ts';
import { useTensorflow } from '../support/tensorflow.ts';
import { makeDrillWorkspace, runAssay, startAssay } from './drill.ts';

let folder: string;
let workspace: string;

const SHORT = ['--samples', '40', '--steps', '30'];
const OPTIONS = { samples: 40, steps: 30, maskShare: 0.05, pairs: false, seed: 1 };

beforeAll(async () => {
  await useTensorflow();
  folder = mkdtempSync(join(tmpdir(), 'assay-invert-'));
  workspace = join(folder, 'drill.assay');
  await makeDrillWorkspace(workspace);
  const training = ['--defense', 'plain', '--epochs', '6', '--min-updates', '0', '--batch', '16'];
  const { code, stderr } = await runAssay(
    'audit',
    workspace,
    'drill@2',
    ...training,
    '--device',
    'cpu',
    '--quiet',
  );
  expect(code, stderr).toBe(0);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function invert(...args: string[]): Promise<InversionDocument> {
  const { code, stdout, stderr } = await runAssay('invert', workspace, ...args, '--json', '--quiet');
  expect(code, stderr + stdout).toBe(0);
  return JSON.parse(stdout) as InversionDocument;
}

describe('triggers of a run', () => {
  it('are sought one class after the other, go on where they stopped, and are found again', async () => {
    const one = await invert('1', ...SHORT, '--targets', '2');
    expect(one).toMatchObject({ run: 1, defense: 'plain', isFoundAgain: false, options: OPTIONS });
    expect(one.lines).toMatchObject([{ source: null, target: 2, targetName: 'bright' }]);
    const all = await invert('latest', ...SHORT);
    expect(all.lines.map(({ target }) => target)).toEqual([0, 1, 2]);
    // What was there was not sought again.
    expect(all.lines[2]).toEqual(one.lines[0]);
    expect(all.isFoundAgain).toBe(false);
    const again = await invert('1', ...SHORT);
    expect(again).toEqual({ ...all, isFoundAgain: true });
    expect(all.mean).toBeCloseTo(all.lines.reduce((sum, { success }) => sum + success, 0) / 3, 12);
    expect(all.highest).toBe(Math.max(...all.lines.map(({ success }) => success)));
    for (const { success, baseline, samples, interval } of all.lines) {
      // 20 judging samples, less those of the target.
      expect(samples).toBeGreaterThan(5);
      expect(samples).toBeLessThan(20);
      expect(Math.min(success, baseline)).toBeGreaterThanOrEqual(0);
      expect(interval[0]).toBeLessThanOrEqual(success);
      expect(interval[1]).toBeGreaterThanOrEqual(success);
    }
  });

  it('cover no more than they may, and are drawn as they are', async () => {
    const out = join(folder, 'triggers');
    const { files } = await invert('1', ...SHORT, '--out', out);
    expect(files.map((file) => basename(file))).toEqual(['trigger-0.png', 'trigger-1.png', 'trigger-2.png']);
    const reader = openWorkspaceReadOnly(workspace);
    const [first] = listInversions(reader.db, 1, OPTIONS);
    reader.close();
    expect(first!.mask).toHaveLength(144);
    expect(first!.mask.reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(0.05 * 144 + 1e-4);
    expect(Math.min(...first!.pattern)).toBeGreaterThanOrEqual(-0.5);
    expect(Math.max(...first!.pattern)).toBeLessThanOrEqual(255.5);
    const drawn = await sharp(readFileSync(files[0]!)).raw().toBuffer({ resolveWithObject: true });
    expect(drawn.info).toMatchObject({ width: 12, height: 12, channels: 3 });
    // Over middle grey, as far as the mask lets it through.
    const [share, value] = [first!.mask[30]!, first!.pattern[90]!];
    expect(Math.abs(drawn.data[90]! - (share * value + (1 - share) * 127.5))).toBeLessThan(0.6);
  });

  it('from each class to each other by itself', async () => {
    const found = await invert('1', '--samples', '60', '--steps', '5', '--pairs', '--targets', '0,1');
    expect(found.lines.map(({ source, target }) => [source, target])).toEqual([
      [0, 1],
      [1, 0],
      [2, 0],
      [2, 1],
    ]);
    const { stdout } = await runAssay(
      ...[
        'invert',
        workspace,
        '1',
        '--samples',
        '60',
        '--steps',
        '5',
        '--pairs',
        '--targets',
        '0,1',
        '--quiet',
      ],
    );
    expect(stdout).toMatch(/^striped +dark /m);
    expect(stdout).toContain('a high success is no evidence of an attack');
  });

  it('a cancelled search keeps what it has found', async () => {
    const host = await createHost({ workspace, mode: 'write', programVersion: '0' });
    const plan = host.inversions.plan(1, { ...OPTIONS, seed: 9 }, null);
    expect(plan.missing).toHaveLength(3);
    const stop = new AbortController();
    const news: (number | null)[] = [];
    const search = host.inversions.run(plan, {
      signal: stop.signal,
      onProgress: ({ done, etaSeconds }) => {
        news.push(etaSeconds);
        if (done === 1) stop.abort();
      },
      onNote: () => undefined,
    });
    await expect(search).rejects.toMatchObject({ code: 'run.cancelled' });
    expect(host.inversions.plan(1, { ...OPTIONS, seed: 9 }, null).missing.length).toBeLessThan(3);
    expect(news[0]).toBeNull();
    expect(news[1]).toBeGreaterThan(0);
    await host.close();
  });
});

it('is what the table about natural backdoors is filled with', async () => {
  const own = join(folder, 'bench.assay');
  const command = [
    ...['bench', 'paper', '--workspace', own, '--table', 'none-natural', '--defenses', 'plain'],
    ...['--option', 'plain.epochs=1', '--json'],
  ];
  const { end } = startAssay(command, { ASSAY_CONFIG: join(folder, 'config') });
  const { code, stdout, stderr } = await end;
  expect(code, stderr).toBe(0);
  const { counts, tables } = JSON.parse(stdout) as BenchmarkDocument;
  expect(counts).toMatchObject({ runs: 2, done: 2, failed: 0, missingCells: 0 });
  const [cell] = tables[0]!.cells;
  expect(cell).toMatchObject({ row: 'inverted trigger', state: 'done' });
  const reader = openWorkspaceReadOnly(own);
  const options = { ...OPTIONS, samples: 100, steps: 30 };
  const found = listInversions(reader.db, 1, options);
  reader.close();
  expect(found).toHaveLength(10);
  const mean = found.reduce((sum, { success }) => sum + success, 0) / 10;
  expect(cell!.ours.attackSuccess!.mean).toBeCloseTo(mean, 12);
  expect(cell!.ours.cleanAccuracy!.mean).toBeGreaterThan(0);
}, 300_000);

describe('what cannot be inverted ends with exit code 2 and one sentence', () => {
  const cases: [title: string, args: string[], says: string][] = [
    ['a run there is none of', ['99'], 'There is no run 99'],
    ['a class there is none of', ['1', '--targets', '7'], 'There is no class 7'],
    ['no share', ['1', '--mask-share', '0'], '--mask-share must be a fraction'],
  ];
  it.each(cases)('%s', async (_title, args, says) => {
    const { code, stderr } = await runAssay('invert', workspace, ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });
});
