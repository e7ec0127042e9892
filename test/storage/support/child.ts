/** Starts a script as a process of its own that can be killed at a chosen moment. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Starts `support/<script>` and waits for it to print `word` on a line of its own. */
export async function startUntil(script: string, args: string[], word: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  const seen = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (text.split('\n').includes(word)) resolve();
    });
    child.once('exit', (code, signal) =>
      reject(new Error(`${script} ended (${code}, ${signal}) after: ${text}`)),
    );
  });
  await seen;
  return child;
}

/** SIGKILL: no handler, no cleaning up. */
export async function killHard(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
