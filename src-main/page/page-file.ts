/** From the path in an address to a file of the built page. Nothing outside its folder can be named. */
import { extname, resolve, sep } from 'node:path';
import { HTML_TYPE } from './content-policy.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': HTML_TYPE,
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

export interface PageFile {
  path: string;
  type: string;
  caching: string;
}

/**
 * `urlPath` as it was sent, without the query. Returns 'bad' for a path that cannot be meant honestly (undecodable,
 * climbing, with control characters) and 'missing' for a file that is not for the page.
 */
export function findPageFile(folder: string, urlPath: string): PageFile | 'bad' | 'missing' {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return 'bad';
  }
  const segments = decoded.split('/');
  // A percent sign that is left was encoded twice; a backslash separates folders on Windows, a colon names its drives.
  if (!decoded.startsWith('/') || /[\p{Cc}\\%:]/u.test(decoded) || segments.includes('..')) return 'bad';
  const root = resolve(folder);
  const path = resolve(root, `.${decoded.endsWith('/') ? `${decoded}index.html` : decoded}`);
  if (!path.startsWith(root + sep)) return 'bad';
  const type = TYPES[extname(path)];
  const isHidden = segments.some((segment) => segment.startsWith('.'));
  if (type === undefined || isHidden) return 'missing';
  // Names in this folder hold a hash of what is in the file.
  const isImmutable = path.startsWith(resolve(root, 'assets') + sep);
  return { path, type, caching: isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache' };
}

const REPORT_PATH = /^\/exports\/([1-9]\d{0,14})\/report\.html$/;

/** The export whose report an address names, null where it names none. */
export function exportInPath(urlPath: string): number | null {
  const id = REPORT_PATH.exec(urlPath)?.[1];
  return id === undefined ? null : Number(id);
}
