/** The two methods that look at how a network learns, DLP and E2ABL, once on every network there is. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AuditDocument } from '../../src-shared/domain/audit.ts';
import { ARCHITECTURES } from '../../src-main/train/architectures/registry.ts';
import { useTensorflow } from '../support/tensorflow.ts';
import { makeDrillWorkspace, runAssay } from './drill.ts';
import { writeWaves } from './waves.ts';

let folder: string;

beforeAll(async () => {
  await useTensorflow();
  folder = mkdtempSync(join(tmpdir(), 'assay-architectures-'));
  // VGG halves four times.
  await makeDrillWorkspace(join(folder, 'image.assay'), 'easy', 16);
  writeWaves(join(folder, 'drill'));
  const series = join(folder, 'series.assay');
  await succeed('import', join(folder, 'drill'), '--workspace', series);
  await succeed('poison', series, 'drill', '--attack', 'ts-patch', '--target', '0');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function succeed(...args: string[]): Promise<unknown> {
  const end = await runAssay(...args, '--json');
  expect(end.code, end.stdout + end.stderr).toBe(0);
  return JSON.parse(end.stdout);
}

/** One epoch a stage: enough to meet every layer in every role. */
const SHORTEST: Readonly<Record<'dlp' | 'e2abl', readonly string[]>> = {
  dlp: [
    ...['--sl-epochs', '1', '--sl-min-updates', '0', '--unlearn-bounded', 'false', '--unlearn-epochs', '1'],
    ...['--assft-updates', '2', '--assft-batch', '8'],
  ],
  e2abl: ['--epochs', '3', '--warm-up-epochs', '1', '--warm-up-min-updates', '0', '--min-updates', '0'],
};
const STAGES = { dlp: ['SL', 'AU', 'ASSFT'], e2abl: ['warm-up', 'joint'] };

const RUNS = ARCHITECTURES.flatMap(({ id: arch, modality }) =>
  (['dlp', 'e2abl'] as const).map((defense) => ({ arch, modality, defense })),
);

it.each(RUNS)(
  '$defense runs on $arch',
  async ({ arch, modality, defense }) => {
    const choices = ['--arch', arch, '--defense', defense, '--device', 'cpu', '--batch', '32'];
    const workspace = join(folder, `${modality}.assay`);
    const audit = (await succeed(
      'audit',
      workspace,
      'drill',
      ...choices,
      ...SHORTEST[defense],
    )) as AuditDocument;
    expect(audit).toMatchObject({ arch, state: 'finished' });
    expect(audit.stages.map(({ name }) => name)).toEqual(STAGES[defense]);
    expect(audit.flags.count).toBeGreaterThan(0);
    expect(audit.final.cleanAccuracy).toBeGreaterThanOrEqual(0);
    expect(audit.final.attackSuccess).toBeLessThanOrEqual(1);
  },
  300_000,
);
