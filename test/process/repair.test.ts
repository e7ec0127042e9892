/**
 * Repairs through the command line, on a model that carries a backdoor: that they begin with it, that one of them takes
 * the backdoor out, and that each gives the same model with and without graphs, and with graphs, killed in the middle of a
 * stage and resumed, the same weights to the bit.
 */
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditDocument } from '../../src-shared/domain/audit.ts';
import { listCheckpoints, openWorkspaceReadOnly, readLogs } from '../../src-main/storage/reading.ts';
import {
  courseOf,
  largestDifference,
  largestLossDifference,
  lastCheckpoint,
} from '../support/checkpoints.ts';
import { useTensorflow } from '../support/tensorflow.ts';
import { makeDrillWorkspace, runAssay, startAssay } from './drill.ts';

/** Runs by number: the base, then the repair of each workspace. */
const [BASE, REPAIR] = [1, 2];
const COMMON = ['--device', 'cpu', '--augment', 'false'];
const SHORT = [...COMMON, '--batch', '8', '--min-updates', '0'];

let folder: string;
let base: string;

beforeAll(async () => {
  await useTensorflow();
  folder = mkdtempSync(join(tmpdir(), 'assay-repair-'));
  base = join(folder, 'base.assay');
  await makeDrillWorkspace(base);
  const training = ['--batch', '16', '--epochs', '20', '--min-updates', '0'];
  const document = await audit(base, '--defense', 'plain', ...COMMON, ...training);
  expect(document.final.attackSuccess).toBeGreaterThan(0.9);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function audit(workspace: string, ...args: string[]): Promise<AuditDocument> {
  const end = await runAssay('audit', workspace, 'drill', ...args, '--json');
  expect(end.code, end.stdout + end.stderr).toBe(0);
  return JSON.parse(end.stdout) as AuditDocument;
}

function copyOfBase(name: string): string {
  const path = join(folder, `${name}.assay`);
  copyFileSync(base, path);
  return path;
}

function read<T>(path: string, query: (db: ReturnType<typeof openWorkspaceReadOnly>['db']) => T): T {
  const workspace = openWorkspaceReadOnly(path);
  try {
    return query(workspace.db);
  } finally {
    workspace.close();
  }
}

function finalWeights(path: string): string {
  return read(path, (db) => {
    const final = listCheckpoints(db, REPAIR).find(({ role }) => role === 'final');
    return final?.sha256 ?? 'there is no final checkpoint';
  });
}

/** Waits until a checkpoint from the middle of the stage is stored. */
async function untilInside(stage: string, path: string): Promise<void> {
  for (const deadline = Date.now() + 90_000; Date.now() < deadline; await sleep(5)) {
    const latest = read(path, (db) => listCheckpoints(db, REPAIR).at(-1));
    if (latest?.role === 'progress' && latest.stage === stage) return;
  }
  throw new Error(`no checkpoint inside ${stage} was seen`);
}

it('ANP takes out the backdoor of the run it begins with, and keeps clean accuracy', async () => {
  const workspace = copyOfBase('effect');
  const document = await audit(
    workspace,
    ...['--defense', 'anp', '--trusted', '0.2', '--iterations', '200', '--batch', '24', ...COMMON],
  );
  expect(document).toMatchObject({
    base: BASE,
    trusted: { source: 'drill', count: 48 },
    arch: 'wrn-16-1',
    flags: { count: 0, auroc: null },
  });
  expect(document.stages.map(({ name }) => name)).toEqual(['base', 'masks', 'prune']);
  const [before] = document.stages;
  expect(before!.attackSuccess).toBeGreaterThan(0.9);
  expect(document.final.attackSuccess).toBeLessThan(0.3);
  expect(document.final.cleanAccuracy).toBeGreaterThan(0.9);
  const told = read(workspace, (db) => readLogs(db, REPAIR).map(({ text }) => text));
  expect(told[0]).toMatch(/^Starts with the model of run 1 \(plain/);
  expect(told[1]).toMatch(/^Trusts 48 .* drills only/);

  const out = join(folder, 'model');
  const exported = await runAssay('export', workspace, 'latest', '--what', 'model', '--out', out);
  expect(exported.code, exported.stderr).toBe(0);
  expect(readdirSync(join(out, 'model'))).toContain('model.json');
});

describe.each([
  ['fp', 'tune', ['--epochs', '40', ...SHORT]],
  ['nad', 'teacher', ['--teacher-epochs', '30', '--epochs', '8', '--rate', '0.01', ...SHORT]],
  ['nad', 'distill', ['--teacher-epochs', '30', '--epochs', '8', '--rate', '0.01', ...SHORT]],
  ['mcr', 'curve', ['--endpoint-epochs', '8', '--epochs', '30', ...SHORT]],
  ['anp', 'masks', ['--iterations', '25', '--batch', '8', ...COMMON]],
])('%s, its steps run as graphs,', (defense, stage, args) => {
  const options = ['--defense', defense, ...args];
  const graphs = ['--execution', 'captured'];
  let undisturbed: string;

  beforeAll(async () => {
    undisturbed = copyOfBase(`undisturbed-${defense}-${stage}`);
    await audit(undisturbed, ...options, ...graphs);
  });

  it('has the losses, the measurements and the model that it has without them', async () => {
    const written = copyOfBase(`written-${defense}-${stage}`);
    await audit(written, ...options, '--execution', 'eager');
    const [a, b] = [written, undisturbed].map((path) => lastCheckpoint(path, REPAIR));
    expect(largestDifference(a!, b!)).toBeLessThan(2e-3);
    const [eager, captured] = [written, undisturbed].map((path) => courseOf(path, REPAIR));
    expect(largestLossDifference(eager!, captured!)).toBeLessThan(1e-4);
    expect(captured!.measured).toEqual(eager!.measured);
  });

  it(`killed in the middle of ${stage} resumes to the same weights, to the bit`, async () => {
    const workspace = copyOfBase(`killed-${defense}-${stage}`);
    const { child, end } = startAssay(['audit', workspace, 'drill', ...options, ...graphs], {
      ASSAY_CHECKPOINT_SECONDS: '0.05',
    });
    await untilInside(stage, workspace);
    process.kill(-child.pid!, 'SIGKILL');
    expect((await end).code).toBeNull();
    expect(finalWeights(workspace)).toBe('there is no final checkpoint');

    const resumed = await runAssay('resume', workspace, 'latest', '--json');
    expect(resumed.code, resumed.stdout + resumed.stderr).toBe(0);
    expect(finalWeights(workspace)).toBe(finalWeights(undisturbed));
  });
});

it('NAD learns the attention of its teacher, and not the labels alone', async () => {
  const short = ['--defense', 'nad', '--teacher-epochs', '4', '--epochs', '4', '--rate', '0.01', ...SHORT];
  const without = ['--low-attention', '0', '--middle-attention', '0', '--high-attention', '0'];
  const [taught, alone] = [copyOfBase('taught'), copyOfBase('alone')];
  await audit(taught, ...short);
  await audit(alone, ...short, ...without);
  const [a, b] = [taught, alone].map((path) => lastCheckpoint(path, REPAIR));
  expect(largestDifference(a!, b!)).toBeGreaterThan(1e-3);
});
