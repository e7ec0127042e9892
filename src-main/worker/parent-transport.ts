/**
 * The wire from a worker to its host: Node's child-process channel on the command line, the port of an Electron utility
 * process in the desktop application. The one place in the worker that knows them.
 */
import type { HostFrame, WorkerFrame } from '../../src-shared/worker/contract.ts';

export interface ParentTransport {
  /** Resolves when the frame was written to the channel; rejects when the host is gone. */
  send(frame: WorkerFrame): Promise<void>;
  onFrame(listener: (frame: HostFrame) => void): void;
  onClose(listener: () => void): void;
}

/** What Electron puts on `process` in a utility process. */
interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
}

/** Throws when this process was not started by a host. */
export function connectToParent(): ParentTransport {
  const { parentPort } = process as unknown as { parentPort?: UtilityPort };
  if (parentPort !== undefined) return connectByPort(parentPort);
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

/**
 * A utility port does not say when a message has left, and a process that exits loses what has not: the other end
 * (src-main/electron/utility-worker.ts) answers each frame with `{ received: true }`, in order.
 */
function connectByPort(port: UtilityPort): ParentTransport {
  const unanswered: { resolve: () => void; reject: (error: Error) => void }[] = [];
  let isClosed = false;
  port.on('close', () => {
    isClosed = true;
    for (const { reject } of unanswered.splice(0)) reject(new Error('The host is gone.'));
  });
  port.on('message', ({ data }) => {
    if (isReceipt(data)) unanswered.shift()?.resolve();
  });
  return {
    send: (frame) =>
      new Promise((resolve, reject) => {
        if (isClosed) {
          reject(new Error('The host is gone.'));
          return;
        }
        unanswered.push({ resolve, reject });
        port.postMessage(frame);
      }),
    onFrame(listener) {
      port.on('message', ({ data }) => {
        if (!isReceipt(data)) listener(data as HostFrame);
      });
    },
    onClose(listener) {
      port.on('close', listener);
    },
  };
}

function isReceipt(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'received' in data;
}
