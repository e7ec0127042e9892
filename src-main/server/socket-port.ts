/** A WebSocket as a port: binary messages are frames, anything else ends the connection. */
import { WebSocket } from 'ws';
import type { Port } from '../../src-shared/rpc/port.ts';

/** Status codes of RFC 6455. */
const CLOSE_UNSUPPORTED = 1003;
/** A page that has stopped reading must not fill the memory of the program. */
const MAX_QUEUED_BYTES = 256 * 1024 * 1024;

export function createSocketPort(socket: WebSocket): Port {
  const early: Uint8Array[] = [];
  const closeListeners: (() => void)[] = [];
  let listener: ((frame: Uint8Array) => void) | null = null;
  let isClosed = false;

  socket.on('message', (data, isBinary) => {
    if (!isBinary || !Buffer.isBuffer(data)) {
      socket.close(CLOSE_UNSUPPORTED, 'frames are binary');
      return;
    }
    // Nothing counts any more that comes after a closing was begun.
    if (socket.readyState !== WebSocket.OPEN) return;
    // A plain array: a Buffer's own `slice` shares memory, which readers of frames do not expect.
    const frame = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    if (listener === null) early.push(frame);
    else listener(frame);
  });
  // What is wrong with a connection ends it; "close" follows and says so.
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    isClosed = true;
    for (const tell of closeListeners.splice(0)) tell();
  });

  return {
    send(frame) {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > MAX_QUEUED_BYTES) socket.terminate();
      else socket.send(frame, () => {});
    },
    onFrame(set) {
      listener = set;
      for (const frame of early.splice(0)) set(frame);
    },
    onClose(tell) {
      if (isClosed) tell();
      else closeListeners.push(tell);
    },
    close: () => socket.close(),
  };
}
