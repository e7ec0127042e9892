/**
 * The promise that a run killed at any moment continues to the same result: the command line with its worker is killed
 * with SIGKILL in the middle of a stage and resumed; the final weights must equal, to the bit, those of a run that was
 * never killed.
 */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useTensorflow } from '../support/tensorflow.ts';
import {
  finalWeights,
  killedAndResumed,
  makeDrillWorkspace,
  runAssay,
  SHORT_AUDIT,
  SHORT_AUDITS,
  startAssay,
  untilInside,
} from './drill.ts';

let folder: string;
let base: string;
/** Final weights of a run that nobody disturbed, by defense. */
const undisturbed = new Map<string, string>();

beforeAll(async () => {
  await useTensorflow();
  folder = mkdtempSync(join(tmpdir(), 'assay-resume-'));
  base = join(folder, 'base.assay');
  await makeDrillWorkspace(base);
  for (const { defense, args } of SHORT_AUDITS) {
    const workspace = copyOfBase(`undisturbed-${defense}`);
    const end = await runAssay('audit', workspace, 'drill', ...args, '--json');
    expect(end.stderr + end.stdout).toContain('"final"');
    expect(end.code).toBe(0);
    undisturbed.set(defense, finalWeights(workspace));
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function copyOfBase(name: string): string {
  const path = join(folder, `${name}.assay`);
  copyFileSync(base, path);
  return path;
}

const CASES = SHORT_AUDITS.flatMap(({ defense, args, stages }) =>
  stages.map((stage) => [defense, stage, args] as const),
);

describe.each(CASES)('%s killed in the middle of %s', (defense, stage, args) => {
  it('resumes to the same weights, to the bit', async () => {
    const workspace = copyOfBase(`killed-in-${defense}-${stage}`);
    expect(await killedAndResumed(workspace, stage, args)).toBe(undisturbed.get(defense));
  });
});

it('Ctrl-C saves a checkpoint, says how to go on, and ends with 130', async () => {
  const workspace = copyOfBase('cancelled');
  const { child, end } = startAssay(['audit', workspace, 'drill', ...SHORT_AUDIT], {
    ASSAY_CHECKPOINT_SECONDS: '0.05',
  });
  await untilInside('SL', workspace);
  child.kill('SIGINT');
  const cancelled = await end;
  expect(cancelled.stderr).toMatch(/resume/);
  expect(cancelled.code).toBe(130);
  const resumed = await runAssay('resume', workspace, 'latest', '--json');
  expect(resumed.code).toBe(0);
  expect(finalWeights(workspace)).toBe(undisturbed.get('dlp'));
});

it('another seed gives other weights', async () => {
  const workspace = copyOfBase('other-seed');
  const end = await runAssay('audit', workspace, 'drill', ...SHORT_AUDIT, '--seed', '2', '--json');
  expect(end.code).toBe(0);
  expect(finalWeights(workspace)).not.toBe(undisturbed.get('dlp'));
});
