import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import {
  createRun,
  createWorkspace,
  findTriggerFinding,
  listRuns,
  openWorkspace,
  openWorkspaceReadOnly,
  readScores,
  readTimeline,
  readVerdictHistory,
  readVerdicts,
} from '../../src-main/storage/index.ts';
import { MIGRATIONS, type Migration } from '../../src-main/storage/migrations/registry.ts';
import { temporaryFolder, thrownBy } from './support/samples.ts';

const ADD: Migration = { name: '0002-add', sql: 'ALTER TABLE runs ADD COLUMN colour TEXT' };
/** Fails in its second statement: the first must not stay. */
const BREAK: Migration = {
  name: '0003-break',
  sql: 'CREATE TABLE half (a INTEGER) STRICT; INSERT INTO nowhere VALUES (1)',
};

/** Formats as they were when the first one was the newest. */
const FIRST = MIGRATIONS.slice(0, 1);

function oldWorkspace(): string {
  const path = join(temporaryFolder(), 'old.assay');
  const workspace = createWorkspace(path, { migrations: FIRST });
  createRun(workspace.db, { kind: 'audit', versionId: null, spec: { note: 'before' } });
  workspace.close();
  return path;
}

const formatOf = (path: string): number => readFileSync(path).readUInt32BE(60);
const tablesOf = (path: string): string[] => {
  const db = new Database(path, { readonly: true });
  const names = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  db.close();
  return names;
};

describe('migrations', () => {
  it('from the first format keep every score and verdict', () => {
    const path = oldWorkspace();
    const old = openWorkspace(path, { migrations: FIRST });
    const insertScore = old.db.prepare("INSERT INTO scores VALUES (1, 'entropy', ?, ?)");
    [0.25, 2, -1].forEach((value, index) => insertScore.run(index, value));
    old.db.exec(`
      INSERT INTO datasets VALUES (1, 'd', 't');
      INSERT INTO versions (id, dataset_id, version, state, origin, modality, height, width, channels, classes, class_count,
        train_count, test_count, samples_per_pack, resize_rule, layout, sha256, created_at)
        VALUES (1, 1, 1, 'ready', 'import', 'image', 1, 1, 1, '["a"]', 1, 3, 0, 8, 'none', '{}', 'x', 't');
      INSERT INTO samples VALUES (1, 0, 'train', 0, 'a', zeroblob(32)), (1, 1, 'train', 0, 'b', zeroblob(32)),
        (1, 2, 'train', 0, 'c', zeroblob(32));
      INSERT INTO verdicts (batch, version_id, sample_index, value, author, reason, created_at) VALUES
        (1, 1, 2, 'poison', 'ada', 'seen', 't1'), (1, 1, 0, 'poison', 'ada', 'seen', 't1'),
        (2, 1, 0, 'clean', 'bob', 'no', 't2'), (3, 1, 2, NULL, 'bob', 'undo of 1', 't3');`);
    old.close();
    const opened = openWorkspace(path);
    const { db, upgrade } = opened;
    expect(upgrade).toMatchObject({ from: 1, to: MIGRATIONS.length });
    expect([...readScores(db, 1, 'entropy')]).toEqual([0.25, 2, -1]);
    expect([...readVerdicts(db, 1)]).toEqual([[0, 'clean']]);
    expect(readVerdictHistory(db, 1, 2)).toMatchObject([
      { value: 'poison', author: 'ada', reason: 'seen', createdAt: 't1' },
      { value: null, author: 'bob', createdAt: 't3' },
    ]);
    opened.close();
  });

  it('take the findings of trigger tests out of the curves', () => {
    const path = join(temporaryFolder(), 'sixth.assay');
    const old = createWorkspace(path, { migrations: MIGRATIONS.slice(0, 6) });
    createRun(old.db, { kind: 'audit', versionId: null, spec: {} });
    const point = old.db.prepare(
      "INSERT INTO timeline (run_id, seq, stage, epoch, step, metrics) VALUES (1, @seq, 'trigger-test', @seq, @seq, @metrics)",
    );
    const shares = { left: 0.9, othersLeft: 0.86, restStayed: 0.7 };
    const counts = { label: 3, isolated: 979, unlearned: 100, leastStayed: 0.66 };
    point.run({ seq: 1, metrics: JSON.stringify({ left: 0.5, othersLeft: 0.4, restStayed: 0.9 }) });
    point.run({ seq: 2, metrics: JSON.stringify({ ...shares, ...counts }) });
    old.close();
    const workspace = openWorkspace(path);
    const { db } = workspace;
    expect(findTriggerFinding(db, 1)).toEqual({ ...counts, othersLeft: 0.86 });
    expect(findTriggerFinding(db, 2)).toBeNull();
    expect(readTimeline(db, 1).map(({ metrics }) => metrics)).toEqual([
      { left: 0.5, othersLeft: 0.4, restStayed: 0.9 },
      shares,
    ]);
    workspace.close();
  });

  it('upgrade an older file after a backup of it', () => {
    const path = oldWorkspace();
    const migrations = [...FIRST, ADD];
    const workspace = openWorkspace(path, { migrations });
    expect(workspace.upgrade).toEqual({ from: 1, to: 2, backup: `${path}.backup-v1` });
    expect(workspace.db.prepare('SELECT id, colour FROM runs').all()).toEqual([{ id: 1, colour: null }]);
    expect(workspace.db.pragma('foreign_keys', { simple: true })).toBe(1);
    workspace.close();
    expect(formatOf(path)).toBe(2);
    expect(readdirSync(join(path, '..')).sort()).toEqual(['old.assay', 'old.assay.backup-v1']);

    const backup = openWorkspace(`${path}.backup-v1`, { migrations: FIRST });
    expect(listRuns(backup.db)).toMatchObject([{ id: 1, spec: { note: 'before' } }]);
    backup.close();

    const again = openWorkspace(path, { migrations });
    expect(again.upgrade).toBeNull();
    again.close();
    expect(thrownBy(() => openWorkspace(path, { migrations: FIRST }))).toMatchObject({
      code: 'workspace.newer',
    });
  });

  it('that fail leave nothing of their own, keep the earlier ones, and name the backup', () => {
    const path = oldWorkspace();
    const error = thrownBy(() => openWorkspace(path, { migrations: [...FIRST, ADD, BREAK] }));
    const backup = `${path}.backup-v1`;
    expect(error).toMatchObject({
      code: 'migration.failed',
      details: { backup, step: '0003-break', format: 2 },
    });
    expect(String(error)).toContain(backup);
    expect(formatOf(path)).toBe(2);
    expect(tablesOf(path)).not.toContain('half');
    expect(formatOf(backup)).toBe(1);
    expect(existsSync(`${path}-lock`)).toBe(false);
    const repaired: Migration = { name: '0003-break', sql: 'CREATE TABLE half (a INTEGER) STRICT' };
    const workspace = openWorkspace(path, { migrations: [...FIRST, ADD, repaired] });
    expect(workspace.upgrade).toMatchObject({ from: 2, to: 3 });
    expect(listRuns(workspace.db)).toHaveLength(1);
    workspace.close();
  });

  it('that leave a row without what it refers to fail', () => {
    const path = oldWorkspace();
    const orphan: Migration = {
      name: '0002-orphan',
      sql: "INSERT INTO logs (run_id, level, text, created_at) VALUES (77, 'info', 'x', 'y')",
    };
    expect(thrownBy(() => openWorkspace(path, { migrations: [...FIRST, orphan] }))).toMatchObject({
      code: 'migration.failed',
    });
    expect(formatOf(path)).toBe(1);
  });

  it('may rebuild a table without losing the rows that refer to it', () => {
    const path = oldWorkspace();
    const first = openWorkspace(path, { migrations: FIRST });
    first.db
      .prepare("INSERT INTO logs (run_id, level, text, created_at) VALUES (1, 'info', 'kept', 't')")
      .run();
    first.close();
    const rebuild: Migration = {
      name: '0002-rebuild',
      sql: `CREATE TABLE new_runs AS SELECT * FROM runs WHERE 0; DROP TABLE new_runs;
            CREATE TABLE runs_new (id INTEGER PRIMARY KEY, kind TEXT NOT NULL) STRICT;
            INSERT INTO runs_new SELECT id, kind FROM runs; DROP TABLE runs; ALTER TABLE runs_new RENAME TO runs`,
    };
    const workspace = openWorkspace(path, { migrations: [...FIRST, rebuild] });
    expect(workspace.db.prepare('SELECT text FROM logs').pluck().all()).toEqual(['kept']);
    workspace.close();
  });

  it('are not for readers: an older file is a conflict and stays as it is', () => {
    const path = oldWorkspace();
    const before = readFileSync(path);
    const migrations = [...FIRST, ADD];
    expect(thrownBy(() => openWorkspaceReadOnly(path, { migrations }))).toMatchObject({ code: 'conflict' });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(join(path, '..'))).toEqual(['old.assay']);
  });

  it('listed in the file must be the first of those known', () => {
    const path = oldWorkspace();
    const foreign: Migration[] = [{ name: '0001-other', sql: MIGRATIONS[0]?.sql ?? '' }];
    expect(thrownBy(() => openWorkspace(path, { migrations: foreign }))).toMatchObject({
      code: 'storage.corrupt',
    });
  });
});
