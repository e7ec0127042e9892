/**
 * The wire from a worker to its host: Node's child-process channel with structured clones. The one place in the worker
 * that knows it; an Electron utility process would replace this file and nothing else.
 */
import type { HostFrame, WorkerFrame } from '../../src-shared/worker/contract.ts';

export interface ParentTransport {
  /** Resolves when the frame was written to the channel; rejects when the host is gone. */
  send(frame: WorkerFrame): Promise<void>;
  onFrame(listener: (frame: HostFrame) => void): void;
  onClose(listener: () => void): void;
}

/** Throws when this process was not started by a host. */
export function connectToParent(): ParentTransport {
  const post = process.send?.bind(process);
  if (post === undefined) throw new Error('A worker is started by the program, not by hand.');
  return {
    send: (frame) =>
      new Promise((resolve, reject) => {
        post(frame, undefined, {}, (error) => {
          if (error === null) resolve();
          else reject(error);
        });
      }),
    onFrame(listener) {
      // Only a host of this program holds the other end, so the frame has the type it was sent with.
      process.on('message', (frame) => listener(frame as HostFrame));
    },
    onClose(listener) {
      process.on('disconnect', listener);
    },
  };
}
