/** Runs the real command line in a child process and collects what it says. */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../src-main/cli/main.ts', import.meta.url));

export interface CliResult {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface CliProcess {
  child: ChildProcess;
  result: Promise<CliResult>;
  /** Resolves when standard error holds the text; rejects when the process ends without it. */
  said(text: string): Promise<void>;
}

export function startCli(args: readonly string[], env: Readonly<Record<string, string>> = {}): CliProcess {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const check of waiting) check();
  });
  const result = new Promise<CliResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return {
    child,
    result,
    said: (text) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (stderr.includes(text)) resolve();
        };
        waiting.add(check);
        check();
        void result.then(() => reject(new Error(`it ended without saying "${text}": ${stderr}`)));
      }),
  };
}

export function runCli(...args: string[]): Promise<CliResult> {
  return startCli(args).result;
}

/** Runs with --json; the one document on standard output, parsed. */
export async function runJson(
  ...args: string[]
): Promise<{ code: number | null; document: Json; stderr: string }> {
  const { code, stdout, stderr } = await runCli(...args, '--json');
  return { code, document: JSON.parse(stdout) as Json, stderr };
}

/** A JSON object whose shape a test is about to check. */
export type Json = Record<string, unknown>;
