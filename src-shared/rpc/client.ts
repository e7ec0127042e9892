/** The interface's end of a port: calls with answers, and events. */
import { AssayError } from '../errors/assay-error.ts';
import { decodeFrame, encodeFrame } from './codec.ts';
import type { AnswerOf, ArgsOf, CallName, EventName, Events } from './contract.ts';
import type { ClientFrame, ServerFrame } from './frames.ts';
import type { Port } from './port.ts';

export interface CallOptions {
  /** Aborting it tells the host and rejects with `run.cancelled`. */
  signal?: AbortSignal;
}

export interface RpcClient {
  /** Rejects with an AssayError: the host's own, `rpc.closed` when the port closes first. */
  call<Name extends CallName>(name: Name, args: ArgsOf<Name>, options?: CallOptions): Promise<AnswerOf<Name>>;
  /** Returns what ends the subscription. */
  on<Name extends EventName>(name: Name, listener: (value: Events[Name]) => void): () => void;
  onClose(listener: () => void): void;
  close(): void;
}

interface Pending {
  resolve: (answer: unknown) => void;
  reject: (error: AssayError) => void;
}

export function createClient(port: Port): RpcClient {
  let nextId = 1;
  let isClosed = false;
  const pending = new Map<number, Pending>();
  const listeners = new Map<EventName, Set<(value: never) => void>>();
  const closeListeners: (() => void)[] = [];
  const send = (frame: ClientFrame): void => port.send(encodeFrame(frame));

  port.onFrame((bytes) => {
    const frame = decodeFrame(bytes) as ServerFrame;
    if (frame.type === 'event') {
      for (const listener of listeners.get(frame.name) ?? []) listener(frame.value as never);
      return;
    }
    const waiting = pending.get(frame.id);
    pending.delete(frame.id);
    if (frame.type === 'reply') waiting?.resolve(frame.answer);
    else waiting?.reject(AssayError.fromRecord(frame.error));
  });
  port.onClose(() => {
    isClosed = true;
    for (const { reject } of pending.values()) reject(closedError());
    pending.clear();
    for (const listener of closeListeners) listener();
  });

  return {
    call(name, args, { signal } = {}) {
      if (isClosed) return Promise.reject(closedError());
      if (signal?.aborted === true) return Promise.reject(cancelledError());
      const id = nextId++;
      return new Promise((resolve, reject) => {
        const cancel = (): void => {
          if (!pending.delete(id)) return;
          send({ type: 'cancel', id });
          reject(cancelledError());
        };
        const settle = (): void => signal?.removeEventListener('abort', cancel);
        pending.set(id, {
          resolve(answer) {
            settle();
            resolve(answer as never);
          },
          reject(error) {
            settle();
            reject(error);
          },
        });
        signal?.addEventListener('abort', cancel, { once: true });
        send({ type: 'call', id, name, args });
      });
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener);
      return () => set.delete(listener);
    },
    onClose(listener) {
      if (isClosed) listener();
      else closeListeners.push(listener);
    },
    close: () => port.close(),
  };
}

function closedError(): AssayError {
  return new AssayError('rpc.closed', 'The connection to the program was closed.');
}

function cancelledError(): AssayError {
  return new AssayError('run.cancelled', 'Cancelled.');
}
