/** Drills and repairs as the window asks for them: every mapping, and what is refused. Real workers, real storage. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobSnapshot } from '../../src-shared/domain/job.ts';
import type { Job } from '../../src-shared/worker/contract.ts';
import type { AnswerOf, ArgsOf, CallName } from '../../src-shared/rpc/contract.ts';
import { createChildLauncher } from '../../src-main/host/child-launcher.ts';
import { createApplication, type Application } from '../../src-main/host/application.ts';
import { addFinishedAudit, makeWorkspace, TRAIN } from '../cli/support/make-workspace.ts';

let folder: string;
let application: Application;
let jobs: readonly JobSnapshot[] = [];
/** What workers were told to do. */
const sent: Job[] = [];

async function call<Name extends CallName>(name: Name, args: ArgsOf<Name>): Promise<AnswerOf<Name>> {
  const handler = application.handlers[name] as (args: unknown, signal: AbortSignal) => unknown;
  return (await handler(args, new AbortController().signal)) as AnswerOf<Name>;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-drill-calls-'));
  process.env['ASSAY_CONFIG'] = join(folder, 'config');
  const workspace = await makeWorkspace(folder);
  addFinishedAudit(workspace, 'toys', [0, 1, 2]);
  const launch = createChildLauncher();
  application = await createApplication({
    programVersion: '0',
    launchWorker(environment) {
      const worker = launch(environment);
      const send: typeof worker.send = (frame) => {
        if (frame.type === 'start') sent.push(frame.job);
        worker.send(frame);
      };
      return { ...worker, send };
    },
    abilities: { nativeDialogs: false, roots: [] },
    workspace,
  });
  application.onEvent((name, value) => {
    if (name === 'jobs.changed') jobs = value as readonly JobSnapshot[];
  });
});

afterAll(async () => {
  await application.close();
  delete process.env['ASSAY_CONFIG'];
  rmSync(folder, { recursive: true, force: true });
});

type Drill = Partial<ArgsOf<'drills.start'>>;

async function plant(drill: Drill): Promise<JobSnapshot> {
  const request: ArgsOf<'drills.start'> = {
    versionId: 1,
    attack: 'blended',
    rate: 0.2,
    mapping: 'all-to-one',
    targets: [0],
    seed: 1,
    options: {},
  };
  const { jobId } = await call('drills.start', { ...request, ...drill });
  const find = (): JobSnapshot | undefined => jobs.find(({ id }) => id === jobId);
  await expect.poll(() => find()?.endedAt ?? null, { timeout: 60_000 }).not.toBeNull();
  return find()!;
}

async function drillOf({ result }: JobSnapshot): Promise<AnswerOf<'versions.read'>['drill']> {
  const { versionId } = result as { versionId: number };
  return (await call('versions.read', { versionId })).drill;
}

describe('a drill', () => {
  it('leads to one class, to several, each by a trigger of its own, or from each class to the next', async () => {
    expect(await drillOf(await plant({ targets: [2] }))).toMatchObject({
      mapping: 'all-to-one',
      targets: [2],
    });
    const several = await plant({ targets: [0, 2] });
    expect(await drillOf(several)).toMatchObject({ mapping: 'all-to-one', targets: [0, 2], poisoned: 12 });
    const all = await plant({ mapping: 'all-to-all', targets: [] });
    expect(await drillOf(all)).toMatchObject({ mapping: 'all-to-all', targets: [0, 1, 2] });
  });

  it('is crafted on the device of the settings where that takes a network', async () => {
    await call('settings.write', { device: 'cpu' });
    const options = { steps: 2, surrogateEpochs: 1, updateBudget: 2 };
    const crafted = await plant({ attack: 'trojan-nn', options });
    expect(crafted.error).toBeNull();
    expect((await drillOf(crafted))?.attack).toBe('trojan-nn');
    expect(sent.at(-1)).toMatchObject({ kind: 'poison', attack: 'trojan-nn', device: 'cpu' });
  }, 120_000);

  it('ends with the sentence of what the attack cannot do', async () => {
    const twice = await plant({ attack: 'sig', targets: [0, 1] });
    expect(twice).toMatchObject({ state: 'failed', error: { code: 'usage.invalid' } });
    expect(twice.error?.message).toMatch(/one target class, not to 2/);
    expect((await plant({ attack: 'sig', mapping: 'all-to-all', targets: [] })).error?.message).toMatch(
      /all classes/,
    );
    expect((await plant({ mapping: 'all-to-all', targets: [1] })).error?.message).toMatch(
      /no target of its own/,
    );
  });

  it('is refused at once where no target is named', async () => {
    await expect(plant({ targets: [] })).rejects.toMatchObject({ code: 'usage.invalid' });
  });
});

describe('what a repair can start from', () => {
  it('leaves out a run without a model and one on other data', async () => {
    const offer = await call('runs.repairs', { versionId: 1 });
    expect(offer.bases.map(({ run, obstacle }) => [run, obstacle])).toEqual([[1, 'no-model']]);
    expect(offer).toMatchObject({ latest: null, judgedClean: 0, knownClean: null, needed: 20, train: TRAIN });
    const drill = (await call('library.read', {})).versions.find(({ origin }) => origin === 'poison')!;
    const onDrill = await call('runs.repairs', { versionId: drill.id });
    expect(onDrill.bases[0]?.obstacle).toBe('other-data');
    expect(onDrill.knownClean).toBe(TRAIN - 12);
  });

  it('counts the training samples that a person judged clean', async () => {
    const indices = Int32Array.from([3, 4, 5, TRAIN + 1]);
    await call('verdicts.judge', { versionId: 1, indices, value: 'clean', reason: '' });
    expect((await call('runs.repairs', { versionId: 1 })).judgedClean).toBe(3);
  });
});
