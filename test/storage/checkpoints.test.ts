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
  it('come back to the byte, over several chunks', async () => {
    const { db } = newWorkspace();
    const run = audit(db);
    const mebi = 1024 * 1024;
    for (const size of [1, mebi, 2 * mebi + 3]) {
      const bytes = new Uint8Array(size).map((_, i) => (i * 17 + (i >> 11)) & 0xff);
      const id = await storeCheckpointFile(db, run, frame('stage', 's', bytes));
      expect(Buffer.compare(readCheckpoint(db, id), bytes)).toBe(0);
      expect(
        db
          .prepare('SELECT length(bytes) FROM checkpoint_chunks WHERE checkpoint_id = ? ORDER BY chunk_index')
          .pluck()
          .all(id),
      ).toEqual(size === 1 ? [1] : size === mebi ? [mebi] : [mebi, mebi, 3]);
    }
  });

  it('of progress are kept the last two a run, of stages and ends all', async () => {
    const { db } = newWorkspace();
    const [run, other] = [audit(db), audit(db)];
    const store = (owner: number, role: CheckpointFrame['role'], text: string): Promise<number> =>
      storeCheckpointFile(db, owner, frame(role, 'supervised', Buffer.from(text)));
    await store(other, 'progress', 'o');
    await store(run, 'progress', 'a');
    const stage = await store(run, 'stage', 's');
    await store(run, 'progress', 'b');
    const c = await store(run, 'progress', 'c');
    const d = await store(run, 'progress', 'd');
    const final = await store(run, 'final', 'f');
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

  it('that are not what was announced are not stored, and push no older one out', async () => {
    const { db } = newWorkspace();
    const run = audit(db);
    const good = frame('progress', 's', Buffer.from('good'));
    const kept = [await storeCheckpointFile(db, run, good), await storeCheckpointFile(db, run, good)];
    const bad = { ...good, sha256: '0'.repeat(64) };
    await expect(storeCheckpointFile(db, run, bad)).rejects.toMatchObject({ code: 'storage.corrupt' });
    const empty = frame('progress', 's', Buffer.alloc(0));
    await expect(storeCheckpointFile(db, run, empty)).rejects.toMatchObject({ code: 'storage.corrupt' });
    expect(listCheckpoints(db, run).map((record) => record.id)).toEqual(kept);
  });

  it('that a process left half stored do not count and go with the next one', async () => {
    const { db } = newWorkspace();
    const run = audit(db);
    const whole = await storeCheckpointFile(db, run, frame('progress', 's', Buffer.from('whole')));
    db.prepare(
      `INSERT INTO checkpoints (run_id, role, stage, sha256, size_bytes, created_at, is_complete)
       SELECT run_id, role, stage, sha256, size_bytes, created_at, 0 FROM checkpoints`,
    ).run();
    expect(findLatestCheckpoint(db, run)?.id).toBe(whole);
    await storeCheckpointFile(db, run, frame('progress', 's', Buffer.from('next')));
    expect(db.prepare('SELECT count(*) FROM checkpoints').pluck().get()).toBe(2);
  });

  it('that were damaged since are refused', async () => {
    const { db } = newWorkspace();
    const id = await storeCheckpointFile(db, audit(db), frame('final', 's', Buffer.from('weights')));
    db.prepare('UPDATE checkpoint_chunks SET bytes = ?').run(Buffer.from('weighty'));
    expect(thrownBy(() => readCheckpoint(db, id))).toMatchObject({ code: 'storage.corrupt' });
    db.prepare('UPDATE checkpoint_chunks SET bytes = ?').run(Buffer.from('weights and more'));
    expect(thrownBy(() => readCheckpoint(db, id))).toMatchObject({ code: 'storage.corrupt' });
    expect(thrownBy(() => readCheckpoint(db, 99))).toMatchObject({ code: 'not-found' });
  });
});
