/**
 * A utility process as the host sees a worker. Knows nothing of Electron but the few methods used, so that it can be
 * tried over any real process.
 */
import type { WorkerFrame } from '../../src-shared/worker/contract.ts';
import type { WorkerExit, WorkerProcess } from '../jobs/worker-process.ts';

const STDERR_KEPT_BYTES = 64 * 1024;
/** How long the rest of standard error may take to arrive after the process went. */
const STDERR_MS = 500;

/** The part of Electron's UtilityProcess that is used. */
export interface UtilityChild {
  readonly pid: number | undefined;
  readonly stderr: NodeJS.ReadableStream | null;
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'spawn', listener: () => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
}

/** `start` may throw; the worker then exits with what it threw. */
export function createUtilityWorker(start: () => UtilityChild): WorkerProcess {
  let child: UtilityChild;
  try {
    child = start();
  } catch (thrown) {
    return neverStarted(thrown instanceof Error ? thrown.message : String(thrown));
  }
  let tail = Buffer.alloc(0);
  let isGone = false;
  let isKilled = false;
  let hasStderrEnded = child.stderr === null;
  child.stderr?.on('data', (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]).subarray(-STDERR_KEPT_BYTES);
  });
  child.stderr?.on('end', () => (hasStderrEnded = true));
  child.on('exit', () => (isGone = true));
  const killNow = (): void => {
    // UtilityProcess.kill asks politely; a worker that does not answer would stay.
    if (child.pid !== undefined && !isGone) process.kill(child.pid, 'SIGKILL');
  };
  child.on('spawn', () => {
    if (isKilled) killNow();
  });
  return {
    send(frame) {
      if (!isGone) child.postMessage(frame);
    },
    onFrame(listener) {
      child.on('message', (frame) => {
        listener(frame as WorkerFrame);
        // The worker waits for this before it goes on, and so before it exits (see parent-transport.ts).
        if (!isGone) child.postMessage({ received: true });
      });
    },
    onExit(listener) {
      child.on('exit', (code) => {
        const report = (): void =>
          listener({ ...describeExit(code, isKilled), stderrTail: tail.toString('utf8') });
        if (hasStderrEnded) {
          report();
          return;
        }
        const timer = setTimeout(report, STDERR_MS);
        child.stderr?.on('end', () => {
          clearTimeout(timer);
          report();
        });
      });
    },
    kill() {
      isKilled = true;
      killNow();
    },
  };
}

const SIGNALS: Readonly<Record<number, string>> = {
  6: 'SIGABRT',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  15: 'SIGTERM',
};

/** Utility processes report a number only: the exit code, or for a signal its number, with or without 128 added. */
function describeExit(code: number, isKilled: boolean): Omit<WorkerExit, 'stderrTail'> {
  if (isKilled) return { code: null, signal: 'SIGKILL' };
  const signal = SIGNALS[code > 128 ? code - 128 : code];
  return signal === undefined || process.platform === 'win32'
    ? { code, signal: null }
    : { code: null, signal };
}

function neverStarted(why: string): WorkerProcess {
  return {
    send() {},
    onFrame() {},
    onExit(listener) {
      queueMicrotask(() => listener({ code: null, signal: null, stderrTail: why }));
    },
    kill() {},
  };
}
