import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  countRejections,
  createRun,
  findIncompleteImport,
  finishImport,
  listCheckpoints,
  listIncompleteImports,
  listVersions,
  openWorkspace,
  readCheckpoint,
  removeIncompleteImport,
  verifyWorkspace,
} from '../../src-main/storage/index.ts';
import { killHard, startUntil } from './support/child.ts';
import { newWorkspace, temporaryFolder } from './support/samples.ts';

const GROUP = 2000;

describe('a writer killed with SIGKILL', () => {
  it('in the middle of an import transaction leaves the groups before it, whole', async () => {
    const created = newWorkspace();
    created.close();
    await killHard(await startUntil('writer.ts', ['mid-import', created.path], 'inside'));
    const workspace = openWorkspace(created.path);
    const { db } = workspace;
    expect(listVersions(db)).toEqual([]);
    const found = findIncompleteImport(db, 'b'.repeat(64), { size: null });
    expect(found).toMatchObject({ nextOrdinal: GROUP, samples: GROUP });
    expect(db.prepare('SELECT count(*) FROM samples').pluck().get()).toBe(GROUP);
    expect(db.prepare('SELECT sum(sample_count) FROM packs').pluck().get()).toBe(GROUP);
    expect(countRejections(db, found?.versionId ?? 0)).toBe(0);
    await finishImport(db, found?.versionId ?? 0);
    expect(await verifyWorkspace(db)).toEqual({ ok: true, problems: [] });
    workspace.close();
    expect(readdirSync(join(created.path, '..'))).toEqual(['test.assay']);
  });

  it('at any moment of an import leaves a whole number of groups that can go on or go away', async () => {
    for (const delayMs of [3, 40, 110]) {
      const created = newWorkspace();
      created.close();
      const child = await startUntil('writer.ts', ['imports', created.path], 'inside');
      await setTimeout(delayMs);
      await killHard(child);
      const workspace = openWorkspace(created.path);
      const [found] = listIncompleteImports(workspace.db);
      expect(found?.samples).toBeGreaterThanOrEqual(GROUP);
      expect((found?.samples ?? 1) % GROUP).toBe(0);
      expect(found?.nextOrdinal).toBe(found?.samples);
      const { problems } = await verifyWorkspace(workspace.db);
      expect(problems).toEqual([expect.stringContaining('incomplete')]);
      removeIncompleteImport(workspace.db, found?.versionId ?? 0);
      expect(await verifyWorkspace(workspace.db)).toEqual({ ok: true, problems: [] });
      workspace.close();
    }
  });

  it('in the middle of storing a checkpoint leaves the one before, whole', async () => {
    const created = newWorkspace();
    createRun(created.db, { kind: 'audit', versionId: null, spec: {} });
    created.close();
    const file = join(temporaryFolder(), 'checkpoint');
    await killHard(await startUntil('writer.ts', ['mid-checkpoint', created.path, file], 'inside'));
    const workspace = openWorkspace(created.path);
    const [only, ...more] = listCheckpoints(workspace.db, 1);
    expect(more).toEqual([]);
    expect(readCheckpoint(workspace.db, only?.id ?? 0)).toHaveLength(20 * 1024 * 1024);
    expect(workspace.db.prepare('SELECT count(*) FROM checkpoints').pluck().get()).toBe(2);
    expect(await verifyWorkspace(workspace.db)).toEqual({ ok: true, problems: [] });
    workspace.close();
  });
});
