/**
 * Workers behind the port of a utility process, both ends of our side of it, in a real process. Electron itself is not
 * needed: what is used of it (message, spawn, exit, standard error) is stood in for by a forked Node.
 */
import { DEFAULT_IMPORT } from '../../src-shared/worker/contract.ts';
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ImportJob } from '../../src-shared/worker/contract.ts';
import { createUtilityWorker, type UtilityChild } from '../../src-main/electron/utility-worker.ts';
import { runWorker } from '../../src-main/jobs/worker-handle.ts';
import type { WorkerExit, WorkerProcess } from '../../src-main/jobs/worker-process.ts';

const ENTRY = fileURLToPath(new URL('./fixtures/port-worker.ts', import.meta.url));

function start(): UtilityChild {
  const child = fork(ENTRY, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  child.on('error', () => {});
  return {
    get pid() {
      return child.pid;
    },
    stderr: child.stderr,
    postMessage: (message) => void (child.connected && child.send(message as object, () => {})),
    on(event: string, listener: (value: never) => void) {
      // Electron reports a number for a signal too.
      if (event === 'exit') child.on('exit', (code, signal) => listener((code ?? numberOf(signal)) as never));
      else if (event === 'message') child.on('message', (message) => listener(message as never));
      else child.on('spawn', () => listener(undefined as never));
    },
  };
}

function numberOf(signal: string | null): number {
  return signal === 'SIGABRT' ? 6 : 9;
}

function jobFor(behaviour: string): ImportJob {
  const options = DEFAULT_IMPORT;
  return { kind: 'import', source: behaviour, format: null, options, resumeFrom: 0, scratchFolder: '' };
}

function exitOf(worker: WorkerProcess): Promise<WorkerExit> {
  return new Promise((resolve) => worker.onExit(resolve));
}

const launch = (): WorkerProcess => createUtilityWorker(start);

describe('a worker in a utility process', () => {
  it('delivers every frame, in order, before its exit', async () => {
    const seen: number[] = [];
    const outcome = await runWorker({
      launch,
      job: jobFor('numbers'),
      onFrame: (frame) => {
        if (frame.type === 'progress') seen.push(frame.done);
      },
      signal: new AbortController().signal,
    });
    expect(outcome).toEqual({ outcome: 'completed', result: 'done' });
    expect(seen).toEqual(Array.from({ length: 40 }, (_, i) => i));
  });

  it('reports a crash with its code and the last 64 KiB of standard error', async () => {
    const worker = launch();
    const exited = exitOf(worker);
    worker.send({ type: 'start', job: jobFor('crash') });
    const exit = await exited;
    expect([exit.code, exit.signal, exit.stderrTail.length]).toEqual([7, null, 64 * 1024]);
    expect(exit.stderrTail.endsWith('the last words')).toBe(true);
  });

  it.skipIf(process.platform === 'win32')('names the signal that ended it', async () => {
    const worker = launch();
    const exited = exitOf(worker);
    worker.send({ type: 'start', job: jobFor('abort') });
    expect((await exited).signal).toBe('SIGABRT');
  });

  it('is ended at once, also when asked before it has come up', async () => {
    const worker = launch();
    const exited = exitOf(worker);
    worker.kill();
    expect(await exited).toMatchObject({ code: null, signal: 'SIGKILL' });
    // Nothing is thrown for a process that is gone.
    worker.kill();
    worker.send({ type: 'cancel' });
  });

  it('reports a process that could not be started', async () => {
    const worker = createUtilityWorker(() => {
      throw new Error('no process for you');
    });
    worker.send({ type: 'cancel' });
    expect(await exitOf(worker)).toEqual({ code: null, signal: null, stderrTail: 'no process for you' });
  });
});
