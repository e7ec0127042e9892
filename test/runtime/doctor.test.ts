/** The doctor says what is there, and for everything missing one command; it never fails because something is missing. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { examine, type Finding } from '../../src-main/compute/runtime/doctor.ts';
import { addonPath, runtimeFolder } from '../../src-main/compute/runtime/locate.ts';

const isPinnedHere = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);
const EXPECTED = [
  ...['node', 'tensorflow-cpu', 'tensorflow-cuda', 'devices', 'compiler'],
  ...['python', 'disk', 'memory', 'chromium', 'electron'],
];

let folder: string;
const old = { path: process.env['PATH'], cache: process.env['ASSAY_CACHE'] };

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-doctor-'));
  process.env['ASSAY_CACHE'] = join(folder, 'cache');
});

afterEach(() => {
  restore('PATH', old.path);
  restore('ASSAY_CACHE', old.cache);
  rmSync(folder, { recursive: true, force: true });
});

async function finding(id: string): Promise<Finding> {
  const found = (await examine()).find((each) => each.id === id);
  if (found === undefined) throw new Error(`the doctor says nothing about ${id}`);
  return found;
}

it('looks at every part once, each with something to read', async () => {
  const findings = await examine();
  expect(findings.map(({ id }) => id)).toEqual(EXPECTED);
  for (const { title, detail, state, mend } of findings) {
    expect(title).not.toBe('');
    expect(detail).not.toBe('');
    if (state === 'ok') expect(mend).toBeNull();
  }
});

it.runIf(isPinnedHere)('TensorFlow that is not set up is missing, and setup mends it', async () => {
  expect(await finding('tensorflow-cpu')).toMatchObject({
    state: 'missing',
    mend: 'npm run assay -- setup --device cpu',
  });
});

it.runIf(isPinnedHere)('with TensorFlow set up, the tools that made it can be done without', async () => {
  const addon = addonPath(runtimeFolder('cpu'));
  mkdirSync(join(addon, '..'), { recursive: true });
  writeFileSync(addon, '');
  process.env['PATH'] = folder;
  expect(await finding('tensorflow-cpu')).toMatchObject({ state: 'ok', mend: null });
  expect(await finding('compiler')).toMatchObject({ state: 'absent' });
  expect(await finding('python')).toMatchObject({ state: 'absent' });
});

it.runIf(isPinnedHere)('on a machine with nothing, each thing needed has its one command', async () => {
  process.env['PATH'] = folder;
  const byId = new Map((await examine()).map((each) => [each.id, each]));
  expect(byId.get('compiler')).toMatchObject({ state: 'missing', mend: 'apt-get install g++' });
  expect(byId.get('python')).toMatchObject({ state: 'missing', mend: 'apt-get install python3-pip' });
  expect(byId.get('chromium')).toMatchObject({ state: 'absent', mend: 'apt-get install chromium' });
});

it('examining makes nothing, and a cache that cannot be made is no reason to fail', async () => {
  await examine();
  expect(readdirSync(folder)).toEqual([]);
  writeFileSync(join(folder, 'file'), '');
  process.env['ASSAY_CACHE'] = join(folder, 'file', 'cache');
  expect(await finding('disk')).toMatchObject({ id: 'disk' });
});
