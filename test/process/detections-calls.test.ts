/**
 * Detectors as a window has them: the calls of the contract over a real run, with real workers. What each detector finds
 * is tested where the detectors are; here, that the calls say the same, hold the long columns apart, and refuse.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApplication, type Application } from '../../src-main/host/application.ts';
import { createHost } from '../../src-main/host/create-host.ts';
import type { DetectionDocument } from '../../src-shared/domain/detection.ts';
import { isActive, type JobSnapshot } from '../../src-shared/domain/job.ts';
import { decodeFrame, encodeFrame } from '../../src-shared/rpc/codec.ts';
import type { CallName } from '../../src-shared/rpc/contract.ts';
import { calls } from '../../src-shared/rpc/contract.ts';
import type { Handlers } from '../../src-shared/rpc/server.ts';
import { useTensorflow } from '../support/tensorflow.ts';
import { makeDrillWorkspace } from './drill.ts';

const ABILITIES = { nativeDialogs: false, roots: [] };
const TRAINING_SAMPLES = 240;

let folder: string;
let workspace: string;
let runId: number;
let application: Application;
const news: number[] = [];

/** As a page calls it: arguments checked by the contract, the answer through a frame. */
async function ask<Name extends CallName>(
  name: Name,
  args: unknown,
): Promise<Awaited<ReturnType<Handlers[Name]>>> {
  const handler = application.handlers[name] as (args: unknown, signal: AbortSignal) => unknown;
  const answer = await handler(calls[name].args.parse(args), new AbortController().signal);
  return decodeFrame(encodeFrame(answer)) as Awaited<ReturnType<Handlers[Name]>>;
}

async function ended(jobId: number): Promise<JobSnapshot> {
  for (;;) {
    const job = (await ask('jobs.list', {})).find(({ id }) => id === jobId)!;
    if (!isActive(job)) return job;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function detect(...detectors: { detector: string; options: object }[]): Promise<JobSnapshot> {
  const { jobId } = await ask('detections.start', { runId, detectors });
  return ended(jobId);
}

beforeAll(async () => {
  await useTensorflow();
  folder = mkdtempSync(join(tmpdir(), 'assay-detections-'));
  workspace = join(folder, 'drill.assay');
  await makeDrillWorkspace(workspace);
  const host = await createHost({ workspace, mode: 'write', programVersion: '0' });
  const choice = { preset: 'quick', arch: null, seed: 3, device: 'cpu', useVerdicts: false } as const;
  const options = { batch: 16, minUpdates: 0, epochs: 6 };
  runId = host.runs.create(host.runs.plan({ dataset: 'drill@2', defense: 'plain', ...choice, options }));
  const { signal } = new AbortController();
  await host.runs.start(runId, { signal, onProgress: () => undefined, onNote: () => undefined });
  await host.close();
  application = await createApplication({ programVersion: '0', abilities: ABILITIES, workspace });
  application.onEvent((name, value) => {
    if (name === 'run.changed') news.push((value as { runId: number }).runId);
  });
});

afterAll(async () => {
  await application.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('before a detector has run', () => {
  it('says which detectors the run can have, and why one it cannot', async () => {
    const offers = await ask('detections.offers', { runId });
    expect(offers.map(({ detector }) => detector)).toEqual(['ac', 'ss', 'tlm', 'entropy', 'loss-drop']);
    expect(offers.filter(({ obstacle }) => obstacle !== null).map(({ detector }) => detector)).toEqual([
      'loss-drop',
    ]);
    expect(offers.at(-1)?.obstacle).toContain('Runs of these defenses have it: ');
    expect(offers.flatMap(({ stored }) => stored)).toEqual([]);
  });

  it('has no comparison and no columns', async () => {
    expect(await ask('detections.read', { runId })).toBeNull();
    const columns = { runId, detector: 'ac' };
    await expect(ask('detections.flags', columns)).rejects.toMatchObject({ code: 'not-found' });
    await expect(ask('detections.score', columns)).rejects.toMatchObject({ code: 'not-found' });
    await expect(ask('detections.groups', columns)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('refuses what the run cannot have before anything is queued', async () => {
    const start = (detector: string, options: object): Promise<unknown> =>
      ask('detections.start', { runId, detectors: [{ detector, options }] });
    await expect(start('loss-drop', {})).rejects.toMatchObject({ code: 'conflict' });
    await expect(start('magic', {})).rejects.toMatchObject({ code: 'usage.invalid' });
    await expect(start('ac', { components: 0 })).rejects.toMatchObject({ code: 'usage.invalid' });
    await expect(ask('detections.offers', { runId: 99 })).rejects.toMatchObject({ code: 'not-found' });
    expect((await ask('jobs.list', {})).filter(({ kind }) => kind === 'detect')).toEqual([]);
  });
});

describe('a job of two detectors', () => {
  let job: JobSnapshot;

  beforeAll(async () => {
    job = await detect({ detector: 'ac', options: {} }, { detector: 'tlm', options: {} });
  });

  it('ends, and tells when a result has come', () => {
    expect(job).toMatchObject({ kind: 'detect', state: 'done', runId, subject: 'drill@2' });
    // One for each detector, and one at the end.
    expect(news.filter((id) => id === runId).length).toBeGreaterThanOrEqual(3);
  });

  it('the comparison is that of the command line without what is as long as the dataset', async () => {
    const summary = await ask('detections.read', { runId });
    await application.close();
    const host = await createHost({ workspace, mode: 'write', programVersion: '0' });
    const requests = ['ac', 'tlm'].map((detector) => ({ detector, options: {} }));
    const work = {
      signal: new AbortController().signal,
      onProgress: () => undefined,
      onNote: () => undefined,
    };
    const document: DetectionDocument = await host.detections.run(
      host.detections.plan(runId, requests),
      work,
    );
    await host.close();
    application = await createApplication({ programVersion: '0', abilities: ABILITIES, workspace });
    expect(summary).toMatchObject({ run: runId, planted: 24, samples: TRAINING_SAMPLES });
    expect(summary?.detectors).toEqual(
      document.detectors.map(({ flagged, groups, ...rest }) => ({
        ...rest,
        flaggedCount: flagged.length,
        hasGroups: groups !== null,
      })),
    );
    expect(summary?.pairs).toEqual(document.pairs);
    expect(summary?.statements.map(({ text }) => text)).toEqual(document.statements);
    expect(summary?.leftOut.map(({ detector }) => detector)).toEqual(['loss-drop']);

    // The columns, against the lists of the document.
    for (const { detector, flagged, groups } of document.detectors) {
      const flags = await ask('detections.flags', { runId, detector });
      expect([...flags.keys()].filter((index) => flags[index] === 1)).toEqual(
        flagged.toSorted((a, b) => a - b),
      );
      const score = await ask('detections.score', { runId, detector });
      expect(score).toBeInstanceOf(Float32Array);
      expect(score).toHaveLength(TRAINING_SAMPLES);
      const column = await ask('detections.groups', { runId, detector });
      expect(column === null ? null : [...column]).toEqual(groups);
    }
    expect(await ask('detections.groups', { runId, detector: 'tlm' })).toBeNull();
  });
});

describe('another way of running the same detector', () => {
  const other = { components: 3 };

  beforeAll(async () => {
    await detect({ detector: 'ac', options: other });
  });

  it('stands beside the first; the newest is meant unless one is chosen', async () => {
    const offers = await ask('detections.offers', { runId });
    const stored = offers.find(({ detector }) => detector === 'ac')?.stored ?? [];
    expect(stored.map(({ options }) => options['components'])).toEqual([3, 10]);
    const componentsOf = async (choices?: object): Promise<unknown> => {
      const found = await ask('detections.read', { runId, ...choices });
      return found?.detectors.find(({ detector }) => detector === 'ac')?.options['components'];
    };
    expect(await componentsOf()).toBe(3);
    const first = { detector: 'ac', options: stored[1]!.options };
    expect(await componentsOf({ choices: [first] })).toBe(10);
    const newest = await ask('detections.score', { runId, detector: 'ac' });
    expect(await ask('detections.score', { runId, detector: 'ac', options: other })).toEqual(newest);
    expect(await ask('detections.score', { runId, ...first })).not.toEqual(newest);
  });

  it('a way that has not run is not found', async () => {
    const detector = { detector: 'ac', options: { components: 4 } };
    await expect(ask('detections.read', { runId, choices: [detector] })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(ask('detections.flags', { runId, ...detector })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

it('a job that is cancelled ends as cancelled and leaves what was there', async () => {
  const { jobId } = await ask('detections.start', { runId, detectors: [{ detector: 'ss', options: {} }] });
  await ask('jobs.cancel', { jobId });
  expect((await ended(jobId)).state).toBe('cancelled');
  const found = await ask('detections.read', { runId });
  expect(found?.detectors.map(({ detector }) => detector)).toEqual(['ac', 'tlm']);
});

it('a program that may only read compares what is stored and starts nothing', async () => {
  const reader = await createApplication({ programVersion: '0', abilities: ABILITIES, workspace });
  const { signal } = new AbortController();
  try {
    const found = await reader.handlers['detections.read']({ runId }, signal);
    expect(found?.detectors).toHaveLength(2);
    const request = { runId, detectors: [{ detector: 'ss', options: {} }] };
    expect(() => reader.handlers['detections.start'](request, signal)).toThrow(/can only be read/);
  } finally {
    await reader.close();
  }
});
