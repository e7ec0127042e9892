/** The browser host against whoever is not our own page: a real server, real requests, the real application. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../src-shared/rpc/client.ts';
import { createApplication, type Application } from '../../src-main/host/application.ts';
import { createSocketPort } from '../../src-main/server/socket-port.ts';
import { startServer, type RunningServer } from '../../src-main/server/start-server.ts';
import { ask, cookieFrom, openSocket, originOf, tokenOf, type Reply } from './support/requests.ts';

const SECRET = 'nothing of this may leave';
const REPORT = '<!doctype html><title>Report</title><style>p{color:red}</style><p>';

let folder: string;
let application: Application;
let server: RunningServer;
let cookie: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-server-'));
  const page = join(folder, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Assay</title>');
  writeFileSync(join(page, 'assets', 'index-abc.js'), 'export {};');
  writeFileSync(join(page, '.build.json'), SECRET);
  writeFileSync(join(page, 'notes.key'), SECRET);
  writeFileSync(join(folder, 'secret.json'), SECRET);
  mkdirSync(join(folder, 'page-twin'));
  writeFileSync(join(folder, 'page-twin', 'secret.json'), SECRET);
  writeFileSync(join(folder, 'report.html'), REPORT);
  process.env['ASSAY_CONFIG'] = join(folder, 'config');
  const real = await createApplication({
    programVersion: '0.0.0',
    abilities: { nativeDialogs: false, roots: [folder] },
  });
  application = {
    handlers: real.handlers,
    onEvent: (listener) => real.onEvent(listener),
    activeJobs: () => real.activeJobs(),
    close: () => real.close(),
    // A report on the disk without the audit that would have to be run for it.
    exportedFile: (id, path) => (id === 1 ? join(folder, path) : real.exportedFile(id, path)),
  };
  server = await startServer(application, { port: 0, pageFolder: page });
  cookie = await cookieFrom(server);
});

afterAll(async () => {
  await server.close();
  await application.close();
  rmSync(folder, { recursive: true });
});

const ROUTES = [
  '/',
  '/index.html',
  '/assets/index-abc.js',
  '/session',
  '/exports/1/report.html',
  '/socket',
  '/none',
];

function post(body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
  const own = { Origin: originOf(server), 'Content-Type': 'application/json', ...headers };
  return ask(server.port, { path: '/session', method: 'POST', headers: own, body });
}

describe('the link', () => {
  it('names loopback and holds 256 random bits', () => {
    expect(server.link).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${server.port}/#token=[\\w-]{43}$`));
  });

  it('is not served to other addresses of this machine', async () => {
    const outcome = await new Promise((resolve) => {
      const socket = connect(server.port, '::1');
      socket.on('connect', () => resolve('connected'));
      socket.on('error', () => resolve('refused'));
    });
    expect(outcome).toBe('refused');
  });

  it('can be opened twice, each browser with a cookie of its own', async () => {
    const second = await cookieFrom(server);
    expect(second).not.toBe(cookie);
    for (const Cookie of [cookie, second]) {
      expect((await ask(server.port, { path: '/session', headers: { Cookie } })).status).toBe(204);
    }
  });

  it('is traded for a cookie that no script reads and no other site sends', async () => {
    const reply = await post(JSON.stringify({ token: tokenOf(server) }));
    expect(reply.status).toBe(204);
    const [set] = reply.headers['set-cookie']!;
    expect(set).toMatch(new RegExp(`^assay-${server.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`));
    expect(set).not.toContain(tokenOf(server));
  });
});

describe('POST /session', () => {
  it.each([
    ['another token', () => JSON.stringify({ token: 'A'.repeat(43) }), 401],
    ['a token that lacks its end', () => JSON.stringify({ token: tokenOf(server).slice(0, -1) }), 401],
    ['an empty token', () => JSON.stringify({ token: '' }), 401],
    ['no token', () => '{}', 400],
    ['a token that is no text', () => '{"token":["x"]}', 400],
    ['null', () => 'null', 400],
    ['no JSON', () => 'token=x', 400],
    ['nothing', () => '', 400],
    ['too much', () => JSON.stringify({ token: 'x'.repeat(4096) }), 413],
  ])('refuses %s', async (_what, body, status) => {
    const reply = await post(body());
    expect(reply.status).toBe(status);
    expect(reply.headers['set-cookie']).toBeUndefined();
  });

  it('refuses too much also when its length is not told', async () => {
    const reply = await post(Buffer.alloc(100_000, 'x'), { 'Transfer-Encoding': 'chunked' });
    expect(reply.status).toBe(413);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
    'refuses the type "%s", which a form of another page could send',
    async (type) => {
      expect((await post(JSON.stringify({ token: tokenOf(server) }), { 'Content-Type': type })).status).toBe(
        415,
      );
    },
  );

  it('refuses a right token without an origin', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify({ token: tokenOf(server) });
    const reply = await ask(server.port, { path: '/session', method: 'POST', headers, body });
    expect(reply.status).toBe(403);
    expect(reply.headers['set-cookie']).toBeUndefined();
  });
});

describe('every route', () => {
  it.each(ROUTES)('%s refuses a foreign host, with the cookie too', async (path) => {
    const { port } = server;
    const foreign = [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      `127.0.0.1:${port + 1}`,
      `127.1:${port}`,
    ];
    for (const Host of [...foreign, `localhost.evil.example:${port}`, `[::1]:${port}`]) {
      const reply = await ask(port, { path, headers: { Host, Cookie: cookie } });
      expect([Host, reply.status, reply.body]).toEqual([Host, 421, 'Misdirected Request\n']);
    }
  });

  it.each(ROUTES)('%s refuses a foreign origin, with the cookie too', async (path) => {
    const { port } = server;
    const foreign = [
      'http://evil.example',
      'null',
      `https://127.0.0.1:${port}`,
      `http://127.0.0.1:${port + 1}`,
    ];
    for (const Origin of [...foreign, 'http://localhost', `http://127.0.0.1:${port}.evil.example`, '']) {
      const reply = await ask(port, { path, headers: { Origin, Cookie: cookie } });
      expect([Origin, reply.status]).toEqual([Origin, 403]);
    }
  });

  it.each(ROUTES)('%s knows only the methods it needs', async (path) => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
      const reply = await ask(server.port, {
        path,
        method,
        headers: { Origin: originOf(server), Cookie: cookie },
      });
      expect([method, reply.status]).toEqual([method, 405]);
      expect(reply.headers['allow']).toBe(path === '/session' ? 'GET, HEAD, POST' : 'GET, HEAD');
    }
  });

  it.each(ROUTES)('%s tells the browser to be strict', async (path) => {
    const { headers } = await ask(server.port, { path });
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('refuses two hosts, and an address that names one itself', async () => {
    const twice = await raw(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nHost: evil.example\r\n\r\n`);
    expect(twice).toMatch(/^HTTP\/1\.1 4(00|21) /);
    const proxy = await raw(`GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`);
    expect(proxy).toMatch(/^HTTP\/1\.1 400 /);
  });
});

function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let got = '';
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
    socket.setTimeout(2000, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => (got += chunk.toString('latin1')));
    socket.on('close', () => resolve(got));
    socket.on('error', reject);
  });
}

describe('the page', () => {
  it('is served to both names of this machine under a policy without anything inline', async () => {
    for (const name of ['127.0.0.1', 'localhost']) {
      const reply = await ask(server.port, { path: '/', headers: { Host: `${name}:${server.port}` } });
      expect([reply.status, reply.body]).toEqual([200, '<!doctype html><title>Assay</title>']);
      expect(reply.headers['cache-control']).toBe('no-cache');
      expect(reply.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(reply.headers['content-security-policy']).toBe(
        `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; ` +
          `connect-src 'self' ws://127.0.0.1:${server.port} ws://localhost:${server.port}; font-src 'self'; ` +
          `base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      );
    }
  });

  it('has files that may be kept for ever, by the hash in their name', async () => {
    const { headers, status } = await ask(server.port, { path: '/assets/index-abc.js' });
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  it('answers HEAD without the body', async () => {
    const reply = await ask(server.port, { path: '/index.html', method: 'HEAD' });
    expect([reply.status, reply.body, reply.headers['content-length']]).toEqual([200, '', '35']);
  });

  it.each([
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/%2e%2e%2fsecret.json',
    '/..%2fsecret.json',
    '/..%5csecret.json',
    '/..\\secret.json',
    '/%252e%252e%252fsecret.json',
    '/%c0%ae%c0%ae/secret.json',
    '/../page-twin/secret.json',
    '/%2e%2e/page-twin/secret.json',
    '/secret.json%00.html',
    '/%',
    '/%ff',
    '//secret.json/../../secret.json',
    '/C:/secret.json',
    '/file:///etc/passwd',
  ])('keeps %s to itself', async (path) => {
    const reply = await ask(server.port, { path, headers: { Cookie: cookie } });
    expect(reply.status).toBe(400);
    expect(reply.body).not.toContain(SECRET);
  });

  it.each(['/.build.json', '/notes.key', '/assets', '/assets/', '//etc/passwd', '/none.js'])(
    'has no %s',
    async (path) => {
      expect((await ask(server.port, { path })).status).toBe(404);
    },
  );
});

describe('an exported report', () => {
  const path = '/exports/1/report.html';

  it('needs the cookie', async () => {
    const wrong = [
      undefined,
      '',
      'assay=x',
      `assay-${server.port}=`,
      `assay-${server.port}=${'A'.repeat(43)}`,
    ];
    const otherName = cookie.replace(`assay-${server.port}`, `assay-${server.port + 1}`);
    for (const Cookie of [...wrong, otherName, `assay-${server.port}=${tokenOf(server)}`]) {
      const reply = await ask(server.port, { path, headers: Cookie === undefined ? {} : { Cookie } });
      expect([Cookie, reply.status]).toEqual([Cookie, 401]);
      expect(reply.body).not.toContain('Report');
    }
  });

  it('may not run, load or send anything', async () => {
    const reply = await ask(server.port, { path, headers: { Cookie: `other=1; ${cookie}` } });
    expect([reply.status, reply.body]).toEqual([200, REPORT]);
    expect(reply.headers['content-security-policy']).toBe(
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    );
    expect(reply.headers['cache-control']).toBe('no-store');
  });

  it('cannot be pulled in by another site', async () => {
    for (const site of ['cross-site', 'same-site']) {
      const reply = await ask(server.port, { path, headers: { Cookie: cookie, 'Sec-Fetch-Site': site } });
      expect(reply.status).toBe(403);
    }
  });

  it.each(['/exports/2/report.html', '/exports/1/', '/exports/1/secret.json', '/exports/1/..%2fsecret.json'])(
    'is the only file: no %s',
    async (other) => {
      expect((await ask(server.port, { path: other, headers: { Cookie: cookie } })).status).toBe(404);
    },
  );
});

describe('the socket', () => {
  const own = (): Record<string, string> => ({ Origin: originOf(server), Cookie: cookie });

  it('lets our own page in, under both names', async () => {
    for (const name of ['127.0.0.1', 'localhost']) {
      const at = `${name}:${server.port}`;
      const socket = await openSocket(server.port, { Origin: `http://${at}`, Host: at, Cookie: cookie });
      const hello = await createClient(createSocketPort(socket)).call('app.hello', {});
      expect(hello.abilities.nativeDialogs).toBe(false);
      socket.close();
    }
  });

  it('refuses whoever lacks cookie, origin or host', async () => {
    const { port } = server;
    const attempts: [Record<string, string>, number][] = [
      [{ Origin: originOf(server) }, 401],
      [{ ...own(), Cookie: `assay-${port}=${'A'.repeat(43)}` }, 401],
      [{ Cookie: cookie }, 403],
      [{ ...own(), Origin: 'http://evil.example' }, 403],
      [{ ...own(), Origin: 'null' }, 403],
      [{ ...own(), Origin: `http://127.0.0.1:${port + 1}` }, 403],
      [{ ...own(), Host: `evil.example:${port}` }, 421],
    ];
    for (const [headers, status] of attempts) {
      await expect(openSocket(port, headers)).rejects.toThrow(`refused: ${status}`);
    }
    await expect(openSocket(port, own(), '/other')).rejects.toThrow('refused: 404');
  });

  it('ends on a text message', async () => {
    const socket = await openSocket(server.port, own());
    const code = new Promise((resolve) => socket.on('close', resolve));
    socket.send('{"type":"call","id":1,"name":"app.hello","args":{}}');
    expect(await code).toBe(1003);
  });

  it('ends on a message beyond 64 MiB', async () => {
    const socket = await openSocket(server.port, own());
    const code = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', () => {});
    socket.send(Buffer.alloc(64 * 1024 * 1024 + 1));
    expect([1009, 1006]).toContain(await code);
    expect((await ask(server.port, { path: '/' })).status).toBe(200);
  });
});

it('a port that is taken is told in one sentence', async () => {
  await expect(startServer(application, { port: server.port, pageFolder: folder })).rejects.toMatchObject({
    code: 'conflict',
    message: `Port ${server.port} is used by another program. Give another one with --port, or 0 for any.`,
  });
});
