/** Runs a tool of the system and gives back what it printed; cancelled by a signal, never through a shell. */
import { spawn } from 'node:child_process';

export interface CommandResult {
  /** Exit code; null when the program could not be started or was ended by a signal. */
  code: number | null;
  output: string;
  isMissing: boolean;
}

const KEPT_OUTPUT = 64 * 1024;

export async function runCommand(
  command: string,
  args: readonly string[],
  options: { signal?: AbortSignal; env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<CommandResult> {
  return await new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const collect = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-KEPT_OUTPUT);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error: NodeJS.ErrnoException) => {
      resolve({ code: null, output: error.message, isMissing: error.code === 'ENOENT' });
    });
    child.on('close', (code) => resolve({ code, output, isMissing: false }));
  });
}

/** The last lines a tool printed, for an error's details. */
export function lastLines(text: string, count = 5): string {
  return text.trim().split('\n').slice(-count).join('\n');
}
