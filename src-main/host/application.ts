/**
 * The program behind a window or a browser: the calls of the contract, its events, and what long work is going on.
 * Shells (desktop, server) make one, move frames between it and their pages, and close it.
 */
import type { Hello } from '../../src-shared/rpc/contract.ts';
import type { Emit, Handlers } from '../../src-shared/rpc/server.ts';
import type { JobSnapshot } from '../../src-shared/domain/job.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';

export interface ApplicationOptions {
  programVersion: string;
  abilities: Hello['abilities'];
  /** How workers are started; the default is a child process. */
  launchWorker?: LaunchWorker;
  /** Workspace to open at the start; null opens none. */
  workspace?: string | null;
}

export interface Application {
  readonly handlers: Handlers;
  /** Called for every event; returns what ends the subscription. */
  onEvent(listener: Emit): () => void;
  /** Absolute path of a file that was exported, null for one that is unknown or gone. */
  exportedFile(exportId: number, path: string): string | null;
  /** Work that is queued or running now. */
  activeJobs(): readonly JobSnapshot[];
  /** Asks active work to stop, which saves checkpoints, waits for it, then closes the workspace. */
  close(): Promise<void>;
}
