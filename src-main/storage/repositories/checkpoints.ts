/** Checkpoints: files of weights and state, in chunks, each with the hash of the whole. */
import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { CheckpointFrame } from '../../../src-shared/worker/contract.ts';
import { now, transact, withStorageErrors, type Connection } from '../connection.ts';

export interface CheckpointRecord {
  id: number;
  runId: number;
  role: CheckpointFrame['role'];
  stage: string;
  sha256: string;
  sizeBytes: number;
  createdAt: string;
}

/** Small enough that storing one does not hold the event loop. */
const CHUNK_BYTES = 1024 * 1024;
const PROGRESS_KEPT = 2;

const SELECT = `SELECT id, run_id AS runId, role, stage, sha256, size_bytes AS sizeBytes, created_at AS createdAt
  FROM checkpoints WHERE is_complete = 1`;

/** Copies an open file into chunk rows, each in its own transaction, and returns the hash and size of what was read. */
async function storeChunks(
  db: Connection,
  checkpointId: number,
  file: FileHandle,
): Promise<{ sha256: string; sizeBytes: number }> {
  const insert = db.prepare(
    'INSERT INTO checkpoint_chunks (checkpoint_id, chunk_index, bytes) VALUES (?, ?, ?)',
  );
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(CHUNK_BYTES);
  let sizeBytes = 0;
  for (let chunk = 0; ; chunk++) {
    let filled = 0;
    // One read may return less than asked for in the middle of a file.
    for (let read = -1; read !== 0 && filled < CHUNK_BYTES; filled += read) {
      read = (await file.read(buffer, filled, CHUNK_BYTES - filled, null)).bytesRead;
    }
    if (filled === 0) return { sha256: hash.digest('hex'), sizeBytes };
    const bytes = buffer.subarray(0, filled);
    hash.update(bytes);
    withStorageErrors(db.name, () => insert.run(checkpointId, chunk, bytes));
    sizeBytes += filled;
  }
}

function dropOldProgress(db: Connection, runId: number): void {
  db.prepare(
    `DELETE FROM checkpoints WHERE run_id = ? AND role = 'progress' AND id NOT IN
       (SELECT id FROM checkpoints WHERE run_id = ? AND role = 'progress' ORDER BY id DESC LIMIT ${PROGRESS_KEPT})`,
  ).run(runId, runId);
}

/**
 * Reads the file a frame names into the workspace and returns the checkpoint's id. It counts only once all of it is
 * stored; what a process that died left half stored goes with the next one of the run. Of role `progress` the last two
 * of a run are kept. The file stays. Throws `storage.corrupt` when it is not the one the frame's hash speaks of; nothing
 * is stored then.
 */
export async function storeCheckpointFile(
  db: Connection,
  runId: number,
  frame: Pick<CheckpointFrame, 'role' | 'stage' | 'file' | 'sha256'>,
): Promise<number> {
  const file = await open(frame.file, 'r');
  try {
    const { size } = await file.stat();
    const id = transact(db, () => {
      db.prepare('DELETE FROM checkpoints WHERE run_id = ? AND is_complete = 0').run(runId);
      const inserted = db
        .prepare(
          `INSERT INTO checkpoints (run_id, role, stage, sha256, size_bytes, created_at, is_complete)
           VALUES (?, ?, ?, ?, ?, ?, 0)`,
        )
        .run(runId, frame.role, frame.stage, frame.sha256, Math.max(1, size), now());
      return Number(inserted.lastInsertRowid);
    });
    const stored = await storeChunks(db, id, file);
    transact(db, () => {
      if (stored.sha256 !== frame.sha256 || stored.sizeBytes === 0) {
        db.prepare('DELETE FROM checkpoints WHERE id = ?').run(id);
        return;
      }
      db.prepare('UPDATE checkpoints SET is_complete = 1 WHERE id = ?').run(id);
      if (frame.role === 'progress') dropOldProgress(db, runId);
    });
    if (stored.sha256 === frame.sha256 && stored.sizeBytes > 0) return id;
    throw new AssayError(
      'storage.corrupt',
      `The checkpoint file ${frame.file} does not have the hash it was announced with; it was changed or cut short. The run can go on from the checkpoint before.`,
      { file: frame.file, expected: frame.sha256, found: stored.sha256 },
    );
  } finally {
    await file.close();
  }
}

/** Oldest first. */
export function listCheckpoints(db: Connection, runId: number): CheckpointRecord[] {
  return db.prepare<[number], CheckpointRecord>(`${SELECT} AND run_id = ? ORDER BY id`).all(runId);
}

/** The newest checkpoint of a run, of any role or of `role`; null when there is none. */
export function findLatestCheckpoint(
  db: Connection,
  runId: number,
  role: CheckpointFrame['role'] | null = null,
): CheckpointRecord | null {
  const row = db
    .prepare<[{ runId: number; role: string | null }], CheckpointRecord>(
      `${SELECT} AND run_id = @runId AND (@role IS NULL OR role = @role) ORDER BY id DESC LIMIT 1`,
    )
    .get({ runId, role });
  return row ?? null;
}

export function readCheckpointRecord(db: Connection, checkpointId: number): CheckpointRecord {
  const row = db.prepare<[number], CheckpointRecord>(`${SELECT} AND id = ?`).get(checkpointId);
  if (row !== undefined) return row;
  throw new AssayError('not-found', `There is no checkpoint ${checkpointId} in ${db.name}.`, {
    checkpointId,
  });
}

function corruptCheckpoint(db: Connection, record: CheckpointRecord): AssayError {
  return new AssayError(
    'storage.corrupt',
    `Checkpoint ${record.id} of run ${record.runId} in ${db.name} is damaged: its bytes do not have its hash. Resume from another checkpoint, or restore the workspace from a copy.`,
    { path: db.name, checkpointId: record.id, runId: record.runId },
  );
}

function* iterateChunks(db: Connection, checkpointId: number): Generator<Buffer> {
  const select = db
    .prepare<[number, number], Buffer>(
      'SELECT bytes FROM checkpoint_chunks WHERE checkpoint_id = ? AND chunk_index = ?',
    )
    .pluck();
  for (let chunk = 0; ; chunk++) {
    const bytes = withStorageErrors(db.name, () => select.get(checkpointId, chunk));
    if (bytes === undefined) return;
    yield bytes;
  }
}

/** All bytes of a checkpoint, checked against its hash: throws `storage.corrupt` when they differ. */
export function readCheckpoint(db: Connection, checkpointId: number): Uint8Array {
  const record = readCheckpointRecord(db, checkpointId);
  const bytes = new Uint8Array(record.sizeBytes);
  const hash = createHash('sha256');
  let filled = 0;
  for (const chunk of iterateChunks(db, checkpointId)) {
    if (filled + chunk.byteLength > bytes.byteLength) throw corruptCheckpoint(db, record);
    bytes.set(chunk, filled);
    hash.update(chunk);
    filled += chunk.byteLength;
  }
  if (filled !== bytes.byteLength || hash.digest('hex') !== record.sha256)
    throw corruptCheckpoint(db, record);
  return bytes;
}

/** Like `readCheckpoint`, without keeping the bytes. */
export function verifyCheckpoint(db: Connection, checkpointId: number): void {
  const record = readCheckpointRecord(db, checkpointId);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for (const chunk of iterateChunks(db, checkpointId)) {
    hash.update(chunk);
    sizeBytes += chunk.byteLength;
  }
  if (sizeBytes !== record.sizeBytes || hash.digest('hex') !== record.sha256)
    throw corruptCheckpoint(db, record);
}
