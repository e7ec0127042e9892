import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckpointFrame } from '../../src-shared/worker/contract.ts';
import {
  createRun,
  findLatestCheckpoint,
  listCheckpoints,
  readCheckpoint,
  storeCheckpointFile,
  type Connection,
} from '../../src-main/storage/index.ts';
import { newWorkspace, temporaryFolder, thrownBy } from './support/samples.ts';

const audit = (db: Connection): number => createRun(db, { kind: 'audit', versionId: null, spec: {} }).id;

function frame(role: CheckpointFrame['role'], stage: string, bytes: Uint8Array): CheckpointFrame {
  const file = join(temporaryFolder(), 'checkpoint');
  writeFileSync(file, bytes);
  return { type: 'checkpoint', role, stage, file, sha256: createHash('sha256').update(bytes).digest('hex') };
}

describe('checkpoints', () => {
  it('come back to the byte, over several chunks', () => {
    const { db } = newWorkspace();
    const run = audit(db);
    const mebi = 1024 * 1024;
    for (const size of [1, 8 * mebi, 17 * mebi + 3]) {
      const bytes = new Uint8Array(size).map((_, i) => (i * 17 + (i >> 11)) & 0xff);
      const id = storeCheckpointFile(db, run, frame('stage', 's', bytes));
      expect(Buffer.compare(readCheckpoint(db, id), bytes)).toBe(0);
      expect(
        db
          .prepare('SELECT length(bytes) FROM checkpoint_chunks WHERE checkpoint_id = ? ORDER BY chunk_index')
          .pluck()
          .all(id),
      ).toEqual(size === 1 ? [1] : size === 8 * mebi ? [8 * mebi] : [8 * mebi, 8 * mebi, mebi + 3]);
    }
  });

  it('of progress are kept the last two a run, of stages and ends all', () => {
    const { db } = newWorkspace();
    const [run, other] = [audit(db), audit(db)];
    const store = (owner: number, role: CheckpointFrame['role'], text: string): number =>
      storeCheckpointFile(db, owner, frame(role, 'supervised', Buffer.from(text)));
    store(other, 'progress', 'o');
    store(run, 'progress', 'a');
    const stage = store(run, 'stage', 's');
    store(run, 'progress', 'b');
    const c = store(run, 'progress', 'c');
    const d = store(run, 'progress', 'd');
    const final = store(run, 'final', 'f');
    expect(listCheckpoints(db, run).map((record) => record.id)).toEqual([stage, c, d, final]);
    expect(db.prepare('SELECT count(*) FROM checkpoint_chunks').pluck().get()).toBe(5);
    expect(findLatestCheckpoint(db, run)?.id).toBe(final);
    expect(findLatestCheckpoint(db, run, 'progress')).toMatchObject({
      id: d,
      role: 'progress',
      sizeBytes: 1,
    });
    expect(findLatestCheckpoint(db, audit(db))).toBeNull();
    expect(listCheckpoints(db, other)).toHaveLength(1);
  });

  it('that are not what was announced are not stored, and push no older one out', () => {
    const { db } = newWorkspace();
    const run = audit(db);
    const good = frame('progress', 's', Buffer.from('good'));
    const kept = [storeCheckpointFile(db, run, good), storeCheckpointFile(db, run, good)];
    const bad = { ...good, sha256: '0'.repeat(64) };
    expect(thrownBy(() => storeCheckpointFile(db, run, bad))).toMatchObject({ code: 'storage.corrupt' });
    const empty = frame('progress', 's', Buffer.alloc(0));
    expect(thrownBy(() => storeCheckpointFile(db, run, empty))).toMatchObject({ code: 'storage.corrupt' });
    expect(listCheckpoints(db, run).map((record) => record.id)).toEqual(kept);
  });

  it('that were damaged since are refused', () => {
    const { db } = newWorkspace();
    const id = storeCheckpointFile(db, audit(db), frame('final', 's', Buffer.from('weights')));
    db.prepare('UPDATE checkpoint_chunks SET bytes = ?').run(Buffer.from('weighty'));
    expect(thrownBy(() => readCheckpoint(db, id))).toMatchObject({ code: 'storage.corrupt' });
    db.prepare('UPDATE checkpoint_chunks SET bytes = ?').run(Buffer.from('weights and more'));
    expect(thrownBy(() => readCheckpoint(db, id))).toMatchObject({ code: 'storage.corrupt' });
    expect(thrownBy(() => readCheckpoint(db, 99))).toMatchObject({ code: 'not-found' });
  });
});
