/** The browser host: the page and its socket on this machine's loopback address, for whoever holds the link. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import type { Application } from '../host/application.ts';
import { createGate } from './headers.ts';
import { createRequestHandler } from './http.ts';
import { createSessions } from './session.ts';
import { createSockets } from './socket.ts';

export interface ServerOptions {
  /** 0: any that is free. */
  port: number;
  /** Nothing but loopback: a distant machine is reached through a tunnel. */
  host?: '127.0.0.1';
  /** Folder of the built page. */
  pageFolder: string;
}

export interface RunningServer {
  /** Holds the token; to be shown once and never logged. */
  link: string;
  port: number;
  /** Closes every connection; the application is left to its owner. */
  close(): Promise<void>;
}

const REQUEST_MS = 30_000;

/** Throws `conflict` when the port is taken. */
export async function startServer(
  application: Application,
  { port: wanted, host = '127.0.0.1', pageFolder }: ServerOptions,
): Promise<RunningServer> {
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS });
  const port = await listen(server, wanted, host);
  const sessions = createSessions(port);
  const site = { application, gate: createGate(port), sessions, pageFolder, port };
  const sockets = createSockets(site);
  server.on('request', createRequestHandler(site));
  server.on('upgrade', (request, stream, head: Buffer) => sockets.handleUpgrade(request, stream, head));
  return {
    link: `http://${host}:${port}/#token=${sessions.token}`,
    port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await sockets.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port)));
    server.listen(port, host);
  });
  return (server.address() as AddressInfo).port;
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  const why =
    error.code === 'EADDRINUSE'
      ? 'is used by another program'
      : error.code === 'EACCES'
        ? 'may not be used by this user'
        : null;
  if (why === null) return error;
  return new AssayError('conflict', `Port ${port} ${why}. Give another one with --port, or 0 for any.`, {
    port,
  });
}
