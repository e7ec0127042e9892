/** Calls, errors, cancelling, closing and events: the same over every transport. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { createClient, type RpcClient } from '../../src-shared/rpc/client.ts';
import type { CallName } from '../../src-shared/rpc/contract.ts';
import type { Handlers } from '../../src-shared/rpc/server.ts';
import { startServer } from '../../src-main/server/start-server.ts';
import { cookieFrom, openSocket, originOf } from './support/requests.ts';
import { scriptedApplication, type ScriptedApplication } from './support/scripted-application.ts';
import { TRANSPORTS, type Transport } from './support/transports.ts';

const WORKSPACE = { path: '/data/intake.assay', name: 'intake', isReadOnly: false, upgradeNote: null };

async function failureOf(promise: Promise<unknown>): Promise<AssayError> {
  const thrown: unknown = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof AssayError)) throw new Error(`expected an AssayError, got ${String(thrown)}`);
  return thrown;
}

function until(condition: () => boolean): Promise<void> {
  return vi.waitFor(() => expect(condition()).toBe(true), { timeout: 5000, interval: 5 });
}

describe.each(TRANSPORTS)('over %s', (_name, openTransport) => {
  let application: ScriptedApplication;
  let transport: Transport;
  let client: RpcClient;
  /** Signals of the calls of `versions.statistics`, which never answer. */
  let waiting: AbortSignal[];

  beforeEach(async () => {
    waiting = [];
    const handlers: Partial<Handlers> = {
      'workspace.open': ({ path, create }) => ({ ...WORKSPACE, path, isReadOnly: !create }),
      'workspace.close': () => {
        throw new AssayError('conflict', 'A run is going on.', { run: 3 });
      },
      'library.read': () => {
        throw new TypeError('a mistake of ours');
      },
      'scores.read': async ({ runId }) => {
        await new Promise((resolve) => setTimeout(resolve, runId === 1 ? 40 : 1));
        return Float32Array.from([runId, Number.NaN, Number.POSITIVE_INFINITY, -0]);
      },
      'subsets.read': () => new Int32Array(1_000_000).fill(7),
      'samples.find': ({ text }) => Int32Array.of(text.length),
      'verdicts.judge': ({ indices }) => ({ batch: indices.length }),
      'versions.statistics': (_args, signal) => {
        waiting.push(signal);
        return new Promise(() => {});
      },
    };
    application = scriptedApplication(handlers);
    transport = await openTransport(application);
    client = createClient(await transport.open());
  });

  afterEach(async () => {
    client.close();
    await transport.close();
  });

  it('answers calls, each with its own answer whatever their order', async () => {
    const slow = client.call('scores.read', { runId: 1, metric: 'loss', epoch: null });
    const fast = client.call('scores.read', { runId: 2, metric: 'loss', epoch: null });
    const first = await Promise.race([slow, fast]);
    expect(first[0]).toBe(2);
    expect(Array.from(await slow)).toEqual([1, Number.NaN, Number.POSITIVE_INFINITY, -0]);
    const opened = await client.call('workspace.open', { path: 'ä/文.assay', create: true });
    expect(opened).toEqual({ ...WORKSPACE, path: 'ä/文.assay' });
  });

  it('carries long arrays both ways', async () => {
    const got = await client.call('subsets.read', { runId: 1, name: 'clean' });
    expect(got).toBeInstanceOf(Int32Array);
    expect([got.length, got.at(-1)]).toEqual([1_000_000, 7]);
    const indices = new Int32Array(300_000);
    const judged = await client.call('verdicts.judge', { versionId: 1, indices, value: null, reason: '' });
    expect(judged.batch).toBe(300_000);
  });

  it('passes errors on with code, sentence and details, without the stack', async () => {
    const known = await failureOf(client.call('workspace.close', {}));
    expect(known.toRecord()).toEqual({
      code: 'conflict',
      message: 'A run is going on.',
      details: { run: 3 },
    });
    const unknown = await failureOf(client.call('library.read', {}));
    expect(unknown.toRecord()).toEqual({ code: 'internal', message: 'a mistake of ours', details: {} });
  });

  it('checks arguments on arrival and says which is wrong', async () => {
    const error = await failureOf(client.call('samples.find', { versionId: 0, text: 'x' }));
    expect(error.code).toBe('usage.invalid');
    expect(error.details['place']).toBe('versionId');
    const extra = { versionId: 1, text: 'x', __proto__: null, more: 1 };
    expect((await failureOf(client.call('samples.find', extra))).code).toBe('usage.invalid');
    expect((await failureOf(client.call('toString' as CallName, {}))).code).toBe('rpc.unknown');
  });

  it('tells the host of a cancelled call, and only of that one', async () => {
    const cancel = new AbortController();
    const one = client.call('versions.statistics', { versionId: 1 }, { signal: cancel.signal });
    client.call('versions.statistics', { versionId: 2 }).catch(() => {});
    await until(() => waiting.length === 2);
    cancel.abort();
    expect((await failureOf(one)).code).toBe('run.cancelled');
    await until(() => waiting[0]!.aborted);
    expect(waiting[1]!.aborted).toBe(false);
  });

  it('ends what waits when the page goes in the middle of a call, on both ends', async () => {
    const pending = failureOf(client.call('versions.statistics', { versionId: 1 }));
    await until(() => waiting.length === 1);
    client.close();
    expect((await pending).code).toBe('rpc.closed');
    await until(() => waiting[0]!.aborted);
    await until(() => application.listenerCount === 0);
    expect((await failureOf(client.call('samples.find', { versionId: 1, text: 'x' }))).code).toBe(
      'rpc.closed',
    );
  });

  it('serves a page that comes back', async () => {
    client.close();
    await until(() => application.listenerCount === 0);
    client = createClient(await transport.open());
    expect(Array.from(await client.call('samples.find', { versionId: 1, text: 'abc' }))).toEqual([3]);
  });

  it('sends events to every page, and answers to the one that asked', async () => {
    const other = createClient(await transport.open());
    const seen: string[] = [];
    client.on('run.changed', ({ runId }) => seen.push(`one ${runId}`));
    const stop = other.on('run.changed', ({ runId }) => seen.push(`two ${runId}`));
    await Promise.all([client, other].map((page) => page.call('samples.find', { versionId: 1, text: 'x' })));
    application.emit('run.changed', { runId: 5 });
    await until(() => seen.length === 2);
    expect(seen.sort()).toEqual(['one 5', 'two 5']);
    stop();
    application.emit('run.changed', { runId: 6 });
    await until(() => seen.length === 3);
    expect(seen[2]).toBe('one 6');
    other.close();
    await until(() => application.listenerCount === 1);
  });

  it('closes on bytes that are no frame, without harm to other pages', async () => {
    for (const bytes of [new Uint8Array(0), Uint8Array.of(255, 255, 255, 255), new Uint8Array(64)]) {
      const port = await transport.open();
      const closed = new Promise<void>((resolve) => port.onClose(resolve));
      port.send(bytes);
      await closed;
    }
    expect(Array.from(await client.call('samples.find', { versionId: 1, text: 'ab' }))).toEqual([2]);
  });

  it('refuses more calls at once than a page can mean', async () => {
    const ends = Array.from({ length: 300 }, () =>
      failureOf(client.call('versions.statistics', { versionId: 1 })),
    );
    const conflicts = await Promise.all(ends.slice(256));
    expect(new Set(conflicts.map(({ code }) => code))).toEqual(new Set(['conflict']));
    client.close();
    const closed = await Promise.all(ends.slice(0, 256));
    expect(new Set(closed.map(({ code }) => code))).toEqual(new Set(['rpc.closed']));
  });
});

it('an answer with a number that is not finite becomes an error, not a broken frame', async () => {
  const application = scriptedApplication({ 'verdicts.judge': () => ({ batch: Number.NaN }) });
  const [, openMemory] = TRANSPORTS[0]!;
  const client = createClient(await (await openMemory(application)).open());
  const args = { versionId: 1, indices: new Int32Array(0), value: null, reason: '' };
  expect((await failureOf(client.call('verdicts.judge', args))).code).toBe('internal');
});

it('the server closes with pages and calls still open', async () => {
  const application = scriptedApplication({ 'versions.statistics': () => new Promise(() => {}) });
  const server = await startServer(application, { port: 0, pageFolder: '.' });
  const headers = { Origin: originOf(server), Cookie: await cookieFrom(server) };
  const socket = await openSocket(server.port, headers);
  const code = new Promise((resolve) => socket.on('close', resolve));
  await server.close();
  expect(await code).toBe(1001);
  expect(application.listenerCount).toBe(0);
});
