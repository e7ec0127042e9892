/** Builds the desktop application from the sources and runs it. */
import { spawn } from 'node:child_process';
import { PROJECT_ROOT } from './build-page.ts';

/** A window that closes within this time and with an error was never seen by anybody. */
const SOON_MS = 5000;

/** Resolves with the exit code, or with null when the window never came up. */
export async function runDesktop(binary: string, args: readonly string[]): Promise<number | null> {
  const { build } = await import('electron-vite');
  await build({ root: PROJECT_ROOT, logLevel: 'warn' });
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const env = { ...process.env };
    // Set by some editors for their own purposes, it would make Electron a plain Node.
    delete env['ELECTRON_RUN_AS_NODE'];
    delete env['NODE_ENV'];
    const child = spawn(binary, [PROJECT_ROOT, ...args], { stdio: 'inherit', env });
    // A press of Ctrl-C reaches the window too, which then asks and saves; this process only waits.
    const wait = (): void => {};
    const pass = (): void => void child.kill('SIGTERM');
    process.on('SIGINT', wait);
    process.on('SIGTERM', pass);
    const end = (code: number | null): void => {
      process.off('SIGINT', wait);
      process.off('SIGTERM', pass);
      resolve(code);
    };
    child.on('error', () => end(null));
    child.on('close', (code) => {
      const hasFailed = code !== 0 && performance.now() - startedAt < SOON_MS;
      end(hasFailed ? null : (code ?? 1));
    });
  });
}
