/**
 * The guard of unlearning, in a real run: easy samples are all known before, so whatever other labels lose is damage, and
 * the run ends when a sixth of it is gone.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorkspaceReadOnly, readTimeline } from '../../src-main/storage/reading.ts';
import type { AuditDocument } from '../../src-shared/domain/audit.ts';
import { useTensorflow } from '../support/tensorflow.ts';
import { makeDrillWorkspace, runAssay } from './drill.ts';

/** Updates before the guard may end it, and at the most. */
const [FEWEST, MOST] = [8, 80];
const KEPT_AT_LEAST = 5 / 6;

let folder: string;

beforeAll(async () => {
  await useTensorflow();
  folder = mkdtempSync(join(tmpdir(), 'assay-unlearning-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('ends when other labels have lost a sixth, and does not count what the unlearned label loses', async () => {
  const path = join(folder, 'easy.assay');
  await makeDrillWorkspace(path);
  const end = await runAssay(
    ...['audit', path, 'drill', '--defense', 'abl', '--device', 'cpu', '--batch', '16', '--json'],
    ...['--isolation-epochs', '5', '--isolation-rate', '0.02', '--isolation-fraction', '0.05'],
    ...['--tuning-epochs', '6', '--tuning-rate', '0.02', '--min-updates', '0'],
  );
  expect(end.code, end.stdout + end.stderr).toBe(0);
  const unlearning = (JSON.parse(end.stdout) as AuditDocument).stages.at(-1)!;
  expect(unlearning.updates).toBeLessThan(MOST);
  // All of them were right before: poison, whose label is the unlearned one, was not among those that are watched.
  expect(unlearning.notes.join()).toMatch(/incomplete: .*other labels fell from 100\.0 %/);

  const workspace = openWorkspaceReadOnly(path);
  const kept = readTimeline(workspace.db, 1, 0).flatMap(({ stage, step, metrics }) =>
    stage === 'unlearning' && step >= FEWEST && metrics['agreement'] !== undefined
      ? [metrics['agreement']]
      : [],
  );
  workspace.close();
  expect(kept.pop()).toBeLessThan(KEPT_AT_LEAST);
  expect(kept.filter((share) => share < KEPT_AT_LEAST)).toEqual([]);
});
