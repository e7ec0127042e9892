/** The browser's way to the host: a WebSocket, open to whoever holds the session's cookie. */
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import type { Port } from '../../src-shared/rpc/port.ts';

/** Rejects with `rpc.unauthorised` when the host does not know this browser, `rpc.closed` when it cannot be reached. */
export async function openSocketPort(): Promise<Port> {
  const known = await fetch('/session').catch(() => null);
  if (known === null) throw new AssayError('rpc.closed', 'The program cannot be reached.');
  if (!known.ok) throw new AssayError('rpc.unauthorised', 'This link is not valid any more.');
  const socket = new WebSocket(`ws://${window.location.host}/socket`);
  socket.binaryType = 'arraybuffer';
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onerror = () => reject(new AssayError('rpc.closed', 'The program cannot be reached.'));
  });
  return {
    send(frame) {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame as Uint8Array<ArrayBuffer>);
    },
    onFrame(listener) {
      socket.onmessage = (event: MessageEvent<ArrayBuffer>) => listener(new Uint8Array(event.data));
    },
    onClose(listener) {
      socket.onclose = () => listener();
    },
    close: () => socket.close(),
  };
}
