import { describe, expect, it, vi } from 'vitest';
import type { VerdictValue } from '../../src-shared/domain/score.ts';
import {
  judgeSamples,
  openWorkspace,
  readBatches,
  readVerdictColumn,
  readVerdictHistory,
  readVerdicts,
  redoVerdicts,
  undoVerdicts,
  verifyWorkspace,
  type Connection,
} from '../../src-main/storage/index.ts';
import { importSamples, newWorkspace, thrownBy } from './support/samples.ts';

const judge = (db: Connection, versionId: number, value: VerdictValue | null, ...indices: number[]): number =>
  judgeSamples(db, { versionId, indices, value, author: 'ada', reason: 'seen' });

const counting = (db: Connection, versionId: number): [number, VerdictValue][] => [
  ...readVerdicts(db, versionId),
];

describe('verdicts', () => {
  it('the latest counts and nothing is ever removed', async () => {
    const { db } = newWorkspace();
    const { id } = await importSamples(db, 10, 2);
    judge(db, id, 'unsure', 3);
    const batch = judge(db, id, 'poison', 11, 4, 3, 4);
    expect(counting(db, id)).toEqual([
      [3, 'poison'],
      [4, 'poison'],
      [11, 'poison'],
    ]);
    judge(db, id, null, 4);
    expect(counting(db, id).map(([index]) => index)).toEqual([3, 11]);
    expect([...readVerdictColumn(db, id)]).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(readVerdictHistory(db, id, 3)).toMatchObject([
      { value: 'unsure', kind: 'judge', author: 'ada', reason: 'seen' },
      { value: 'poison', id: batch },
    ]);
    expect(readVerdictHistory(db, id, 4)).toMatchObject([{ value: 'poison' }, { value: null }]);
  });

  it('undo and redo walk the whole history, by whoever, and survive closing', async () => {
    const first = newWorkspace();
    const { db, path } = first;
    const { id } = await importSamples(db, 10, 2);
    const states: [number, VerdictValue][][] = [counting(db, id)];
    const note = (): unknown => states.push(counting(db, id));
    judge(db, id, 'unsure', 3);
    note();
    judge(db, id, 'poison', 3, 4, 11);
    note();
    judge(db, id, null, 4);
    note();
    for (let step = 2; step >= 0; step--) {
      expect(undoVerdicts(db, id, 'bob')).not.toBeNull();
      expect(counting(db, id)).toEqual(states[step]);
    }
    expect(undoVerdicts(db, id, 'bob')).toBeNull();
    expect(redoVerdicts(db, id, 'bob')).toMatchObject({ count: 1 });
    expect(counting(db, id)).toEqual(states[1]);
    first.close();
    const again = openWorkspace(path);
    expect(redoVerdicts(again.db, id, 'bob')).toMatchObject({ count: 3 });
    expect(counting(again.db, id)).toEqual(states[2]);
    expect(undoVerdicts(again.db, id, 'bob')).toMatchObject({ count: 3 });
    expect(counting(again.db, id)).toEqual(states[1]);
    expect(
      readVerdictHistory(again.db, id, 3).map(({ kind, value, author }) => [kind, value, author]),
    ).toEqual([
      ['judge', 'unsure', 'ada'],
      ['judge', 'poison', 'ada'],
      ['undo', 'unsure', 'bob'],
      ['undo', null, 'bob'],
      ['redo', 'unsure', 'bob'],
      ['redo', 'poison', 'bob'],
      ['undo', 'unsure', 'bob'],
    ]);
    again.close();
  });

  it('judging after an undo begins a new branch: there is nothing to bring back', async () => {
    const { db } = newWorkspace();
    const { id } = await importSamples(db, 10, 2);
    judge(db, id, 'poison', 1);
    judge(db, id, 'clean', 1);
    undoVerdicts(db, id, 'ada');
    judge(db, id, 'unsure', 2);
    expect(redoVerdicts(db, id, 'ada')).toBeNull();
    undoVerdicts(db, id, 'ada');
    undoVerdicts(db, id, 'ada');
    expect(counting(db, id)).toEqual([]);
    expect(undoVerdicts(db, id, 'ada')).toBeNull();
  });

  it('of two versions have histories of their own', async () => {
    const { db } = newWorkspace();
    const first = await importSamples(db, 10, 2);
    const second = await importSamples(db, 10, 2, { dataset: 'other' });
    judge(db, first.id, 'poison', 1);
    judge(db, second.id, 'clean', 1);
    undoVerdicts(db, first.id, 'ada');
    expect(counting(db, first.id)).toEqual([]);
    expect(counting(db, second.id)).toEqual([[1, 'clean']]);
    expect(readBatches(db, first.id, null, 10).map(({ kind }) => kind)).toEqual(['undo', 'judge']);
    expect(readBatches(db, first.id, 2, 10).map(({ id }) => id)).toEqual([1]);
  });

  it('are stored all or none', async () => {
    const { db } = newWorkspace();
    const { id } = await importSamples(db, 10, 2);
    expect(thrownBy(() => judge(db, id, 'poison', 1, 12))).toMatchObject({ code: 'not-found' });
    expect(thrownBy(() => judge(db, id, 'poison'))).toMatchObject({ code: 'input.invalid' });
    expect(counting(db, id)).toEqual([]);
  });

  it('a hundred thousand at once are stored within seconds', async () => {
    const { db } = newWorkspace();
    const { id } = await importSamples(db, 100_000, 0, { shape: [1, 1, 1] });
    const indices = Int32Array.from({ length: 100_000 }, (_, i) => i);
    const startedAt = performance.now();
    judgeSamples(db, { versionId: id, indices, value: 'poison', author: 'ada', reason: 'all' });
    undoVerdicts(db, id, 'ada');
    expect(performance.now() - startedAt).toBeLessThan(3000);
    expect(counting(db, id)).toEqual([]);
  });

  it('that speak of samples there are not are found by verify', async () => {
    const { db } = newWorkspace();
    const { id } = await importSamples(db, 10, 2);
    judge(db, id, 'poison', 1);
    expect((await verifyWorkspace(db)).problems).toEqual([]);
    db.prepare('UPDATE verdict_batches SET sample_indices = ?').run(Buffer.from(Int32Array.of(12).buffer));
    expect((await verifyWorkspace(db)).problems).toEqual([
      `Verdict batch 1 speaks of samples that version ${id} does not have.`,
    ]);
  });

  it('are committed with full synchronisation, everything else with the faster one', async () => {
    const { db } = newWorkspace();
    const { id } = await importSamples(db, 10, 2);
    const levels: unknown[] = [];
    const spy = vi.spyOn(db, 'prepare').mockImplementationOnce(function (this: Connection, sql: string) {
      levels.push([db.inTransaction, db.pragma('synchronous', { simple: true })]);
      spy.mockRestore();
      return db.prepare(sql);
    });
    judge(db, id, 'poison', 1);
    expect(levels).toEqual([[true, 2]]);
    expect(db.pragma('synchronous', { simple: true })).toBe(1);
    thrownBy(() => judge(db, id, 'poison', 99));
    expect(db.pragma('synchronous', { simple: true })).toBe(1);
  });
});
