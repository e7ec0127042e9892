/** `assay serve` as a person starts it: the link, what it lets in, and its end. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ask, openSocket } from './support/requests.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-serve-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Started {
  child: ChildProcess;
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
  firstLine: Promise<string>;
}

function serve(...args: string[]): Started {
  const child = spawn(process.execPath, ['src-main/cli/main.ts', 'serve', ...args], {
    env: { ...process.env, ASSAY_CONFIG: join(folder, 'config') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  const firstLine = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString('utf8');
      if (stdout.includes('\n')) resolve(stdout.split('\n')[0]!);
    });
    child.on('close', () => reject(new Error(stderr)));
  });
  firstLine.catch(() => {});
  return { child, ended, firstLine };
}

describe('assay serve', () => {
  it('prints one line with the link, serves page and workspace, and ends cleanly on Ctrl-C', async () => {
    const workspace = join(folder, 'new.assay');
    const { child, ended, firstLine } = serve('--json', '--port', '0', '--workspace', workspace, '--create');
    const line = JSON.parse(await firstLine) as { link: string; port: number; workspace: string };
    expect(line.workspace).toBe(workspace);
    expect(existsSync(workspace)).toBe(true);
    const { origin, hash } = new URL(line.link);
    expect(origin).toBe(`http://127.0.0.1:${line.port}`);
    expect((await ask(line.port, { path: '/' })).status).toBe(200);
    const traded = await ask(line.port, {
      path: '/session',
      method: 'POST',
      headers: { Origin: origin, 'Content-Type': 'application/json' },
      body: JSON.stringify({ token: hash.slice('#token='.length) }),
    });
    const cookie = traded.headers['set-cookie']![0]!.split(';')[0]!;
    const socket = await openSocket(line.port, { Origin: origin, Cookie: cookie });
    const closed = new Promise((resolve) => socket.on('close', resolve));

    const busy = await serve('--port', String(line.port)).ended;
    expect([busy.code, busy.stdout]).toEqual([2, '']);
    expect(busy.stderr).toContain(`Port ${line.port} is used by another program.`);

    child.kill('SIGINT');
    const end = await ended;
    expect(await closed).toBe(1001);
    expect([end.code, end.stdout.split('\n').length]).toEqual([0, 2]);
    expect(end.stderr).not.toContain('token');
  });

  it.each([
    [['--workspace', join(folder, 'none.assay')], 'There is no workspace at'],
    [['--root', join(folder, 'none')], 'There is no folder at'],
    [['--port', '70000'], '--port must be'],
    [['--port', 'http'], '--port must be'],
  ])('refuses %j before anything is started', async (args, sentence) => {
    const { code, stdout, stderr } = await serve(...args).ended;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(sentence);
    expect(existsSync(join(folder, 'none.assay'))).toBe(false);
  });
});
