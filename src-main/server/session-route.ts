/** `/session`: trades the link's token for a cookie, and tells a page whether its cookie is good. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerStatus } from './answer.ts';
import type { Sessions } from './session.ts';

const MAX_BODY_BYTES = 4096;

export async function answerSession(
  request: IncomingMessage,
  response: ServerResponse,
  sessions: Sessions,
): Promise<void> {
  if (request.method !== 'POST') return answerStatus(response, sessions.isKnown(request) ? 204 : 401);
  const [type] = (request.headers['content-type'] ?? '').split(';', 1);
  if (type!.trim().toLowerCase() !== 'application/json') return answerStatus(response, 415);
  const body = await readBody(request);
  // The rest of the body is not read, so the connection cannot be used again.
  if (body === null) return answerStatus(response, 413, { Connection: 'close' });
  const token = tokenIn(body);
  if (token === null) return answerStatus(response, 400);
  const cookie = sessions.trade(token);
  if (cookie === null) return answerStatus(response, 401);
  answerStatus(response, 204, { 'Set-Cookie': cookie });
}

/** Null when it is too long. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return null;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.byteLength;
      if (length > MAX_BODY_BYTES) {
        request.pause();
        resolve(null);
      } else {
        chunks.push(chunk);
      }
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => resolve(null));
  });
}

function tokenIn(body: Buffer): string | null {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    if (typeof parsed !== 'object' || parsed === null || !('token' in parsed)) return null;
    return typeof parsed.token === 'string' ? parsed.token : null;
  } catch {
    return null;
  }
}
