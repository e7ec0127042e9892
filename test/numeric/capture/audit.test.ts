/** A whole audit whose updates are graphs: the same model as without them, and resumed to the bit. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Execution } from '../../../src-shared/domain/run.ts';
import {
  courseOf,
  largestDifference,
  largestLossDifference,
  lastCheckpoint,
  type Checkpoint,
  type Course,
} from '../../support/checkpoints.ts';
import { useTensorflow } from '../../support/tensorflow.ts';
import { makeDrillWorkspace, runAssay, SHORT_AUDITS, startAssay } from '../../process/drill.ts';

const PLAIN = {
  defense: 'plain',
  args: [
    ...['--defense', 'plain', '--device', 'cpu', '--batch', '16'],
    ...['--epochs', '5', '--min-updates', '0'],
  ],
};
const NONE = {
  defense: 'none',
  args: [
    ...['--defense', 'none', '--device', 'cpu', '--batch', '16', '--min-updates', '0', '--epochs', '4'],
    ...['--rounds', '1', '--tuning-epochs', '4', '--tuning-min-updates', '0'],
  ],
};

let folder: string;

beforeAll(async () => {
  await useTensorflow();
  folder = mkdtempSync(join(tmpdir(), 'assay-captured-'));
  await makeDrillWorkspace(join(folder, 'base.assay'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function copyOfBase(name: string): string {
  const path = join(folder, `${name}.assay`);
  copyFileSync(join(folder, 'base.assay'), path);
  return path;
}

async function audit(args: readonly string[], name: string, execution: Execution): Promise<Checkpoint> {
  const workspace = copyOfBase(name);
  const end = await runAssay('audit', workspace, 'drill', ...args, '--execution', execution, '--json');
  expect(end.code, end.stderr + end.stdout).toBe(0);
  return lastCheckpoint(workspace);
}

async function untilInside(path: string): Promise<void> {
  for (const deadline = Date.now() + 100_000; Date.now() < deadline; await sleep(5)) {
    try {
      if (lastCheckpoint(path).role === 'progress') return;
    } catch {
      // There is no checkpoint yet.
    }
  }
  throw new Error('no checkpoint in the middle of the training was seen');
}

/** Losses of every epoch to 1e-4, over 50 updates or more, and the same accuracy and attack success after each stage. */
function expectSameCourse(eager: string, graphs: string): void {
  const [a, b] = [eager, graphs].map((name) => courseOf(join(folder, `${name}.assay`))) as [Course, Course];
  expect(b.updates).toBeGreaterThanOrEqual(50);
  expect(largestLossDifference(a, b)).toBeLessThan(1e-4);
  expect(b.measured).toEqual(a.measured);
}

it.each([...SHORT_AUDITS, NONE])(
  'has the losses, the measurements and the model that $defense has without graphs',
  { timeout: 400_000 },
  async ({ defense, args }) => {
    const eager = await audit(args, `${defense}-eager`, 'eager');
    const graphs = await audit(args, `${defense}-graphs`, 'auto');
    expect(graphs.role).toBe('final');
    expect(largestDifference(eager, graphs)).toBeLessThan(2e-3);
    expectSameCourse(`${defense}-eager`, `${defense}-graphs`);
  },
);

it(
  'has the losses, the measurements and the model that plain training has without graphs, and goes on to the bit after it was killed',
  { timeout: 400_000 },
  async () => {
    const eager = await audit(PLAIN.args, 'eager', 'eager');
    const captured = await audit(PLAIN.args, 'captured', 'captured');
    expect(captured.role).toBe('final');
    expect(largestDifference(eager, captured)).toBeLessThan(1e-3);
    expectSameCourse('eager', 'captured');

    const workspace = copyOfBase('killed');
    const { child, end } = startAssay(
      ['audit', workspace, 'drill', ...PLAIN.args, '--execution', 'captured'],
      { ASSAY_CHECKPOINT_SECONDS: '0.05' },
    );
    await untilInside(workspace);
    process.kill(-child.pid!, 'SIGKILL');
    expect((await end).code).toBeNull();
    expect((await runAssay('resume', workspace, 'latest', '--json')).code).toBe(0);
    expect(lastCheckpoint(workspace)).toMatchObject({ role: 'final', sha256: captured.sha256 });
  },
);
