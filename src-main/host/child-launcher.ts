/** Starts a worker as a child process of this one. The one place in the host that knows that channel. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { WorkerFrame } from '../../src-shared/worker/contract.ts';
import type { LaunchWorker, WorkerExit } from '../jobs/worker-process.ts';

const STDERR_KEPT_BYTES = 64 * 1024;
const WORKER_MAIN = fileURLToPath(new URL('../worker/main.ts', import.meta.url));

/** `entry`: the worker's program, for tests with a worker that misbehaves. */
export function createChildLauncher(entry: string = WORKER_MAIN): LaunchWorker {
  return (environment) => {
    const child = fork(entry, [], {
      env: { ...process.env, ...environment },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Set anew: flags of this process (a debugger's port, for instance) are not for the worker.
      execArgv: ['--disable-warning=ExperimentalWarning', '--expose-gc'],
    });
    let tail = Buffer.alloc(0);
    child.stderr?.on('data', (chunk: Buffer) => {
      tail = Buffer.concat([tail, chunk]).subarray(-STDERR_KEPT_BYTES);
    });
    return {
      send(frame) {
        // The callback takes the error of a process that went away in the meantime; its exit says the rest.
        if (child.connected) child.send(frame, () => {});
      },
      onFrame(listener) {
        child.on('message', (frame) => listener(frame as WorkerFrame));
      },
      onExit(listener) {
        let isReported = false;
        const report = (exit: Omit<WorkerExit, 'stderrTail'>, extra = ''): void => {
          if (isReported) return;
          isReported = true;
          listener({ ...exit, stderrTail: tail.toString('utf8') + extra });
        };
        child.on('close', (code, signal) => report({ code, signal }));
        child.on('error', (error) => report({ code: null, signal: null }, error.message));
      },
      kill() {
        child.kill('SIGKILL');
      },
    };
  };
}
