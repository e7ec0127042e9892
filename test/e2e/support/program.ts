/** The program as its user starts it: `assay serve` in a process of its own, real SQLite, real TensorFlow, real files. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = new URL('../../../src-main/cli/main.ts', import.meta.url).pathname;

export interface Program {
  link: string;
  port: number;
  process: ChildProcess;
  /** Ctrl-C; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
}

export interface ProgramOptions {
  workspace?: string;
  root: string;
  /** Folder of the settings. */
  config: string;
  port?: number;
}

export function newFolder(name: string): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `assay-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export async function startProgram({ workspace, root, config, port = 0 }: ProgramOptions): Promise<Program> {
  const args = ['serve', '--json', '--port', String(port), '--root', root];
  if (workspace !== undefined) args.push('--workspace', workspace, '--create');
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ASSAY_CONFIG: config },
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const line = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve)),
    exited.then((code): never => {
      throw new Error(`assay serve ended with ${code} before it printed its link`);
    }),
  ]);
  const started = JSON.parse(line) as { link: string; port: number };
  return {
    ...started,
    process: child,
    async stop() {
      child.kill('SIGINT');
      return exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
