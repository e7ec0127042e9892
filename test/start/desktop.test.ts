/** Whether `npm start` can show a window: looked up, never downloaded; without one the browser host takes over. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findDesktop, findElectron } from '../../src-main/start/electron-binary.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'assay-start-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

function install(): string {
  const folder = join(root, 'node_modules', 'electron');
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(join(folder, 'path.txt'), 'electron\n');
  writeFileSync(join(folder, 'dist', 'electron'), '');
  return join(folder, 'dist', 'electron');
}

describe('the desktop window', () => {
  it('needs its program', () => {
    expect(findDesktop(root)).toEqual({
      isPossible: false,
      why: 'The program of the desktop window (Electron) is not installed',
    });
    const binary = install();
    expect(findElectron(root)).toBe(binary);
    rmSync(binary);
    expect(findElectron(root)).toBeNull();
  });

  it.runIf(process.platform === 'linux')('needs a display', () => {
    const binary = install();
    vi.stubEnv('DISPLAY', '');
    vi.stubEnv('WAYLAND_DISPLAY', '');
    expect(findDesktop(root)).toEqual({ isPossible: false, why: 'There is no display here' });
    vi.stubEnv('WAYLAND_DISPLAY', 'wayland-0');
    expect(findDesktop(root)).toEqual({ isPossible: true, binary });
  });
});

it.runIf(process.platform === 'linux')('without a display says so in one line and gives a link', async () => {
  const child = spawn(process.execPath, ['src-main/start/main.ts'], {
    env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '', ASSAY_CONFIG: join(root, 'config') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8');
    child.kill('SIGINT');
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}\n$/);
  expect(stderr.split('\n')[0]).toMatch(/: the interface runs in your browser instead\.$/);
  expect(code).toBe(0);
});
