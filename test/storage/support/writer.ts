/**
 * A process that writes to a workspace and is killed while it does. Modes: `hold` keeps it open; `mid-import` stands
 * still inside the transaction of the second group; `imports` stores one group after the other for ever;
 * `mid-checkpoint` stands still when a part of a checkpoint is stored.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import {
  openWorkspace,
  startImport,
  storeCheckpointFile,
  storeSampleGroup,
  transact,
  type NewImport,
} from '../../../src-main/storage/index.ts';
import type { SampleGroup } from '../../../src-shared/worker/contract.ts';

const [mode = '', path = '', extra = ''] = process.argv.slice(2);
const SHAPE = [32, 32, 3] as const;
const GROUP = 2000;

function standStill(): never {
  process.stdout.write('inside\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  throw new Error('unreachable');
}

function newImport(): NewImport {
  return {
    dataset: 'killed',
    source: '/somewhere/killed.zip',
    sourceSha256: 'b'.repeat(64),
    options: { size: null },
    modality: 'image',
    shape: SHAPE,
    classes: ['a', 'b'],
    resizeRule: 'kept as they are',
    layout: { importer: 'image-folder', notes: {} },
  };
}

function group(start: number): SampleGroup {
  const indices = Array.from({ length: GROUP }, (_, i) => start + i);
  return {
    split: 'train',
    bytes: new Uint8Array(GROUP * 3072).map((_, i) => (i * 31 + start) & 0xff),
    labels: Int32Array.from(indices, (index) => index % 2),
    names: indices.map(String),
    sourceSha256: indices.map((index) => createHash('sha256').update(String(index)).digest('hex')),
  };
}

const workspace = openWorkspace(path);
const { db } = workspace;
if (mode === 'hold') standStill();

if (mode === 'mid-import') {
  // A small cache makes SQLite write pages of the open transaction into the log before it commits.
  db.pragma('cache_size = 20');
  const id = startImport(db, newImport());
  storeSampleGroup(db, id, group(0), [], GROUP);
  transact(db, () => {
    storeSampleGroup(db, id, group(GROUP), [{ name: 'x', reason: 'y' }], 2 * GROUP + 1);
    standStill();
  });
}

if (mode === 'imports') {
  const id = startImport(db, newImport());
  for (let start = 0; ; start += GROUP) {
    storeSampleGroup(db, id, group(start), [], start + GROUP);
    if (start === 0) process.stdout.write('inside\n');
  }
}

if (mode === 'mid-checkpoint') {
  db.pragma('cache_size = 20');
  const bytes = Buffer.alloc(20 * 1024 * 1024, 'checkpoint');
  writeFileSync(extra, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const frame = { role: 'progress', stage: 'supervised', file: extra, sha256 } as const;
  await storeCheckpointFile(db, 1, frame);
  void storeCheckpointFile(db, 1, frame);
  const stored = db.prepare<[], number>('SELECT count(*) FROM checkpoint_chunks').pluck();
  while ((stored.get() ?? 0) < 25) await new Promise((resolve) => setImmediate(resolve));
  standStill();
}
