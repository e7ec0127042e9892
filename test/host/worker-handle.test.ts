/** One job in one real child process: order, acknowledgement, cancelling, crashes. */
import { DEFAULT_IMPORT } from '../../src-shared/worker/contract.ts';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import type { ImportJob } from '../../src-shared/worker/contract.ts';
import { createChildLauncher } from '../../src-main/host/child-launcher.ts';
import { runWorker, type JobFrame, type WorkerOutcome } from '../../src-main/jobs/worker-handle.ts';

const launch = createChildLauncher(fileURLToPath(new URL('./fixtures/unruly-worker.ts', import.meta.url)));

function run(
  behaviour: string,
  onFrame: (frame: JobFrame) => void | Promise<void> = () => {},
  signal: AbortSignal = new AbortController().signal,
): Promise<WorkerOutcome> {
  const job: ImportJob = {
    kind: 'import',
    source: behaviour,
    format: null,
    options: DEFAULT_IMPORT,
    resumeFrom: 0,
    scratchFolder: '',
  };
  return runWorker({ launch, job, onFrame, signal, graceMs: 500, exitMs: 500 });
}

async function failureOf(promise: Promise<unknown>): Promise<AssayError> {
  const thrown: unknown = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof AssayError)) throw new Error(`expected an AssayError, got ${String(thrown)}`);
  return thrown;
}

describe('runWorker', () => {
  it('hands frames on in order, one at a time, also to a slow listener', async () => {
    const seen: number[] = [];
    let isBusy = false;
    const outcome = await run('numbers', async (frame) => {
      expect(isBusy).toBe(false);
      isBusy = true;
      if (seen.length % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      if (frame.type === 'progress') seen.push(frame.done);
      isBusy = false;
    });
    expect(outcome.outcome).toBe('completed');
    expect(seen).toEqual(Array.from({ length: 200 }, (_, i) => i));
  });

  it('acknowledges a group of samples only when it was stored', async () => {
    const stored: number[] = [];
    const outcome = await run('acks', async (frame) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      if (frame.type === 'samples') stored.push(frame.nextOrdinal);
    });
    expect(stored).toEqual([1, 2, 3]);
    expect(outcome.result).toEqual({ acks: 3 });
  });

  it('passes on the error of the worker with its code and details', async () => {
    const error = await failureOf(run('fails'));
    expect(error.toRecord()).toEqual({
      code: 'import.unreadable',
      message: 'It is broken.',
      details: { at: 3 },
    });
  });

  it('reports a crash with exit code and the last 64 KiB of standard error', async () => {
    const error = await failureOf(run('exit-7'));
    expect(error.code).toBe('worker.crashed');
    expect(error.details['exitCode']).toBe(7);
    expect(error.message).toContain('the last words');
    expect(String(error.details['stderr'])).toHaveLength(64 * 1024);
  });

  it('tells a crash by signal from a lack of memory', async () => {
    const aborted = await failureOf(run('abort'));
    expect(aborted.code).toBe('worker.crashed');
    expect(aborted.details['signal']).toBe('SIGABRT');
    const killed = await failureOf(run('killed'));
    expect(killed.code).toBe('worker.out-of-memory');
  });

  it('lets a cancelled worker end by itself', async () => {
    const cancel = new AbortController();
    const outcome = await run('polite', () => cancel.abort(), cancel.signal);
    expect(outcome).toEqual({ outcome: 'cancelled', result: { acks: 0 } });
  });

  it('ends a worker that does not answer a cancel, and still calls it cancelled', async () => {
    const cancel = new AbortController();
    const startedAt = performance.now();
    const outcome = await run('deaf', () => cancel.abort(), cancel.signal);
    expect(outcome.outcome).toBe('cancelled');
    expect(performance.now() - startedAt).toBeGreaterThan(450);
  });

  it('ends the worker and throws when a frame cannot be stored', async () => {
    const full = new AssayError('storage.full', 'The disk is full.');
    const error = await failureOf(
      run('acks', () => {
        throw full;
      }),
    );
    expect(error).toBe(full);
  });

  it('does not start a job that was cancelled before', async () => {
    const outcome = await run('exit-7', () => {}, AbortSignal.abort());
    expect(outcome.outcome).toBe('cancelled');
  });

  it('does not wait for ever for a worker that finished but does not exit', async () => {
    const outcome = await run('lingers');
    expect(outcome).toEqual({ outcome: 'completed', result: 'done' });
  });
});
