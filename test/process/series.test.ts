/**
 * The command line on time series, from files to exports: import, drill, an audit by the second head, and what is written.
 * The exported model is loaded by stock TensorFlow.js in a process of its own.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useTensorflow } from '../support/tensorflow.ts';
import { runAssay } from './drill.ts';
import { STEPS, writeWaves } from './waves.ts';

let folder: string;

beforeAll(async () => {
  await useTensorflow();
  folder = mkdtempSync(join(tmpdir(), 'assay-series-'));
  writeWaves(join(folder, 'waves'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function assay(...args: string[]): Promise<Record<string, unknown>> {
  const end = await runAssay(...args, '--json');
  expect(end.code, end.stdout + end.stderr).toBe(0);
  return JSON.parse(end.stdout) as Record<string, unknown>;
}

it('imports, poisons, audits and exports time series', async () => {
  const workspace = join(folder, 'waves.assay');
  const imported = await assay('import', join(folder, 'waves'), '--workspace', workspace);
  expect(imported).toMatchObject({ format: 'ucr', modality: 'series', shape: [STEPS, 1, 1], samples: 260 });
  const drill = ['poison', workspace, 'waves', '--attack', 'ts-patch', '--target', '0'];
  expect(await assay(...drill)).toMatchObject({ poisoned: 20, version: 2 });

  const lengths = ['--epochs', '8', '--min-updates', '0', '--warm-up-min-updates', '60'];
  const choices = ['--defense', 'e2abl', '--device', 'cpu', ...lengths];
  const audit = await assay('audit', workspace, 'waves@2', ...choices);
  expect(audit).toMatchObject({ arch: 'ts-resnet', state: 'finished' });
  expect(audit['flags']).toMatchObject({ metric: 'lossDrop', count: 2 });
  expect(audit['final']).toHaveProperty('attackSuccess', expect.any(Number));

  const out = join(folder, 'out');
  await assay('export', workspace, 'latest', '--out', out);
  const labels = JSON.parse(readFileSync(join(out, 'model', 'labels.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  expect(labels).toMatchObject({ labels: ['1', '2'], input: { shape: [STEPS, 1] } });
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('data:image/svg+xml;base64,');
  expect(existsSync(join(out, 'dataset', 'Waves_TRAIN.tsv'))).toBe(true);
  const again = await assay('import', join(out, 'dataset'), '--workspace', workspace, '--name', 'cleaned');
  expect(again).toMatchObject({ splits: { train: 198, test: 60 } });

  const script = new URL('./stock-shape.mjs', import.meta.url).pathname;
  const stock = execFileSync(process.execPath, [script, join(out, 'model')], { encoding: 'utf8' });
  expect(JSON.parse(stock)).toEqual({ input: [null, STEPS, 1], output: [3, 2] });
});

it('refuses what does not fit the kind of data, before anything starts', async () => {
  const workspace = join(folder, 'waves.assay');
  const image = await runAssay('poison', workspace, 'waves@1', '--attack', 'badnets');
  expect(image.code).toBe(2);
  expect(image.stderr).toMatch(/BadNets patch is an attack on images, and this dataset holds time series/);
  const network = await runAssay('audit', workspace, 'waves@1', '--arch', 'wrn-16-1');
  expect(network.code).toBe(2);
  expect(network.stderr).toMatch(/WideResNet-16-1 is a network for images, and waves holds time series/);
});
