/** Whether a request comes from our own page: judged by what a browser says about itself and no page can forge. */
import type { IncomingMessage } from 'node:http';

export interface Gate {
  /** The status to refuse with, null for a request that may go on. */
  refusalOf(request: IncomingMessage): 400 | 403 | 421 | null;
  /** A socket's handshake must name its origin; that of a plain page need not. */
  isOwnOrigin(request: IncomingMessage): boolean;
  /** False when another site caused the request, as far as the browser says. */
  isOwnSite(request: IncomingMessage): boolean;
}

export function createGate(port: number): Gate {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const origins = hosts.map((host) => `http://${host}`);
  const isOwnOrigin = (request: IncomingMessage): boolean => origins.includes(request.headers.origin ?? '');
  return {
    isOwnOrigin,
    isOwnSite(request) {
      const site = request.headers['sec-fetch-site'];
      return site === undefined || site === 'same-origin' || site === 'none';
    },
    refusalOf(request) {
      // A name that leads to this machine by somebody else's doing (DNS rebinding) is not ours.
      const given = request.headersDistinct['host'] ?? [];
      if (given.length !== 1 || !hosts.includes(given[0]!)) return 421;
      // A proxy's form of an address names a host of its own.
      if (request.url?.startsWith('/') !== true) return 400;
      if (request.headers.origin !== undefined && !isOwnOrigin(request)) return 403;
      if (request.method === 'POST' && !isOwnOrigin(request)) return 403;
      return null;
    },
  };
}

export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split(/[?#]/, 1)[0]!;
}
