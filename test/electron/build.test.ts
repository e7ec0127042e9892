/** The desktop application is built for real (needs no Electron), and what comes out is looked at. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ViewSource } from '../../src-main/train/data/views.ts';
import { THREAD, type ThreadStart } from '../../src-main/worker/views/orders.ts';

let out: string;

beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'assay-desktop-'));
  for (const part of ['main', 'preload', 'renderer'])
    rmSync(join(out, part), { recursive: true, force: true });
  const built = spawnSync('electron-vite', ['build', '--outDir', out, '--logLevel', 'warn'], {
    encoding: 'utf8',
  });
  expect(built.stderr + built.stdout, 'the build').not.toMatch(/error/i);
  expect(built.status).toBe(0);
});

afterAll(() => rmSync(out, { recursive: true, force: true }));

describe('the build', () => {
  it('has the preload as one CommonJS file that requires Electron alone', () => {
    expect(readdirSync(join(out, 'preload'))).toEqual(['preload.cjs']);
    const text = readFileSync(join(out, 'preload', 'preload.cjs'), 'utf8');
    const required = [...text.matchAll(/require\(["'`]([^"'`]+)["'`]\)/g)].map(([, name]) => name);
    expect(new Set(required)).toEqual(new Set(['electron']));
    expect(text).not.toMatch(/^import /m);
  });

  it('has main and worker, with packages outside and nothing of Electron in the worker', () => {
    for (const entry of ['main.js', 'worker.js'])
      expect(existsSync(join(out, 'main', entry)), entry).toBe(true);
    const text = readFileSync(join(out, 'main', 'worker.js'), 'utf8');
    expect(text).not.toMatch(/from ["']electron["']/);
  });

  it('has the thread of the worker beside it, ready to start, without TensorFlow', async () => {
    const folder = join(out, 'main');
    const starting = readdirSync(folder).filter((name) => {
      return name.endsWith('.js') && readFileSync(join(folder, name), 'utf8').includes('"./views.js"');
    });
    expect(starting).toHaveLength(1);
    const words = new Int32Array(new SharedArrayBuffer(64));
    const source: ViewSource = { modality: 'image', shape: [1, 1, 1], values: new Uint8Array(1) };
    const { port1, port2 } = new MessageChannel();
    const start: ThreadStart = { source, flipIsHarmless: false, port: port2, words };
    const thread = new Worker(join(folder, 'views.js'), { workerData: start, transferList: [port2] });
    const failure = once(thread, 'exit').then(() => 'it ended');
    const ready = Atomics.waitAsync(words, THREAD, 0, 20_000).value;
    expect(['ok', 'not-equal']).toContain(await Promise.race([ready, failure]));
    port1.close();
    await thread.terminate();
  });

  it('has a page without anything inline', () => {
    const html = readFileSync(join(out, 'renderer', 'index.html'), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:/i);
    expect(html).toMatch(/<script type="module"[^>]* src="\.\/assets\/[\w-]+\.js">/);
  });
});
