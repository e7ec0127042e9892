/** The folder of an export: nothing half-written, nothing of others touched, earlier exports replaced part by part. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ExportFolder, MANIFEST_NAME } from '../../src-main/services/export-folder.ts';

let root: string;
let out: string;
let workspace: string;
const { signal } = new AbortController();

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'assay-export-test-'));
  out = join(root, 'out');
  workspace = join(out, 'audit.assay');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string>>): Promise<ReturnType<ExportFolder['commit']>> {
  const folder = ExportFolder.inspect(out, workspace);
  const temporary = await folder.begin();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(temporary, path, '..'), { recursive: true });
    writeFileSync(join(temporary, path), text);
  }
  return folder.commit(signal);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

it('lists every file with size and hash, in the manifest too', async () => {
  const { added } = await write({ 'model/model.json': '{}', 'flags.csv': 'a,b\n' });
  expect(added).toEqual([
    { path: 'flags.csv', sha256: sha256('a,b\n'), bytes: 4 },
    { path: 'model/model.json', sha256: sha256('{}'), bytes: 2 },
  ]);
  const manifest = JSON.parse(readFileSync(join(out, MANIFEST_NAME), 'utf8')) as { files: unknown };
  expect(manifest.files).toEqual(added);
  expect(readdirSync(out).sort()).toEqual(['flags.csv', MANIFEST_NAME, 'model'].sort());
});

it('replaces a part whole and keeps the others', async () => {
  await write({ 'dataset/a.bin': 'old', 'dataset/b.bin': 'old', 'flags.csv': 'x' });
  const { added, all } = await write({ 'dataset/a.bin': 'new' });
  expect(added.map(({ path }) => path)).toEqual(['dataset/a.bin']);
  expect(all.map(({ path }) => path)).toEqual(['dataset/a.bin', 'flags.csv']);
  expect(readdirSync(join(out, 'dataset'))).toEqual(['a.bin']);
});

it('abandoned, it leaves no folder that was not there before', async () => {
  const folder = ExportFolder.inspect(out, workspace);
  writeFileSync(join(await folder.begin(), 'half'), 'half');
  await folder.abandon();
  expect(existsSync(out)).toBe(false);
});

it('clears what a killed export left', async () => {
  await write({ 'flags.csv': 'x' });
  await ExportFolder.inspect(out, workspace).begin();
  await write({ 'flags.csv': 'y' });
  expect(readdirSync(out).sort()).toEqual(['flags.csv', MANIFEST_NAME].sort());
});

it('takes a folder that holds only the workspace', async () => {
  mkdirSync(out);
  writeFileSync(workspace, 'w');
  await write({ 'flags.csv': 'x' });
  expect(readFileSync(workspace, 'utf8')).toBe('w');
});

it.each([
  ['a file of somebody else', (at: string) => writeFileSync(join(at, 'thesis.txt'), 'mine')],
  ['a manifest of another program', (at: string) => writeFileSync(join(at, MANIFEST_NAME), '{"name":"app"}')],
  ['a manifest that is no JSON', (at: string) => writeFileSync(join(at, MANIFEST_NAME), 'text')],
])('refuses a folder with %s', (_title, fill) => {
  mkdirSync(out);
  fill(out);
  const before = readdirSync(out);
  expect(() => ExportFolder.inspect(out, workspace)).toThrow(/Choose a new or empty folder/);
  expect(readdirSync(out)).toEqual(before);
});

it('refuses a file in place of the folder', () => {
  writeFileSync(out, 'a file');
  expect(() => ExportFolder.inspect(out, workspace)).toThrow(/it is a file/);
});
