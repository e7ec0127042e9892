/**
 * What a repair starts from, on a real workspace: the base run, trusted samples that a person judged or a drill draws, and
 * what is refused. Runs are stored as finished; nothing is trained.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toAssayError, type AssayError } from '../../../src-shared/errors/assay-error.ts';
import { createHost, type AuditPlan, type Host } from '../../../src-main/host/create-host.ts';
import type { AuditRequest } from '../../../src-main/services/audit-plan.ts';
import {
  changeRunState,
  createRun,
  findVersion,
  openWorkspace,
  openWorkspaceReadOnly,
  storeCheckpointFile,
} from '../../../src-main/storage/index.ts';
import { readPoisonMask } from '../../../src-main/storage/repositories/truth.ts';
import { makeDrillWorkspace } from '../../process/drill.ts';

let folder: string;
let host: Host;
const run: Record<string, number> = {};

const REQUEST: AuditRequest = {
  dataset: 'drill@2',
  defense: 'fp',
  preset: 'quick',
  arch: null,
  seed: 3,
  device: 'cpu',
  options: {},
  useVerdicts: false,
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-repair-plan-'));
  const path = join(folder, 'w.assay');
  await makeDrillWorkspace(path);
  const workspace = openWorkspace(path);
  const add = async (name: string, dataset: string, defense: string, isFinished = true): Promise<void> => {
    const { db } = workspace;
    const spec = {
      defense,
      defenseVersion: 1,
      preset: 'quick',
      arch: 'wrn-16-2',
      seed: 1,
      device: 'cpu',
      options: {},
    };
    const { id } = createRun(db, { kind: 'audit', versionId: findVersion(db, dataset).id, spec });
    run[name] = id;
    changeRunState(db, id, 'start');
    changeRunState(db, id, 'ready');
    if (!isFinished) {
      changeRunState(db, id, 'failed');
      return;
    }
    const file = join(folder, 'final.safetensors');
    writeFileSync(file, name);
    const sha256 = createHash('sha256').update(name).digest('hex');
    await storeCheckpointFile(db, id, { role: 'final', stage: 'final', file, sha256 });
    changeRunState(db, id, 'completed', { result: {} });
  };
  await add('real', 'drill@1', 'plain');
  await add('older', 'drill@2', 'plain');
  await add('newer', 'drill@2', 'abl');
  await add('repair', 'drill@2', 'nad');
  await add('failed', 'drill@2', 'plain', false);
  workspace.close();
  host = await createHost({ workspace: path, mode: 'write', programVersion: '0' });
});

afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

function plan(changes: Partial<AuditRequest> = {}): AuditPlan['spec'] {
  return host.runs.plan({ ...REQUEST, ...changes }).spec;
}

function refusal(body: () => unknown): AssayError {
  try {
    body();
  } catch (thrown) {
    return toAssayError(thrown);
  }
  throw new Error('nothing was refused');
}

describe('the base', () => {
  it('is the newest finished run that trained a model, and gives the architecture', () => {
    expect(plan()).toMatchObject({ base: run['newer'], arch: 'wrn-16-2', defense: 'fp' });
    expect(plan({ base: 'latest' }).base).toBe(run['newer']);
  });

  it('may be named: an older run, or one that repaired already', () => {
    expect(plan({ base: run['older']! }).base).toBe(run['older']);
    expect(plan({ base: run['repair']! }).base).toBe(run['repair']);
  });

  it.each([
    ['a run of other data', () => ({ base: run['real']! }), 'usage.invalid', /did not train on drill@2/],
    ['a run without a model', () => ({ base: run['failed']! }), 'conflict', /has no final model/],
    ['a run that is not there', () => ({ base: 99 }), 'not-found', /no run 99/],
    ['another architecture', () => ({ arch: 'wrn-16-1' }), 'usage.invalid', /trained wrn-16-2/],
    ['a defense that trains', () => ({ defense: 'plain', base: 1 }), 'usage.invalid', /Leave --base out/],
  ])('refuses %s', (_, changes, code, message) => {
    const refused = refusal(() => plan(changes()));
    expect(refused.code).toBe(code);
    expect(refused.message).toMatch(message);
  });

  it('is missing where nothing was trained yet', async () => {
    const path = join(folder, 'empty.assay');
    await makeDrillWorkspace(path);
    const other = await createHost({ workspace: path, mode: 'read', programVersion: '0' });
    const refused = refusal(() => other.runs.plan(REQUEST));
    expect(refused.code).toBe('not-found');
    expect(refused.message).toContain('nothing to repair');
    await other.close();
  });
});

describe('trusted samples of a drill', () => {
  it('are drawn from clean training samples: the usual share, or as many as are needed', () => {
    const { trusted } = plan();
    expect(trusted?.source).toBe('drill');
    expect(trusted?.indices).toHaveLength(20);
    expect(plan({ trusted: 0.25 }).trusted?.indices).toHaveLength(60);
    const workspace = openWorkspaceReadOnly(host.workspace);
    const mask = readPoisonMask(workspace.db, findVersion(workspace.db, 'drill@2').id)!;
    workspace.close();
    expect(mask.reduce((sum, bit) => sum + bit, 0)).toBe(24);
    for (const index of plan({ trusted: 0.25 }).trusted!.indices) expect(mask[index]).toBe(0);
  });

  it('are the same for the same seed, ascending, each once', () => {
    expect(plan()).toEqual(plan());
    expect(plan({ seed: 4 }).trusted).not.toEqual(plan().trusted);
    const indices = plan().trusted!.indices;
    expect([...new Set(indices)].sort((a, b) => a - b)).toEqual(indices);
  });

  it('are refused when too few or too many are asked for, or the method needs none', () => {
    expect(() => plan({ trusted: 0.05 })).toThrow(
      /12 trusted samples of drill@2; at least 20 are needed.*0\.084/s,
    );
    expect(() => plan({ trusted: 0.95 })).toThrow(/asks for 228 clean samples, but drill@2 has 216/);
    expect(() => plan({ defense: 'plain', trusted: 0.1 })).toThrow(/Leave --trusted out/);
  });

  it('give a command that repeats the run', () => {
    const created = host.runs.create(host.runs.plan({ ...REQUEST, trusted: 0.25 }));
    expect(host.runDetail(created).command).toMatch(new RegExp(`--base ${run['newer']} --trusted 0\\.25$`));
    expect(host.runs.describe(created)).toMatchObject({
      base: run['newer'],
      trusted: { source: 'drill', count: 60 },
    });
  });
});

describe('trusted samples of real data', () => {
  const real = { dataset: 'drill@1' };

  it('are never drawn', () => {
    expect(() => plan({ ...real, trusted: 0.2 })).toThrow(/drills only.*drill@1 is none/s);
  });

  it('are what a person judged clean in the training split, and refused while there are too few', () => {
    const versionId = host.runs.plan({ ...REQUEST, ...real, defense: 'plain' }).version.id;
    const judge = (indices: number[], value: 'clean' | 'poison'): void =>
      void host.verdicts.judge(
        { versionId, indices: Int32Array.from(indices), value, reason: '' },
        'somebody',
      );
    judge([240, 241, 250], 'clean');
    judge([5], 'poison');
    judge([0, 1, 2, 3, 4], 'clean');
    const refused = refusal(() => plan(real));
    expect(refused).toMatchObject({ code: 'conflict', details: { trusted: 5, needed: 20 } });
    expect(refused.message).toMatch(/at least 20 .* there are 5\. Look at 15 more/s);
    judge(
      [...Array(16).keys()].map((i) => i + 100),
      'clean',
    );
    const expected = [0, 1, 2, 3, 4, ...[...Array(16).keys()].map((i) => i + 100)];
    expect(plan(real).trusted).toEqual({ source: 'verdicts', indices: expected });
    expect(plan(real).judged).toBeUndefined();
  });
});

describe('a repair that is stored', () => {
  it('has no flags, and only its model is exported', () => {
    expect(() => host.runs.flags(run['repair']!, 10)).toThrow(/judges no sample/);
    const request = { run: run['repair']!, out: join(folder, 'out'), leaveOut: null };
    expect(() => host.exports.check({ ...request, what: ['model', 'flags'] })).toThrow(/--what model/);
    expect(() => host.exports.check({ ...request, what: ['model'] })).not.toThrow();
    expect(host.runs.describe(run['repair']!).flags).toMatchObject({ metric: '', count: 0, auroc: null });
  });
});
