/** Ways to answer a request: a status with a word, or a file. */
import { open } from 'node:fs/promises';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

export function answerStatus(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): void {
  const hasBody = status !== 204;
  const body = hasBody ? `${STATUS_CODES[status] ?? status}\n` : '';
  response.writeHead(status, {
    'Cache-Control': 'no-store',
    ...(hasBody && {
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
    }),
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? '' : body);
}

/** Answers 404 when there is no such file. */
export async function answerFile(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const file = await open(path, 'r').catch(() => null);
  try {
    const found = await file?.stat();
    if (file === null || found?.isFile() !== true) return answerStatus(response, 404);
    response.writeHead(200, { ...headers, 'Content-Length': found.size });
    if (request.method === 'HEAD' || found.size === 0) {
      response.end();
      return;
    }
    // A file that grows meanwhile must not overrun the length that was told.
    await pipeline(file.createReadStream({ autoClose: false, end: found.size - 1 }), response);
  } finally {
    await file?.close();
  }
}
