/** Main's end of a MessageChannel as a port; the page's end is src-renderer/rpc/desktop-port.ts. */
import type { Port } from '../../src-shared/rpc/port.ts';

/** The part of Electron's MessagePortMain that is used. */
export interface MainPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

export function createMessagePort(port: MainPort): Port {
  const early: Uint8Array[] = [];
  const closeListeners: (() => void)[] = [];
  let listener: ((frame: Uint8Array) => void) | null = null;
  let isClosed = false;
  const tellClosed = (): void => {
    isClosed = true;
    for (const tell of closeListeners.splice(0)) tell();
  };
  const close = (): void => {
    if (isClosed) return;
    port.close();
    tellClosed();
  };
  port.on('message', ({ data }) => {
    if (isClosed) return;
    if (!(data instanceof Uint8Array)) close();
    else if (listener === null) early.push(data);
    else listener(data);
  });
  port.on('close', tellClosed);
  port.start();
  return {
    send(frame) {
      if (!isClosed) port.postMessage(frame);
    },
    onFrame(set) {
      listener = set;
      for (const frame of early.splice(0)) set(frame);
    },
    onClose(tell) {
      if (isClosed) tell();
      else closeListeners.push(tell);
    },
    close,
  };
}
