/** The routes: `/session`, `/exports/<id>/report.html`, `/socket` (upgrades only), and the files of the page. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Application } from '../host/application.ts';
import { COMMON_HEADERS, HTML_TYPE, pagePolicy, REPORT_POLICY } from '../page/content-policy.ts';
import { exportInPath, findPageFile } from '../page/page-file.ts';
import { answerFile, answerStatus } from './answer.ts';
import { pathOf, type Gate } from './headers.ts';
import { answerSession } from './session-route.ts';
import type { Sessions } from './session.ts';

export const SOCKET_PATH = '/socket';
const SESSION_PATH = '/session';

export interface Site {
  application: Application;
  gate: Gate;
  sessions: Sessions;
  pageFolder: string;
  port: number;
}

export type HandleRequest = (request: IncomingMessage, response: ServerResponse) => void;

export function createRequestHandler(site: Site): HandleRequest {
  return (request, response) => {
    answer(site, request, response).catch(() => {
      // What went wrong inside is nothing for whoever asked; a half-sent file must not look whole.
      if (response.headersSent) response.destroy();
      else answerStatus(response, 500);
    });
  };
}

async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { gate, sessions } = site;
  const policy = pagePolicy([`ws://127.0.0.1:${site.port}`, `ws://localhost:${site.port}`]);
  for (const [name, value] of Object.entries(COMMON_HEADERS)) response.setHeader(name, value);
  response.setHeader('Content-Security-Policy', policy);

  const refusal = gate.refusalOf(request);
  if (refusal !== null) return answerStatus(response, refusal, { Connection: 'close' });
  const path = pathOf(request);
  const methods = path === SESSION_PATH ? ['GET', 'HEAD', 'POST'] : ['GET', 'HEAD'];
  if (!methods.includes(request.method ?? '')) {
    return answerStatus(response, 405, { Allow: methods.join(', '), Connection: 'close' });
  }
  if (path === SESSION_PATH) {
    if (!gate.isOwnSite(request)) return answerStatus(response, 403);
    return answerSession(request, response, sessions);
  }
  if (path === SOCKET_PATH) return answerStatus(response, 426, { Upgrade: 'websocket' });
  if (path === '/exports' || path.startsWith('/exports/')) return answerReport(site, request, response);
  return answerPage(site, request, response);
}

async function answerReport(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!site.sessions.isKnown(request)) return answerStatus(response, 401);
  if (!site.gate.isOwnSite(request)) return answerStatus(response, 403);
  const id = exportInPath(pathOf(request));
  const file = id === null ? null : site.application.exportedFile(id, 'report.html');
  if (file === null) return answerStatus(response, 404);
  await answerFile(request, response, file, {
    'Content-Type': HTML_TYPE,
    'Content-Security-Policy': REPORT_POLICY,
    'Cache-Control': 'no-store',
  });
}

async function answerPage(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const file = findPageFile(site.pageFolder, pathOf(request));
  if (file === 'bad') return answerStatus(response, 400);
  if (file === 'missing') return answerStatus(response, 404);
  await answerFile(request, response, file.path, {
    'Content-Type': file.type,
    'Cache-Control': file.caching,
  });
}
