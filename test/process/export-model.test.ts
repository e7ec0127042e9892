/** An exported model belongs to whoever gets it: stock TensorFlow.js alone loads it and computes what Assay computes. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { predictLogits } from '../../src-main/train/metrics/predict.ts';
import { restoreModel } from '../../src-main/worker/restore-model.ts';
import type { AuditSpec } from '../../src-shared/domain/run.ts';
import { listCheckpoints, openWorkspaceReadOnly, readRun } from '../../src-main/storage/reading.ts';
import { useTensorflow } from '../support/tensorflow.ts';
import { makeDrillWorkspace, runAssay, SHAPE, SHORT_AUDIT } from './drill.ts';

const COMPARED = 256;
const SIZE = SHAPE[0] * SHAPE[1] * SHAPE[2];

let folder: string;
let workspace: string;

beforeAll(async () => {
  await useTensorflow();
  folder = mkdtempSync(join(tmpdir(), 'assay-export-'));
  workspace = join(folder, 'drill.assay');
  await makeDrillWorkspace(workspace);
  expect((await runAssay('audit', workspace, 'drill', ...SHORT_AUDIT, '--json')).code).toBe(0);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Logits by Assay's own layers and native TensorFlow, from the final checkpoint. */
async function ownLogits(): Promise<{ pixels: Uint8Array; logits: Float32Array }> {
  const opened = openWorkspaceReadOnly(workspace);
  const { db } = opened;
  const run = readRun(db, 1);
  const final = listCheckpoints(db, 1).find(({ role }) => role === 'final');
  opened.close();
  const { loaded, model, normaliser } = await restoreModel({
    workspace,
    versionId: run.versionId!,
    checkpointId: final!.id,
    spec: run.spec as AuditSpec,
  });
  const both = new Uint8Array(loaded.train.values.length + loaded.test.values.length);
  both.set(loaded.train.values);
  both.set(loaded.test.values, loaded.train.values.length);
  const pixels = both.subarray(0, COMPARED * SIZE);
  const pixelsOf = (begin: number, end: number): Uint8Array => pixels.subarray(begin * SIZE, end * SIZE);
  const logits = await predictLogits(model, normaliser, COMPARED, pixelsOf, new AbortController().signal);
  return { pixels, logits };
}

it('stock TensorFlow.js in a process of its own gives the same logits to 1e-4 on 256 images', async () => {
  const out = join(folder, 'out');
  const end = await runAssay('export', workspace, 'latest', '--out', out, '--what', 'model', '--json');
  expect(end.stdout + end.stderr).toContain('model.json');
  expect(end.code).toBe(0);
  const document = JSON.parse(end.stdout) as { files: { path: string }[] };
  const modelFile = document.files.map(({ path }) => path).find((path) => path.endsWith('model.json'));
  const modelFolder = join(existsSync(modelFile!) ? modelFile! : join(out, modelFile!), '..');

  const { pixels, logits } = await ownLogits();
  const images = join(folder, 'images.bin');
  writeFileSync(images, pixels);
  const printed = execFileSync(process.execPath, ['test/process/stock-logits.mjs', modelFolder, images], {
    maxBuffer: 1 << 26,
  });
  const stock = JSON.parse(printed.toString()) as { backend: string; logits: number[] };
  expect(stock.backend).toBe('cpu');
  expect(stock.logits).toHaveLength(logits.length);
  const largest = stock.logits.reduce((max, value, i) => Math.max(max, Math.abs(value - logits[i]!)), 0);
  expect(largest).toBeLessThan(1e-4);
  expect(new Set(logits).size).toBeGreaterThan(100);

  const labels = JSON.parse(readFileSync(join(modelFolder, 'labels.json'), 'utf8')) as { labels: string[] };
  expect(labels.labels).toEqual(['dark', 'striped', 'bright']);
});

it('the dataset goes without as many of the most suspicious samples as asked for', async () => {
  const out = join(folder, 'reduced');
  const args = [
    'export',
    workspace,
    'latest',
    '--out',
    out,
    '--what',
    'dataset',
    '--leave-out',
    '0.1',
    '--json',
  ];
  const end = await runAssay(...args);
  expect(end.code).toBe(0);
  const { notes } = JSON.parse(end.stdout) as { notes: string[] };
  expect(notes.join(' ')).toMatch(/goes without 24 of 240 training samples \(10\.0 %\)/);

  const again = join(folder, 'again.assay');
  const imported = await runAssay('import', join(out, 'dataset'), '--workspace', again, '--json');
  expect(JSON.parse(imported.stdout)).toMatchObject({ splits: { train: 216, test: 60 }, rejected: [] });
});
