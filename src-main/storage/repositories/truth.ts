/**
 * What is known of planted poison. Only evaluation may read it: `services/runs.ts` and `services/exports.ts` in the
 * host, files named `evaluator*` in the worker, and storage itself; a test walks the imports. It is not part of
 * the folder's public face, and no other file names its tables.
 */
import {
  upgradeManifest,
  type AttackManifest,
  type EarlierManifest,
  type SampleTruth,
} from '../../../src-shared/domain/attack.ts';
import type { Connection } from '../connection.ts';
import { readGeometry } from './geometry.ts';
import { iteratePacks, packReader } from './packs.ts';
import { readLabels } from './samples.ts';

/** To be called in the transaction that begins the version. */
export function storeManifest(db: Connection, versionId: number, manifest: AttackManifest): void {
  db.prepare('INSERT INTO attack_manifests (version_id, manifest) VALUES (?, ?)').run(
    versionId,
    JSON.stringify(manifest),
  );
}

/** Adds what is known of samples that are stored already. */
export function storeTruth(db: Connection, versionId: number, truth: readonly SampleTruth[]): void {
  const insert = db.prepare(
    'INSERT INTO sample_truth (version_id, sample_index, is_poisoned, label_changed, true_label) VALUES (?, ?, ?, ?, ?)',
  );
  for (const { index, isPoisoned, labelChanged, trueLabel } of truth) {
    insert.run(versionId, index, isPoisoned ? 1 : 0, labelChanged ? 1 : 0, trueLabel);
  }
}

/** Keeps the test split with its trigger; to be called in steps, one pack each. */
export function storeTriggeredTest(
  db: Connection,
  versionId: number,
  packIndex: number,
  bytes: Uint8Array,
): void {
  db.prepare('INSERT INTO triggered_tests (version_id, pack_index, bytes) VALUES (?, ?, ?)').run(
    versionId,
    packIndex,
    bytes,
  );
}

/** The whole test split with its trigger, as bytes; null where the manifest says how to make it. */
export function readTriggeredTest(db: Connection, versionId: number): Uint8Array | null {
  const packs = db
    .prepare<[number], Buffer>('SELECT bytes FROM triggered_tests WHERE version_id = ? ORDER BY pack_index')
    .pluck()
    .all(versionId);
  return packs.length === 0 ? null : new Uint8Array(Buffer.concat(packs));
}

/** How the version's poison was made, in whichever form it was stored; null where none is known. */
export function readManifest(db: Connection, versionId: number): AttackManifest | null {
  const text = db
    .prepare<[number], string>('SELECT manifest FROM attack_manifests WHERE version_id = ?')
    .pluck()
    .get(versionId);
  if (text === undefined) return null;
  const stored = JSON.parse(text) as AttackManifest | EarlierManifest;
  return upgradeManifest(stored, readGeometry(db, versionId).classCount);
}

/** The samples something is known of, in index order; empty where nothing was planted. */
export function readTruth(db: Connection, versionId: number): SampleTruth[] {
  return db
    .prepare<
      [number],
      { sample_index: number; is_poisoned: number; label_changed: number; true_label: number }
    >(
      `SELECT sample_index, is_poisoned, label_changed, true_label FROM sample_truth
       WHERE version_id = ? ORDER BY sample_index`,
    )
    .all(versionId)
    .map((row) => ({
      index: row.sample_index,
      isPoisoned: row.is_poisoned === 1,
      labelChanged: row.label_changed === 1,
      trueLabel: row.true_label,
    }));
}

/** One byte a training sample, 1 = poisoned; null where the truth is not known. */
export function readPoisonMask(db: Connection, versionId: number): Uint8Array | null {
  return maskOf(db, versionId, ({ isPoisoned }) => isPoisoned);
}

/**
 * One byte a training sample, 1 = the attack changed it: poison, and covers, which carry a trigger under their true label.
 * Null where the truth is not known.
 */
export function readTouchedMask(db: Connection, versionId: number): Uint8Array | null {
  return maskOf(db, versionId, () => true);
}

function maskOf(
  db: Connection,
  versionId: number,
  isMeant: (known: SampleTruth) => boolean,
): Uint8Array | null {
  if (readManifest(db, versionId) === null) return null;
  const mask = new Uint8Array(readGeometry(db, versionId).trainCount);
  for (const known of readTruth(db, versionId)) if (isMeant(known)) mask[known.index] = 1;
  return mask;
}

/**
 * Indices of samples whose values or label differ from those of the version this one was made from, ascending;
 * empty for an imported version. Exports need it to know which original files still are what they say.
 */
export function findChangedSamples(db: Connection, versionId: number): Int32Array {
  const parentId = db
    .prepare<[number], number | null>('SELECT parent_id FROM versions WHERE id = ?')
    .pluck()
    .get(versionId);
  if (parentId === undefined || parentId === null) return new Int32Array(0);
  const geometry = readGeometry(db, versionId);
  const labels = readLabels(db, versionId, null);
  const parentLabels = readLabels(db, parentId, null);
  const readParentPack = packReader(db, readGeometry(db, parentId));
  const changed: number[] = [];
  for (const pack of iteratePacks(db, geometry)) {
    const before = readParentPack(pack.packIndex).bytes;
    for (let i = 0; i < pack.count; i++) {
      const index = pack.start + i;
      const from = i * geometry.sampleBytes;
      const to = from + geometry.sampleBytes;
      const isNew = pack.bytes.compare(before, from, to, from, to) !== 0;
      if (isNew || labels[index] !== parentLabels[index]) changed.push(index);
    }
  }
  return Int32Array.from(changed);
}

/** For `verify`: drills without a manifest, and truth about versions that are none; one sentence each. */
export function findDanglingTruth(db: Connection): string[] {
  const bare = db
    .prepare<[], number>(
      `SELECT id FROM versions WHERE origin = 'poison' AND id NOT IN (SELECT version_id FROM attack_manifests)`,
    )
    .pluck()
    .all();
  const stray = db
    .prepare<[], number>(
      `SELECT DISTINCT t.version_id FROM sample_truth t JOIN versions v ON v.id = t.version_id WHERE v.origin <> 'poison'`,
    )
    .pluck()
    .all();
  return [
    ...bare.map((id) => `Version ${id} was poisoned for a drill, but how is not stored.`),
    ...stray.map((id) => `Version ${id} is no drill, but planted poison is stored for it.`),
  ];
}
