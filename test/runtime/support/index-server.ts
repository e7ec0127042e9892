/** A package index on this machine that serves one file and can stop in the middle of it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface IndexServer {
  /** For pip's `--index-url`. */
  url: string;
  /** Resolves when the file was asked for and what is to be sent of it has been sent. */
  served: Promise<void>;
  close(): void;
}

export interface ServedFile {
  name: string;
  sha256: string;
  /** Size that the server announces. */
  totalBytes: number;
  /** What it really sends, then it is silent with the connection open, or cuts it. */
  content: Buffer;
  then: 'silence' | 'cut' | 'end';
}

export async function serveIndex(file: ServedFile): Promise<IndexServer> {
  const served = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    if (request.url?.endsWith('.whl') !== true) {
      response.setHeader('content-type', 'text/html');
      response.end(`<a href="/${file.name}#sha256=${file.sha256}">${file.name}</a>`);
      return;
    }
    response.writeHead(200, { 'content-length': String(file.totalBytes) });
    response.write(file.content, () => {
      served.resolve();
      if (file.then === 'cut') response.destroy();
      if (file.then === 'end') response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/simple`,
    served: served.promise,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
