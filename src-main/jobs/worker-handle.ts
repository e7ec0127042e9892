/**
 * One job in one worker: starts it, hands its frames on in order, acknowledges what was stored, cancels it, and turns
 * a crash into an error that says what happened.
 */
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import type { Job, WorkerFrame } from '../../src-shared/worker/contract.ts';
import { environmentOf, type WorkerPlace } from './worker-place.ts';
import type { LaunchWorker, WorkerExit } from './worker-process.ts';

/** How long a cancelled worker may take to save its checkpoint. */
const GRACE_MS = 10_000;
/** How long a worker may take to exit after its last frame. */
const EXIT_MS = 5_000;

export interface WorkerRequest {
  launch: LaunchWorker;
  /** Where it computes, when it shares the machine. */
  place?: WorkerPlace | undefined;
  job: Job;
  /** Called for each frame but the last, one at a time; the next one waits until it resolves. */
  onFrame(frame: JobFrame): void | Promise<void>;
  /** Aborting it cancels the job. */
  signal: AbortSignal;
  graceMs?: number;
  exitMs?: number;
}

export type JobFrame = Exclude<WorkerFrame, { type: 'finished' | 'failed' }>;

export interface WorkerOutcome {
  outcome: 'completed' | 'cancelled';
  result: unknown;
}

/**
 * Resolves when the job completed or was cancelled and its process is gone. Throws the worker's own error,
 * `worker.crashed` or `worker.out-of-memory` when the process died, or whatever `onFrame` threw (the worker is then
 * ended).
 */
export async function runWorker(request: WorkerRequest): Promise<WorkerOutcome> {
  const { signal } = request;
  if (signal.aborted) return { outcome: 'cancelled', result: null };
  const worker = request.launch(request.place === undefined ? {} : environmentOf(request.place));
  let last: Extract<WorkerFrame, { type: 'finished' | 'failed' }> | null = null;
  let failure: unknown = null;
  let hasFailed = false;
  let queue = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const killAfter = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => worker.kill(), ms);
  };
  const handle = async (frame: WorkerFrame): Promise<void> => {
    if (hasFailed) return;
    if (frame.type === 'finished' || frame.type === 'failed') {
      last = frame;
      killAfter(request.exitMs ?? EXIT_MS);
      return;
    }
    try {
      await request.onFrame(frame);
      if (['samples', 'checkpoint', 'features'].includes(frame.type)) worker.send({ type: 'ack' });
    } catch (thrown) {
      hasFailed = true;
      failure = thrown;
      worker.kill();
    }
  };
  const cancel = (): void => {
    worker.send({ type: 'cancel' });
    killAfter(request.graceMs ?? GRACE_MS);
  };

  worker.onFrame((frame) => {
    queue = queue.then(() => handle(frame));
  });
  const exited = new Promise<WorkerExit>((resolve) => worker.onExit(resolve));
  signal.addEventListener('abort', cancel, { once: true });
  worker.send({ type: 'start', job: request.job });

  const exit = await exited;
  clearTimeout(timer);
  await queue;
  clearTimeout(timer);
  signal.removeEventListener('abort', cancel);
  if (hasFailed) throw failure;
  return conclude(last, exit, signal.aborted);
}

function conclude(
  last: Extract<WorkerFrame, { type: 'finished' | 'failed' }> | null,
  exit: WorkerExit,
  isCancelled: boolean,
): WorkerOutcome {
  if (last?.type === 'finished') return { outcome: last.outcome, result: last.result };
  if (last?.type === 'failed') throw AssayError.fromRecord(last.error);
  if (isCancelled) return { outcome: 'cancelled', result: null };
  throw crashError(exit);
}

/** Why a worker died without a word. */
export function crashError(exit: WorkerExit): AssayError {
  const how = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`;
  const details = { exitCode: exit.code, signal: exit.signal, stderr: exit.stderrTail };
  const saysMemory = /heap out of memory|bad_alloc|OOM when allocating|cannot allocate memory/i.test(
    exit.stderrTail,
  );
  // Nobody but the system's memory guard ends a worker with SIGKILL while the host lives.
  if (saysMemory || exit.signal === 'SIGKILL') {
    return new AssayError(
      'worker.out-of-memory',
      `The worker process ran out of memory (${how}). Close other programs or use a machine with more memory, then resume the run.`,
      details,
    );
  }
  const tail = exit.stderrTail.trim().split('\n').at(-1) ?? '';
  const said = tail === '' ? '' : ` Its last words: ${tail.slice(0, 300)}`;
  return new AssayError(
    'worker.crashed',
    `The worker process crashed (${how}). Nothing stored so far is lost; the run can be resumed.${said}`,
    details,
  );
}
