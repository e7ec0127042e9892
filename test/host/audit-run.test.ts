/** An audit as the host sees it: states, what is stored, cancel, crash, resume. The worker is scripted, all else real. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChildLauncher } from '../../src-main/host/child-launcher.ts';
import { createHost, type Host, type Work } from '../../src-main/host/create-host.ts';
import {
  changeRunState,
  listAttempts,
  listCheckpoints,
  openWorkspace,
  openWorkspaceReadOnly,
  readRun,
  readTimeline,
  type Connection,
} from '../../src-main/storage/index.ts';
import { makeWorkspace } from '../cli/support/make-workspace.ts';

const launchWorker = createChildLauncher(
  fileURLToPath(new URL('./fixtures/scripted-auditor.ts', import.meta.url)),
);
const [COMPLETES, CRASHES, WAITS, FAILS] = [1, 2, 3, 4];

let folder: string;
let workspace: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-host-test-'));
  workspace = await makeWorkspace(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function withHost<T>(work: (host: Host) => Promise<T>): Promise<T> {
  const host = await createHost({ workspace, mode: 'write', programVersion: '0', launchWorker });
  try {
    return await work(host);
  } finally {
    await host.close();
  }
}

function read<T>(query: (db: Connection) => T): T {
  const reader = openWorkspaceReadOnly(workspace);
  try {
    return query(reader.db);
  } finally {
    reader.close();
  }
}

function workOf(signal = new AbortController().signal, notes: string[] = []): Work {
  return { signal, onProgress: () => {}, onNote: (text) => notes.push(text) };
}

function create(host: Host, seed: number): number {
  const choice = {
    defense: 'dlp',
    preset: 'quick',
    arch: 'wrn-16-1',
    device: 'cpu',
    options: {},
    useVerdicts: false,
  } as const;
  return host.runs.create(host.runs.plan({ dataset: 'toys', seed, ...choice }));
}

describe('an audit', () => {
  it('that completes is stored whole', async () => {
    const notes: string[] = [];
    const document = await withHost((host) =>
      host.runs.start(create(host, COMPLETES), workOf(undefined, notes)),
    );
    expect(document).toMatchObject({
      state: 'finished',
      dataset: 'toys',
      backend: 'scripted',
      flags: { metric: 'entropy', count: 2, precision: null },
      subsets: { poisoned: { count: 2 }, clean: { count: 1 } },
      final: { cleanAccuracy: 0.5, attackSuccess: null },
    });
    expect(document.stages).toMatchObject([{ name: 'SL', epochs: 1.5, notes: ['a note'] }]);
    expect(notes.some((note) => note.includes('about 1 min 30 s'))).toBe(true);
    read((db) => {
      expect(readTimeline(db, document.run)).toMatchObject([{ metrics: { loss: 1.5, cleanAccuracy: 0.5 } }]);
      expect(listCheckpoints(db, document.run).map(({ role }) => role)).toEqual(['progress', 'final']);
    });
  });

  it('whose worker crashes is failed, with the cause, and goes on from its checkpoint', async () => {
    const run = await withHost(async (host) => {
      const id = create(host, CRASHES);
      await expect(host.runs.start(id, workOf())).rejects.toMatchObject({ code: 'worker.crashed' });
      return id;
    });
    read((db) => {
      expect(readRun(db, run)).toMatchObject({ state: 'failed', error: { code: 'worker.crashed' } });
      expect(listAttempts(db, run)).toMatchObject([{ outcome: 'failed', details: { signal: 'SIGABRT' } }]);
    });
    const document = await withHost((host) => host.runs.resume(host.runs.checkResumable(run), workOf()));
    expect(document.state).toBe('finished');
    expect(read((db) => readRun(db, run))).toMatchObject({
      attempts: 2,
      result: { isResumed: true },
      error: null,
    });
  });

  it('that is cancelled keeps its checkpoint and can be resumed', async () => {
    const cancel = new AbortController();
    const run = await withHost(async (host) => {
      const id = create(host, WAITS);
      const work = workOf(cancel.signal);
      const running = host.runs.start(id, {
        ...work,
        onProgress: () => setTimeout(() => cancel.abort(), 100),
      });
      await expect(running).rejects.toMatchObject({ code: 'run.cancelled' });
      return id;
    });
    expect(read((db) => readRun(db, run).state)).toBe('cancelled');
    expect(read((db) => listCheckpoints(db, run))).toHaveLength(1);
    const document = await withHost((host) => host.runs.resume(host.runs.checkResumable(run), workOf()));
    expect(document.state).toBe('finished');
  });

  it('that fails keeps the worker’s own words', async () => {
    const run = await withHost(async (host) => {
      const id = create(host, FAILS);
      await expect(host.runs.start(id, workOf())).rejects.toMatchObject({ code: 'run.diverged' });
      return id;
    });
    expect(read((db) => readRun(db, run).error)).toEqual({
      code: 'run.diverged',
      message: 'It diverged.',
      details: { step: 5 },
    });
  });

  it('whose host died is interrupted at the next start', async () => {
    const opened = openWorkspace(workspace);
    const run = await withRunLeftActive(opened.db);
    opened.close();
    await withHost((host) => Promise.resolve(expect(host.runs.checkResumable(run)).toBe(run)));
    expect(read((db) => readRun(db, run).state)).toBe('interrupted');
  });

  it('leaves no scratch folder behind', () => {
    const root = join(tmpdir(), `assay-scratch-${process.getuid?.() ?? ''}`);
    expect(readdirSync(root).filter((name) => name.startsWith(`${process.pid}-`))).toEqual([]);
  });

  it('refuses what cannot be chosen before anything is stored', async () => {
    await withHost((host) => {
      const before = host.show().runs.length;
      const choice = { dataset: 'toys', defense: 'dlp', preset: 'quick', arch: 'wrn-16-1', seed: 1 };
      const rest = { device: 'cpu', options: {}, useVerdicts: false } as const;
      expect(() => host.runs.plan({ ...choice, ...rest, preset: 'slow' })).toThrow(/no preset "slow"/);
      expect(() => host.runs.plan({ ...choice, ...rest, arch: 'lenet' })).toThrow(/no architecture "lenet"/);
      expect(() => host.runs.plan({ ...choice, ...rest, options: { slEpochs: '0' } })).toThrow(/--sl-epochs/);
      expect(() => host.runs.plan({ ...choice, ...rest, dataset: 'toys@9' })).toThrow(/toys@1/);
      expect(host.show().runs.length).toBe(before);
      return Promise.resolve();
    });
  });
});

async function withRunLeftActive(db: Connection): Promise<number> {
  const { createRun, findVersion } = await import('../../src-main/storage/index.ts');
  const versionId = findVersion(db, 'toys').id;
  const run = createRun(db, { kind: 'audit', versionId, spec: { defense: 'dlp' } }).id;
  changeRunState(db, run, 'start');
  changeRunState(db, run, 'ready');
  return run;
}
