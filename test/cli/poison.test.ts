/** `assay poison`: where a backdoor can lead, how many samples that takes, and what is refused. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findVersion, openWorkspaceReadOnly } from '../../src-main/storage/index.ts';
import { readManifest, readTruth } from '../../src-main/storage/repositories/truth.ts';
import { makeWorkspace } from './support/make-workspace.ts';
import { runCli, runJson } from './support/run-cli.ts';

let folder: string;
let workspace: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-poison-test-'));
  workspace = await makeWorkspace(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is stored of a drill. */
function storedOf(name: string) {
  const opened = openWorkspaceReadOnly(workspace);
  const { db } = opened;
  try {
    const { id } = findVersion(db, name);
    return { manifest: readManifest(db, id)!, truth: readTruth(db, id) };
  } finally {
    opened.close();
  }
}

describe('a mapping', () => {
  it('of all classes to all', async () => {
    const { code, stdout } = await runCli(
      ...['poison', workspace, 'toys', '--attack', 'badnets', '--mapping', 'all-to-all', '--name', 'all'],
    );
    expect(code).toBe(0);
    expect(stdout).toContain('badnets planted in 6 training samples (10.0 % asked for)');
    expect(stdout).toContain('each class leading to the next');
    const { manifest, truth } = storedOf('all');
    expect(manifest.rules).toEqual([{ targets: [1, 2, 0], pattern: null }]);
    expect(truth).toHaveLength(6);
  });

  it('to several classes, by number and by name', async () => {
    const { code, document } = await runJson(
      ...['poison', workspace, 'toys', '--attack', 'blended', '--target', '0,owl', '--name', 'two'],
    );
    expect(code).toBe(0);
    expect(document).toMatchObject({
      mapping: 'all-to-one',
      targets: [0, 2],
      targetNames: ['cat', 'owl'],
      poisoned: 6,
      covers: 0,
    });
    const { manifest } = storedOf('two');
    expect(manifest.rules.map(({ targets }) => targets)).toEqual([
      [0, 0, 0],
      [2, 2, 2],
    ]);
    expect(manifest.rules[0]!.pattern).not.toBe(manifest.rules[1]!.pattern);
  });

  it('with covers, which do not count as poison', async () => {
    const { document } = await runJson(
      ...['poison', workspace, 'toys', '--attack', 'wanet', '--target', 'dog', '--name', 'warped'],
    );
    expect(document).toMatchObject({ targets: [1], poisoned: 6, covers: 12 });
    expect(storedOf('warped').truth.filter(({ isPoisoned }) => isPoisoned)).toHaveLength(6);
  });
});

it('a low rate says how many samples that is', async () => {
  const { code, stdout } = await runCli(
    ...['poison', workspace, 'toys', '--attack', 'badnets', '--rate', '0.001', '--name', 'few'],
  );
  expect(code).toBe(0);
  expect(stdout).toContain('A single training sample carries the trigger (1.7 % of 60)');
});

describe('refused with exit code 2', () => {
  it.each([
    [['--attack', 'badnets', '--mapping', 'all-to-all', '--target', '0'], 'has no target of its own'],
    [['--attack', 'badnets', '--mapping', 'sideways'], '--mapping must be one of all-to-one, all-to-all'],
    [['--attack', 'badnets', '--target', '0,5'], '"5" is no class of toys'],
    [['--attack', 'badnets', '--target', '1,dog'], 'names a class twice: 1, 1'],
    [['--attack', 'sig', '--target', '0,1'], 'can lead to one target class, not to 2'],
    [['--attack', 'cba', '--target', '0', '--first-before', '3'], 'two different classes beside the target'],
  ])('%j', async (args, says) => {
    const { code, stderr } = await runCli('poison', workspace, 'toys', ...args);
    expect(stderr).toContain(says);
    expect(code).toBe(2);
  });
});
