/** Runs a tool of the system and gives back what it printed; cancelled by a signal, never through a shell. */
import { spawn } from 'node:child_process';

export interface CommandResult {
  /** Exit code; null when the program could not be started or was ended by a signal. */
  code: number | null;
  output: string;
  isMissing: boolean;
}

const KEPT_OUTPUT = 64 * 1024;
/** A tool that is told to end and does not is ended after this long. */
const GRACE_MS = 2000;

/**
 * When the signal is aborted, the tool and everything it started are ended, and only then is this resolved: a wrapper
 * around Python (pyenv, for instance) or a compiler's driver would otherwise leave children that go on writing.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: { signal?: AbortSignal; env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<CommandResult> {
  const { signal, ...rest } = options;
  if (signal?.aborted === true) return { code: null, output: '', isMissing: false };
  return await new Promise((resolve) => {
    let output = '';
    // Detached: a process group of its own, which can be ended as a whole.
    const child = spawn(command, args, { ...rest, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const collect = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-KEPT_OUTPUT);
    };
    let timer: NodeJS.Timeout | undefined;
    const end = (): void => {
      signalGroup(child.pid, 'SIGTERM');
      timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), GRACE_MS);
    };
    const settle = (result: CommandResult): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve(result);
    };
    signal?.addEventListener('abort', end, { once: true });
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error: NodeJS.ErrnoException) => {
      settle({ code: null, output: error.message, isMissing: error.code === 'ENOENT' });
    });
    child.on('close', (code) => settle({ code, output, isMissing: false }));
  });
}

function signalGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown;
  }
}

/** The last lines a tool printed, for an error's details. */
export function lastLines(text: string, count = 5): string {
  return text.trim().split('\n').slice(-count).join('\n');
}
