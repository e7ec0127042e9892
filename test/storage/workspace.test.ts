import { execFile } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import {
  createRun,
  createWorkspace,
  listRuns,
  listVersions,
  openWorkspace,
  openWorkspaceReadOnly,
} from '../../src-main/storage/index.ts';
import { MIGRATIONS } from '../../src-main/storage/migrations/registry.ts';
import { acquireWriterLock, lockPathOf } from '../../src-main/storage/writer-lock.ts';
import { killHard, startUntil } from './support/child.ts';
import { importSamples, newWorkspace, temporaryFolder, thrownBy } from './support/samples.ts';

const NEWEST = MIGRATIONS.length;

const SPEC = { note: 'test' };
const JPEG = Buffer.concat([
  Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
  Buffer.alloc(5000, 7),
]);

describe('a new workspace', () => {
  it('is one file when it is closed, and marked as ours', () => {
    const folder = temporaryFolder();
    const workspace = createWorkspace(join(folder, 'a.assay'));
    createRun(workspace.db, { kind: 'import', versionId: null, spec: SPEC });
    expect(workspace.db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(workspace.db.pragma('foreign_keys', { simple: true })).toBe(1);
    workspace.close();
    workspace.close();
    expect(readdirSync(folder)).toEqual(['a.assay']);
    const bytes = readFileSync(join(folder, 'a.assay'));
    expect(bytes.toString('latin1', 68, 72)).toBe('ASAY');
    expect(bytes.readUInt32BE(60)).toBe(NEWEST);
    const again = openWorkspaceReadOnly(join(folder, 'a.assay'));
    expect(listRuns(again.db)).toHaveLength(1);
    again.close();
    expect(readdirSync(folder)).toEqual(['a.assay']);
  });

  it('has strict tables only', () => {
    const { db } = newWorkspace();
    const loose = db
      .prepare(
        "SELECT name FROM pragma_table_list WHERE strict = 0 AND schema = 'main' AND name NOT LIKE 'sqlite_%'",
      )
      .all();
    expect(loose).toEqual([]);
  });

  it('never replaces what is there, nor takes a log that was left', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.assay'), 'mine');
    expect(() => createWorkspace(join(folder, 'a.assay'))).toThrowError(
      expect.objectContaining({ code: 'conflict' }),
    );
    expect(readFileSync(join(folder, 'a.assay'), 'utf8')).toBe('mine');
    writeFileSync(join(folder, 'b.assay-wal'), 'left');
    expect(() => createWorkspace(join(folder, 'b.assay'))).toThrowError(
      expect.objectContaining({ code: 'conflict' }),
    );
    expect(readdirSync(folder).sort()).toEqual(['a.assay', 'b.assay-wal']);
    expect(() => createWorkspace(join(folder, 'none', 'c.assay'))).toThrowError(
      expect.objectContaining({ code: 'not-found' }),
    );
  });

  it('opening and closing without a change leaves every byte as it was', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a.assay');
    createWorkspace(path).close();
    const before = readFileSync(path);
    openWorkspace(path).close();
    openWorkspaceReadOnly(path).close();
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

describe('files that cannot be opened', () => {
  const folderWith = (content: Buffer | string): string => {
    const path = join(temporaryFolder(), 'x.assay');
    writeFileSync(path, content);
    return path;
  };
  const expectRefused = (path: string, code: string): void => {
    const before = readFileSync(path);
    const folder = readdirSync(join(path, '..'));
    for (const open of [openWorkspace, openWorkspaceReadOnly]) {
      expect(thrownBy(() => open(path))).toMatchObject({ name: 'AssayError', code });
      expect(readFileSync(path).equals(before)).toBe(true);
      expect(readdirSync(join(path, '..'))).toEqual(folder);
    }
  };

  it('a missing file is not found, and not made', () => {
    const path = join(temporaryFolder(), 'x.assay');
    expect(thrownBy(() => openWorkspace(path))).toMatchObject({ code: 'not-found' });
    expect(thrownBy(() => openWorkspaceReadOnly(path))).toMatchObject({ code: 'not-found' });
    expect(existsSync(path)).toBe(false);
  });

  it('a JPEG, an empty file, a short file and a folder are no workspaces and stay as they are', () => {
    expectRefused(folderWith(JPEG), 'workspace.not-a-workspace');
    expectRefused(folderWith(''), 'workspace.not-a-workspace');
    expectRefused(folderWith('SQLite format 3\0'), 'workspace.not-a-workspace');
    expect(thrownBy(() => openWorkspace(temporaryFolder()))).toMatchObject({
      code: 'workspace.not-a-workspace',
    });
  });

  it("another program's database is no workspace and stays as it is", () => {
    const path = join(temporaryFolder(), 'x.assay');
    const other = new Database(path);
    other.exec('CREATE TABLE samples (a)');
    other.close();
    expectRefused(path, 'workspace.not-a-workspace');
  });

  it('a newer format is refused by its number and stays as it is', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'x.assay');
    createWorkspace(path).close();
    const db = new Database(path);
    db.pragma('user_version = 99');
    db.close();
    expectRefused(path, 'workspace.newer');
    expect(String(thrownBy(() => openWorkspace(path)))).toMatch(
      new RegExp(`format 99.*up to ${NEWEST}.*Update Assay`),
    );
  });

  it('a newer format that is only in the log of a crash is refused too', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'x.assay');
    createWorkspace(path).close();
    const db = new Database(path);
    db.pragma('user_version = 99');
    // A copy made while the log is not folded in: what a crash leaves.
    const copy = join(folder, 'y.assay');
    copyFileSync(path, copy);
    copyFileSync(`${path}-wal`, `${copy}-wal`);
    db.close();
    const before = readFileSync(copy);
    expect(before.readUInt32BE(60)).toBe(NEWEST);
    expect(thrownBy(() => openWorkspace(copy))).toMatchObject({ code: 'workspace.newer' });
    expect(readFileSync(copy).equals(before)).toBe(true);
    expect(existsSync(lockPathOf(copy))).toBe(false);
  });

  it('a file cut short, and one with a broken schema page, are damaged', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'x.assay');
    const workspace = createWorkspace(path);
    await importSamples(workspace.db, 500, 0);
    workspace.close();
    const cut = join(folder, 'cut.assay');
    copyFileSync(path, cut);
    truncateSync(cut, readFileSync(path).length - 20_000);
    expectRefused(cut, 'storage.corrupt');
    const broken = readFileSync(path);
    broken.fill(0xee, 100, 4000);
    const brokenPath = join(folder, 'broken.assay');
    writeFileSync(brokenPath, broken);
    expectRefused(brokenPath, 'storage.corrupt');
  });
});

describe('one writer', () => {
  it('a second one of the same process is a conflict, readers are not', () => {
    const workspace = newWorkspace();
    expect(thrownBy(() => openWorkspace(workspace.path))).toMatchObject({ code: 'conflict' });
    const reader = openWorkspaceReadOnly(workspace.path);
    createRun(workspace.db, { kind: 'audit', versionId: null, spec: SPEC });
    expect(listRuns(reader.db)).toHaveLength(1);
    expect(() => createRun(reader.db, { kind: 'audit', versionId: null, spec: SPEC })).toThrowError(
      /readonly/,
    );
    reader.close();
    expect(thrownBy(() => openWorkspace(workspace.path))).toMatchObject({ code: 'conflict' });
    workspace.close();
    openWorkspace(workspace.path).close();
    expect(readdirSync(join(workspace.path, '..'))).toEqual(['test.assay']);
  });

  it('is found through a symbolic link as well', () => {
    const workspace = newWorkspace();
    const link = join(temporaryFolder(), 'link.assay');
    symlinkSync(workspace.path, link);
    expect(thrownBy(() => openWorkspace(link))).toMatchObject({ code: 'conflict' });
  });

  it('of another process is named, and its lock goes with it when it is killed', async () => {
    const workspace = newWorkspace();
    workspace.close();
    const child = await startUntil('writer.ts', ['hold', workspace.path], 'inside');
    const error = thrownBy(() => openWorkspace(workspace.path));
    expect(error).toMatchObject({ code: 'conflict', details: { processId: child.pid } });
    const reader = openWorkspaceReadOnly(workspace.path);
    expect(listVersions(reader.db)).toEqual([]);
    reader.close();
    await killHard(child);
    expect(existsSync(lockPathOf(workspace.path))).toBe(true);
    openWorkspace(workspace.path).close();
    expect(readdirSync(join(workspace.path, '..'))).toEqual(['test.assay']);
  });

  it('a lock file that was removed under its holder protects nobody else from the truth', () => {
    const path = join(temporaryFolder(), 'x.assay');
    const first = acquireWriterLock(path);
    first.release();
    const second = acquireWriterLock(path);
    expect(thrownBy(() => acquireWriterLock(path, 0))).toMatchObject({ code: 'conflict' });
    first.release();
    expect(existsSync(lockPathOf(path))).toBe(true);
    second.release();
    expect(existsSync(lockPathOf(path))).toBe(false);
  });

  it('never has two holders, however fast it changes hands', async () => {
    const folder = temporaryFolder();
    const script = join(import.meta.dirname, 'support/locker.ts');
    const args = [script, join(folder, 'x.assay'), join(folder, 'inside')];
    const run = promisify(execFile);
    const results = await Promise.all([1, 2, 3].map(() => run(process.execPath, args)));
    const counts = results.map(({ stdout }) => JSON.parse(stdout) as { taken: number; notAlone: number });
    expect(counts.reduce((sum, { taken }) => sum + taken, 0)).toBeGreaterThan(20);
    expect(counts.map(({ notAlone }) => notAlone)).toEqual([0, 0, 0]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('a reader that stays longer than the writer loses nothing', async () => {
    const workspace = newWorkspace();
    await importSamples(workspace.db, 20, 5);
    const reader = openWorkspaceReadOnly(workspace.path);
    expect(listVersions(reader.db)).toHaveLength(1);
    workspace.close();
    expect(listVersions(reader.db)).toHaveLength(1);
    reader.close();
    expect(readdirSync(join(workspace.path, '..'))).toEqual(['test.assay']);
  });

  it.skipIf(process.getuid?.() === 0)(
    'says so where a folder cannot be written (skipped for root, who may)',
    () => {
      const workspace = newWorkspace();
      workspace.close();
      const folder = join(workspace.path, '..');
      chmodSync(folder, 0o500);
      try {
        expect(thrownBy(() => openWorkspaceReadOnly(workspace.path))).toMatchObject({
          code: 'storage.failed',
        });
        expect(thrownBy(() => openWorkspace(workspace.path))).toMatchObject({ code: 'storage.failed' });
      } finally {
        chmodSync(folder, 0o700);
      }
    },
  );
});
