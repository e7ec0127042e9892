import { describe, expect, it } from 'vitest';
import type { VerdictValue } from '../../src-shared/domain/score.ts';
import {
  appendVerdicts,
  readVerdictHistory,
  readVerdicts,
  undoVerdicts,
  type Connection,
} from '../../src-main/storage/index.ts';
import { importSamples, newWorkspace, thrownBy } from './support/samples.ts';

const judge = (db: Connection, versionId: number, value: VerdictValue | null, ...samples: number[]): number =>
  appendVerdicts(
    db,
    samples.map((sampleIndex) => ({ versionId, sampleIndex, value, author: 'ada', reason: 'seen' })),
  );

const counting = (db: Connection, versionId: number): [number, VerdictValue | null][] =>
  [...readVerdicts(db, versionId)].map(([index, entry]) => [index, entry.value]);

describe('verdicts', () => {
  it('the latest counts, nothing is ever removed, and undo brings back what was', async () => {
    const { db } = newWorkspace();
    const { id } = await importSamples(db, 10, 2);
    judge(db, id, 'unsure', 3);
    const batch = judge(db, id, 'poison', 3, 4, 11);
    expect(counting(db, id)).toEqual([
      [3, 'poison'],
      [4, 'poison'],
      [11, 'poison'],
    ]);
    const undo = undoVerdicts(db, batch, 'bob');
    expect(counting(db, id)).toEqual([[3, 'unsure']]);
    expect(readVerdictHistory(db, id, 3)).toMatchObject([
      { value: 'unsure', author: 'ada', reason: 'seen' },
      { value: 'poison' },
      { value: 'unsure', author: 'bob', reason: `undo of ${batch}` },
    ]);
    undoVerdicts(db, undo, 'bob');
    expect(counting(db, id)).toHaveLength(3);
    judge(db, id, null, 4);
    expect(counting(db, id).map(([index]) => index)).toEqual([3, 11]);
    expect(thrownBy(() => undoVerdicts(db, batch, 'bob'))).toMatchObject({ code: 'conflict' });
    expect(thrownBy(() => undoVerdicts(db, 99, 'bob'))).toMatchObject({ code: 'not-found' });
  });

  it('are stored all or none', async () => {
    const { db } = newWorkspace();
    const { id } = await importSamples(db, 10, 2);
    expect(thrownBy(() => judge(db, id, 'poison', 1, 12))).toMatchObject({ code: 'not-found' });
    expect(counting(db, id)).toEqual([]);
  });

  it('are committed with full synchronisation, everything else with the faster one', async () => {
    const { db } = newWorkspace();
    const { id } = await importSamples(db, 10, 2);
    const levels: unknown[] = [];
    const entry = {
      versionId: id,
      sampleIndex: 1,
      value: 'poison' as const,
      author: 'ada',
      // Read while the transaction is open.
      get reason() {
        levels.push([db.inTransaction, db.pragma('synchronous', { simple: true })]);
        return 'seen';
      },
    };
    appendVerdicts(db, [entry]);
    expect(levels).toEqual([[true, 2]]);
    expect(db.pragma('synchronous', { simple: true })).toBe(1);
    thrownBy(() => judge(db, id, 'poison', 99));
    expect(db.pragma('synchronous', { simple: true })).toBe(1);
  });
});
