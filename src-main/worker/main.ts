/**
 * Entry of a worker process: one job, then exit, so that native memory is really returned. Everything it finds goes to
 * the host as frames; it ends with `finished` or `failed`.
 */
import { constants, setPriority } from 'node:os';
import { AssayError, toAssayError } from '../../src-shared/errors/assay-error.ts';
import type { Job, WorkerFrame } from '../../src-shared/worker/contract.ts';
import { connectToParent } from './parent-transport.ts';
import type { WorkerPort } from './port.ts';
import { runJob } from './run-job.ts';

const parent = connectToParent();
const cancel = new AbortController();
/** Resolvers of frames that wait for the host's `ack`, oldest first: acks come in the order of the frames. */
const waiting: (() => void)[] = [];
let hasStarted = false;

// TensorFlow takes every core there is: the interface goes first, so that it never waits behind a training step.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
// Ctrl-C reaches the whole process group; the host decides what it means and sends `cancel`.
process.on('SIGINT', () => {});
// A host that was killed cannot store anything: what this process still computes would be lost.
parent.onClose(() => process.exit(1));
parent.onFrame((frame) => {
  switch (frame.type) {
    case 'start':
      if (hasStarted) return;
      hasStarted = true;
      void work(frame.job);
      return;
    case 'cancel':
      cancel.abort(new AssayError('run.cancelled', 'The work was cancelled.'));
      return;
    case 'ack':
      waiting.shift()?.();
      return;
  }
});

const port: WorkerPort = {
  signal: cancel.signal,
  async send(frame) {
    const needsAck = ['samples', 'checkpoint', 'features'].includes(frame.type);
    const acked = needsAck ? new Promise<void>((resolve) => waiting.push(resolve)) : undefined;
    await parent.send(frame);
    await acked;
  },
};

async function work(job: Job): Promise<void> {
  let last: WorkerFrame;
  try {
    const result = await runJob(job, port);
    last = { type: 'finished', outcome: 'completed', result };
  } catch (thrown) {
    const error = toAssayError(thrown);
    const isCancelled = cancel.signal.aborted && (error.code === 'run.cancelled' || isAbort(thrown));
    last = isCancelled
      ? { type: 'finished', outcome: 'cancelled', result: null }
      : { type: 'failed', error: error.toRecord() };
  }
  await parent.send(last);
  // Native threads and open handles must not keep the process alive; the frame above has left it.
  process.exit(0);
}

function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AbortError';
}
