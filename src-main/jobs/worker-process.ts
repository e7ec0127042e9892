/**
 * What the host sees of a worker's process. The shell passes in the way to start one: a forked child process on the
 * command line, a utility process in the desktop application.
 */
import type { HostFrame, WorkerFrame } from '../../src-shared/worker/contract.ts';

export interface WorkerExit {
  code: number | null;
  signal: string | null;
  /** The last part of what the process wrote to standard error. */
  stderrTail: string;
}

export interface WorkerProcess {
  /** Does nothing once the process is gone. */
  send(frame: HostFrame): void;
  onFrame(listener: (frame: WorkerFrame) => void): void;
  /** Called once, after the last frame was delivered, also when the process could not be started. */
  onExit(listener: (exit: WorkerExit) => void): void;
  /** Ends the process at once. */
  kill(): void;
}

/** `environment`: variables of the worker beyond those of this process. */
export type LaunchWorker = (environment?: Readonly<Record<string, string>>) => WorkerProcess;
