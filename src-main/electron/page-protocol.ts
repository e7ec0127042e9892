/** `assay://app/`: the built page and exported reports, with the content policies of src-main/page. */
import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import { COMMON_HEADERS, HTML_TYPE, pagePolicy, REPORT_POLICY } from '../page/content-policy.ts';
import { exportInPath, findPageFile } from '../page/page-file.ts';

const SCHEME = 'assay';
export const PAGE_ORIGIN = `${SCHEME}://app`;

/** To be called before the application is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

export interface PageSources {
  pageFolder: string;
  /** Path of an exported report, null where there is none. */
  readonly reportOf: (exportId: number) => string | null;
}

export function servePage(session: Session, sources: PageSources): void {
  session.protocol.handle(SCHEME, (request) => answer(request, sources));
}

async function answer(request: Request, { pageFolder, reportOf }: PageSources): Promise<Response> {
  if (!request.url.startsWith(`${PAGE_ORIGIN}/`)) return refuse(404);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
  const path = request.url.slice(PAGE_ORIGIN.length).split(/[?#]/, 1)[0]!;
  const exportId = exportInPath(path);
  if (exportId !== null) {
    const report = reportOf(exportId);
    return report === null ? refuse(404) : answerFile(report, HTML_TYPE, REPORT_POLICY, 'no-store');
  }
  const file = findPageFile(pageFolder, path);
  if (file === 'bad') return refuse(400);
  if (file === 'missing') return refuse(404);
  return answerFile(file.path, file.type, pagePolicy(), file.caching);
}

async function answerFile(path: string, type: string, policy: string, caching: string): Promise<Response> {
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null) return refuse(404);
  return new Response(bytes, {
    headers: {
      ...COMMON_HEADERS,
      'Content-Type': type,
      'Content-Security-Policy': policy,
      'Cache-Control': caching,
    },
  });
}

function refuse(status: number): Response {
  return new Response(null, {
    status,
    headers: { ...COMMON_HEADERS, 'Content-Security-Policy': pagePolicy() },
  });
}
