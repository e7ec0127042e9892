/**
 * What a job inside a worker sees of the host: a way to send frames and a signal that says "stop". The transport
 * (a forked child process today) is behind it, so jobs run the same in tests.
 */
import type { WorkerFrame } from '../../src-shared/worker/contract.ts';

export interface WorkerPort {
  /**
   * Sends one frame; frames arrive in the order of the calls. Resolves when the frame has left this process; for
   * `samples`, `checkpoint` and `features` frames only when the host has stored them, which holds a fast worker back.
   * Rejects with `run.cancelled` when the host is gone.
   */
  send(frame: WorkerFrame): Promise<void>;
  /** Aborted with an AssayError `run.cancelled` as reason when the host asks to cancel. */
  signal: AbortSignal;
}
