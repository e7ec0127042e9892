/**
 * Does the second head do what it is for? On samples that can only be learned by heart, a patch is what a network learns
 * first: plain training takes the backdoor over, E2ABL ranks the poison high and ends without it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AuditDocument } from '../../src-shared/domain/audit.ts';
import { openWorkspaceReadOnly, readTrace } from '../../src-main/storage/reading.ts';
import { USE } from '../../src-main/train/defenses/e2abl/partition.ts';
import { useTensorflow } from '../support/tensorflow.ts';
import { makeDrillWorkspace, runAssay } from './drill.ts';

/** The second run of the workspace; 480 samples in batches of 32 make 60 updates in four epochs. */
const E2ABL = 2;
const [WARM_UP, EPOCHS] = [4, 12];
/** Two epochs of warm-up are prolonged to four, and eight follow. */
const LENGTH = ['--epochs', '10'];

let folder: string;

beforeAll(async () => {
  await useTensorflow();
  folder = mkdtempSync(join(tmpdir(), 'assay-second-head-'));
  await makeDrillWorkspace(join(folder, 'hard.assay'), 'hard');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function audit(...args: string[]): Promise<AuditDocument> {
  const common = ['--device', 'cpu', '--batch', '32', '--min-updates', '0', '--json'];
  const end = await runAssay('audit', join(folder, 'hard.assay'), 'drill', ...args, ...common);
  expect(end.code, end.stdout + end.stderr).toBe(0);
  return JSON.parse(end.stdout) as AuditDocument;
}

it('E2ABL ends without the backdoor that plain training takes over, and ranks the poison high', async () => {
  const plain = await audit('--defense', 'plain', '--augment', 'false', '--epochs', String(EPOCHS));
  expect(plain.final.attackSuccess).toBeGreaterThan(0.5);

  const { flags, subsets, final } = await audit(
    '--defense',
    'e2abl',
    '--warm-up-min-updates',
    '60',
    ...LENGTH,
  );
  expect(flags.auroc).toBeGreaterThan(0.75);
  expect(final.attackSuccess).toBeLessThan(0.2);
  // A tenth is poisoned: what the main head learns under its given label holds far less.
  expect(subsets.clean.precision).toBeGreaterThan(0.94);
});

it('what the second head is taught after the warm-up makes a sample no more suspicious', () => {
  const workspace = openWorkspaceReadOnly(join(folder, 'hard.assay'));
  try {
    const drop = (epoch: number): Float32Array => readTrace(workspace.db, E2ABL, 'lossDrop', epoch);
    const use = (epoch: number): Float32Array => readTrace(workspace.db, E2ABL, 'partition', epoch);
    let moved = 0;
    for (let epoch = WARM_UP + 1; epoch <= EPOCHS; epoch++) {
      const [before, after, uses] = [drop(epoch - 1), drop(epoch), use(epoch - 1)];
      const taught = [...uses.keys()].filter((index) => uses[index] !== USE.main);
      expect(taught.length).toBeGreaterThan(50);
      for (const index of taught) expect(after[index]).toBe(before[index]);
      moved += after.filter((value, index) => value !== before[index]).length;
    }
    expect(moved).toBeGreaterThan(0);
  } finally {
    workspace.close();
  }
});
