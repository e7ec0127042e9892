/** The three ways from a page to the host, each as it is used, with a node on the page's end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { WebSocket } from 'ws';
import type { Port } from '../../../src-shared/rpc/port.ts';
import { servePort } from '../../../src-shared/rpc/server.ts';
import type { Application } from '../../../src-main/host/application.ts';
import { createMessagePort, type MainPort } from '../../../src-main/electron/message-port.ts';
import { startServer } from '../../../src-main/server/start-server.ts';
import { cookieFrom, openSocket, originOf } from './requests.ts';

export interface Transport {
  /** One more page. */
  open(): Promise<Port>;
  close(): Promise<void>;
}

export type OpenTransport = (application: Application) => Promise<Transport>;

export const TRANSPORTS: readonly (readonly [name: string, open: OpenTransport])[] = [
  ['a pair in memory', openMemory],
  ['a MessageChannel', openChannel],
  ['a WebSocket', openWebSocket],
];

function serve(application: Application, port: Port): void {
  const { emit } = servePort(port, application.handlers);
  port.onClose(application.onEvent(emit));
}

function openMemory(application: Application): Promise<Transport> {
  return Promise.resolve({
    open: () => {
      const [page, host] = memoryPair();
      serve(application, host);
      return Promise.resolve(page);
    },
    close: () => Promise.resolve(),
  });
}

function memoryPair(): [Port, Port] {
  const closers: (() => void)[] = [];
  let isClosed = false;
  const ends = [0, 1].map(() => ({ take: (_frame: Uint8Array): void => {} }));
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    for (const tell of closers) tell();
  };
  const portOf = (own: number): Port => ({
    send(frame) {
      // Bytes are copied as they are on a wire.
      if (!isClosed) queueMicrotask(() => ends[1 - own]!.take(frame.slice()));
    },
    onFrame: (listener) => (ends[own]!.take = listener),
    onClose: (listener) => closers.push(listener),
    close,
  });
  return [portOf(0), portOf(1)];
}

/** The host's end is the desktop's own adapter; Node's ports differ from Electron's in how they hand a message over. */
function openChannel(application: Application): Promise<Transport> {
  return Promise.resolve({
    open: () => {
      const { port1, port2 } = new MessageChannel();
      const main: MainPort = {
        postMessage: (message) => port1.postMessage(message),
        on(event: 'message' | 'close', listener: (event: { data: unknown }) => void) {
          if (event === 'message') port1.on('message', (data: unknown) => listener({ data }));
          else port1.on('close', () => listener({ data: null }));
        },
        start: () => port1.start(),
        close: () => port1.close(),
      };
      serve(application, createMessagePort(main));
      return Promise.resolve({
        send: (frame) => port2.postMessage(frame),
        onFrame: (listener) => void port2.on('message', listener),
        onClose: (listener) => void port2.on('close', listener),
        close: () => port2.close(),
      });
    },
    close: () => Promise.resolve(),
  });
}

async function openWebSocket(application: Application): Promise<Transport> {
  const pageFolder = mkdtempSync(join(tmpdir(), 'assay-page-'));
  const server = await startServer(application, { port: 0, pageFolder });
  const cookie = await cookieFrom(server);
  return {
    async open() {
      const socket = await openSocket(server.port, { Origin: originOf(server), Cookie: cookie });
      return {
        send: (frame) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(frame);
        },
        onFrame: (listener) => void socket.on('message', (data: Buffer) => listener(new Uint8Array(data))),
        onClose: (listener) => void socket.on('close', () => listener()),
        close: () => socket.close(),
      };
    },
    async close() {
      await server.close();
      rmSync(pageFolder, { recursive: true });
    },
  };
}
