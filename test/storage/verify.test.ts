import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { toAssayError } from '../../src-shared/errors/assay-error.ts';
import {
  createPoisonedVersion,
  createRun,
  listRuns,
  openWorkspaceReadOnly,
  startImport,
  storeCheckpointFile,
  storeScores,
  storeTrace,
  verifyWorkspace,
} from '../../src-main/storage/index.ts';
import {
  importSamples,
  MANIFEST,
  newWorkspace,
  pixelsOf,
  plan,
  temporaryFolder,
  thrownBy,
} from './support/samples.ts';

/** A closed workspace with a bit of everything; returns its path. */
async function full(): Promise<string> {
  const workspace = newWorkspace();
  const { db } = workspace;
  const version = await importSamples(db, 6000, 100);
  const changed = { indices: Int32Array.of(5), labels: Int32Array.of(0), bytes: new Uint8Array(192) };
  await createPoisonedVersion(db, version.id, 'drill', changed, MANIFEST, [
    { index: 5, isPoisoned: true, labelChanged: true, trueLabel: 0 },
  ]);
  const run = createRun(db, { kind: 'audit', versionId: version.id, spec: {} }).id;
  storeScores(db, run, 'entropy', new Float32Array(6000));
  storeTrace(db, run, 'entropy', 1, new Float32Array(6000));
  const file = join(temporaryFolder(), 'c');
  const bytes = Buffer.alloc(100_000, 'weights ');
  writeFileSync(file, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await storeCheckpointFile(db, run, { role: 'final', stage: 's', file, sha256 });
  workspace.close();
  return workspace.path;
}

async function problemsOf(path: string): Promise<string[]> {
  const reader = openWorkspaceReadOnly(path);
  try {
    const { ok, problems } = await verifyWorkspace(reader.db);
    expect(ok).toBe(problems.length === 0);
    return problems;
  } finally {
    reader.close();
  }
}

/** Changes the file as no code of ours would. */
function tamper(path: string, sql: string): void {
  const db = new Database(path);
  db.pragma('foreign_keys = OFF');
  db.pragma('ignore_check_constraints = ON');
  db.exec(sql);
  db.close();
}

describe('verify', () => {
  it('finds nothing in a sound workspace, leaves it as it is, and tells its progress', async () => {
    const path = await full();
    const before = readFileSync(path);
    const reader = openWorkspaceReadOnly(path);
    const seen: string[] = [];
    const result = await verifyWorkspace(reader.db, { onProgress: (check) => seen.push(check) });
    reader.close();
    expect(result).toEqual({ ok: true, problems: [] });
    expect(seen[0]).toBe('structure');
    expect(seen).toContain('hash of traffic@1');
    expect(seen).toContain('checkpoint 1 of run 1');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('names everything that was changed or taken away', async () => {
    const cases: [sql: string, problem: RegExp][] = [
      [
        'UPDATE samples SET label = 3 - label WHERE version_id = 1 AND sample_index = 7',
        /^traffic@1 was changed/,
      ],
      ["UPDATE versions SET sha256 = 'x' WHERE id = 2", /^drill@1 was changed/],
      [
        'UPDATE packs SET bytes = zeroblob(length(bytes)) WHERE version_id = 1 AND pack_index = 1',
        /^traffic@1 was changed/,
      ],
      [
        'UPDATE packs SET bytes = zeroblob(10) WHERE version_id = 1 AND pack_index = 1',
        /should have the values of 6100/,
      ],
      ['DELETE FROM packs WHERE version_id = 1 AND pack_index = 0', /pack 0 of version 1 should hold/],
      ['DELETE FROM samples WHERE version_id = 1 AND sample_index = 6099', /should have 100 test samples/],
      [
        "UPDATE samples SET split = 'train' WHERE version_id = 1 AND sample_index = 6000",
        /should have 6000 train samples/,
      ],
      [
        'UPDATE samples SET label = 4 WHERE version_id = 1 AND sample_index = 3',
        /has a label 4, but 4 classes/,
      ],
      ['UPDATE checkpoint_chunks SET bytes = zeroblob(100000)', /Checkpoint 1 of run 1 .* is damaged/],
      ['DELETE FROM checkpoint_chunks', /Checkpoint 1 of run 1 .* is damaged/],
      ['DELETE FROM checkpoints', /checkpoint_chunks .* refers to a row of checkpoints that is gone/],
      ['UPDATE scores SET sample_values = zeroblob(8)', /has 2 scores "entropy"/],
      ['UPDATE score_traces SET sample_values = zeroblob(8)', /trace of "entropy" at epoch 1/],
      ['DELETE FROM attack_manifests', /Version 2 was poisoned for a drill/],
      ['INSERT INTO sample_truth VALUES (1, 0, 1, 1, 0)', /Version 1 is no drill/],
    ];
    const path = await full();
    const sound = readFileSync(path);
    for (const [sql, problem] of cases) {
      writeFileSync(path, sound);
      tamper(path, sql);
      const problems = await problemsOf(path);
      expect(
        problems.some((line) => problem.test(line)),
        `${sql}: ${problems.join('; ')}`,
      ).toBe(true);
    }
  });

  it('reports an import that was not finished', async () => {
    const workspace = newWorkspace();
    startImport(workspace.db, plan());
    expect((await verifyWorkspace(workspace.db)).problems).toEqual([
      expect.stringMatching(/traffic@1.*incomplete/),
    ]);
  });

  it('finds damaged pages, in pixels and in the structure', async () => {
    const path = await full();
    const sound = readFileSync(path);
    const pixels = Buffer.from(pixelsOf(3000, 1, 192));
    const inPixels = Buffer.from(sound);
    const at = inPixels.indexOf(pixels);
    expect(at).toBeGreaterThan(0);
    inPixels.fill(0, at, at + 192);
    writeFileSync(path, inPixels);
    expect((await problemsOf(path)).join()).toMatch(/(traffic|drill)@1 was changed/);

    const pageBytes = sound.readUInt16BE(16);
    let damaged = 0;
    for (let page = 8; page < sound.length / pageBytes; page += 37) {
      const bytes = Buffer.from(sound);
      bytes.fill(0xa5, page * pageBytes, (page + 1) * pageBytes);
      writeFileSync(path, bytes);
      expect((await problemsOf(path)).length, `page ${page}`).toBeGreaterThan(0);
      damaged++;
    }
    expect(damaged).toBeGreaterThan(5);
  });

  it('and reading a damaged page elsewhere is storage.corrupt as well', async () => {
    const path = await full();
    const db = new Database(path);
    const page = db
      .prepare<[], number>(
        "SELECT pageno FROM dbstat WHERE name = 'timeline' OR name = 'runs' ORDER BY name LIMIT 1",
      )
      .pluck()
      .get();
    db.close();
    const bytes = readFileSync(path);
    const pageBytes = bytes.readUInt16BE(16);
    bytes.fill(0xa5, ((page ?? 1) - 1) * pageBytes, (page ?? 1) * pageBytes);
    writeFileSync(path, bytes);
    const reader = openWorkspaceReadOnly(path);
    expect(toAssayError(thrownBy(() => listRuns(reader.db)))).toMatchObject({ code: 'storage.corrupt' });
    reader.close();
  });

  it('stops when it is told to', async () => {
    const path = await full();
    const reader = openWorkspaceReadOnly(path);
    const stop = new AbortController();
    const work = verifyWorkspace(reader.db, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
    reader.close();
  });
});
