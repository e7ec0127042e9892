/** Requests exactly as they are written here: no header is added, no path is tidied up. */
import { request, type IncomingHttpHeaders } from 'node:http';
import { WebSocket } from 'ws';
import type { RunningServer } from '../../../src-main/server/start-server.ts';

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Ask {
  path: string;
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Buffer;
}

export function ask(port: number, { path, method = 'GET', headers = {}, body }: Ask): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

export function originOf(server: RunningServer): string {
  return `http://127.0.0.1:${server.port}`;
}

export function tokenOf(server: RunningServer): string {
  return server.link.split('#token=')[1]!;
}

/** The cookie a browser gets for the token of the link. */
export async function cookieFrom(server: RunningServer): Promise<string> {
  const reply = await ask(server.port, {
    path: '/session',
    method: 'POST',
    headers: { Origin: originOf(server), 'Content-Type': 'application/json' },
    body: JSON.stringify({ token: tokenOf(server) }),
  });
  return reply.headers['set-cookie']![0]!.split(';')[0]!;
}

/** Opens the socket with the headers given; rejects with the status it was refused with. */
export function openSocket(
  port: number,
  headers: Readonly<Record<string, string>>,
  path = '/socket',
): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) => {
      reject(new Error(`refused: ${response.statusCode}`));
      socket.terminate();
    });
    socket.on('error', reject);
  });
}
