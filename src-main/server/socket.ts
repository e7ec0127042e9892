/** `/socket`: lets our own page in, serves the contract on each connection, and notices connections that died. */
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { servePort } from '../../src-shared/rpc/server.ts';
import { pathOf } from './headers.ts';
import { SOCKET_PATH, type Site } from './http.ts';
import { createSocketPort } from './socket-port.ts';

const MAX_FRAME_BYTES = 64 * 1024 * 1024;
const PING_MS = 30_000;
const CLOSE_GOING_AWAY = 1001;
/** How long a page may take to answer a closing. */
const CLOSE_MS = 1000;

export interface Sockets {
  handleUpgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

export function createSockets(site: Site): Sockets {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    clientTracking: true,
  });
  const silent = new WeakSet<WebSocket>();
  const heartbeat = setInterval(() => {
    for (const socket of server.clients) {
      if (silent.has(socket)) {
        socket.terminate();
        continue;
      }
      silent.add(socket);
      socket.ping();
    }
  }, PING_MS);
  heartbeat.unref();

  const serve = (socket: WebSocket): void => {
    socket.on('pong', () => silent.delete(socket));
    const port = createSocketPort(socket);
    const { emit } = servePort(port, site.application.handlers);
    port.onClose(site.application.onEvent(emit));
  };

  return {
    handleUpgrade(request, stream, head) {
      const refusal = refusalOf(site, request);
      if (refusal === null) server.handleUpgrade(request, stream, head, serve);
      else refuse(stream, refusal);
    },
    async close() {
      clearInterval(heartbeat);
      const open = [...server.clients];
      const gone = open.map(
        (socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
      );
      for (const socket of open) socket.close(CLOSE_GOING_AWAY, 'the program ends');
      const timer = setTimeout(() => {
        for (const socket of open) socket.terminate();
      }, CLOSE_MS);
      await Promise.all(gone);
      clearTimeout(timer);
    },
  };
}

function refusalOf({ gate, sessions }: Site, request: IncomingMessage): number | null {
  const refusal = gate.refusalOf(request);
  if (refusal !== null) return refusal;
  if (request.method !== 'GET') return 405;
  if (pathOf(request) !== SOCKET_PATH) return 404;
  if (!gate.isOwnOrigin(request)) return 403;
  return sessions.isKnown(request) ? null : 401;
}

function refuse(stream: Duplex, status: number): void {
  stream.on('error', () => stream.destroy());
  stream.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}
