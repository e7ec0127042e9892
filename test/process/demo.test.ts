/**
 * The whole journey as a person takes it, on real TensorFlow: the demo draws a dataset, plants a backdoor, audits,
 * exports. Bounds are far from what is measured, and far from what a broken score or defense would give.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useTensorflow } from '../support/tensorflow.ts';
import { runAssay, type CommandEnd } from './drill.ts';

interface DemoDocument {
  stages: { name: string; cleanAccuracy: number; attackSuccess: number; notes: string[] }[];
  flags: { count: number; precision: number; auroc: number };
  final: { cleanAccuracy: number; attackSuccess: number };
  out: string;
}

let folder: string;
let end: CommandEnd;

beforeAll(async () => {
  await useTensorflow();
  folder = mkdtempSync(join(tmpdir(), 'assay-demo-test-'));
  end = await runAssay('demo', '--out', join(folder, 'demo'), '--json');
}, 900_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('finds the poison and trains a model without the backdoor', () => {
  expect(end.stderr).toMatch(/about .* on this machine/);
  expect(end.code).toBe(0);
  const { stages, flags, final } = JSON.parse(end.stdout) as DemoDocument;
  expect(stages.map(({ name }) => name)).toEqual(['SL', 'AU', 'ASSFT']);
  expect(stages[0]!.attackSuccess).toBeGreaterThan(0.9);
  expect(flags.precision).toBeGreaterThan(0.8);
  expect(flags.auroc).toBeGreaterThan(0.85);
  expect(final.attackSuccess).toBeLessThan(0.25);
  expect(final.cleanAccuracy).toBeGreaterThan(stages[0]!.cleanAccuracy);
  // What is said of a clean dataset: `oracle.test.ts`.
  expect(stages[2]!.notes.join()).toMatch(/isolated samples were taken for another class by the network/);
});

it('leaves a report, every score, a model and the cleaned dataset', () => {
  const { out } = JSON.parse(end.stdout) as DemoDocument;
  for (const name of [
    'report.html',
    'report.json',
    'flags.csv',
    'flags.json',
    'model/model.json',
    'dataset',
  ]) {
    expect(existsSync(join(out, name)), name).toBe(true);
  }
  const html = readFileSync(join(out, 'report.html'), 'utf8');
  expect(html).toContain('This is a drill');
  expect(html).not.toMatch(/(?:src|href)="https?:/);
});
