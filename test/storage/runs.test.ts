import { describe, expect, it } from 'vitest';
import {
  appendLog,
  appendTimelinePoint,
  changeRunState,
  createRun,
  describeAttempt,
  listAttempts,
  listExports,
  listRuns,
  listStages,
  markInterruptedRuns,
  readLogs,
  readRun,
  readTimeline,
  setRunVersion,
  storeExport,
  storeStage,
  type Connection,
} from '../../src-main/storage/index.ts';
import { importSamples, newWorkspace, thrownBy } from './support/samples.ts';

const SPEC = {
  defense: 'dlp',
  defenseVersion: 1,
  preset: 'quick',
  arch: 'wrn-16-1',
  seed: 7,
  device: 'cpu',
  options: { isolate: 0.01, order: 'SL-AU' },
} as const;

const audit = (db: Connection): number => createRun(db, { kind: 'audit', versionId: null, spec: SPEC }).id;

describe('runs', () => {
  it('keep what was asked for, their states and attempts', async () => {
    const { db } = newWorkspace();
    const version = await importSamples(db, 5, 0);
    const id = audit(db);
    expect(readRun(db, id)).toMatchObject({
      kind: 'audit',
      spec: SPEC,
      state: 'queued',
      attempts: 0,
      versionId: null,
    });
    setRunVersion(db, id, version.id);
    changeRunState(db, id, 'start');
    describeAttempt(db, id, { backend: 'tensorflow' });
    changeRunState(db, id, 'ready');
    const error = { code: 'worker.crashed', message: 'It crashed.', details: { signal: 'SIGSEGV' } } as const;
    describeAttempt(db, id, { details: { output: 'last words' } });
    expect(changeRunState(db, id, 'failed', { error })).toMatchObject({
      state: 'failed',
      error,
      attempts: 1,
    });
    expect(readRun(db, id).finishedAt).not.toBeNull();
    expect(changeRunState(db, id, 'resume')).toMatchObject({
      state: 'starting',
      error: null,
      finishedAt: null,
      attempts: 2,
    });
    changeRunState(db, id, 'ready');
    changeRunState(db, id, 'completed', { result: { final: { cleanAccuracy: 0.9 } } });
    const run = readRun(db, id);
    expect(run).toMatchObject({
      state: 'finished',
      result: { final: { cleanAccuracy: 0.9 } },
      versionId: version.id,
    });
    expect(listAttempts(db, id)).toMatchObject([
      { attempt: 1, outcome: 'failed', backend: 'tensorflow', details: { output: 'last words' } },
      { attempt: 2, outcome: 'finished', backend: null, details: null },
    ]);
    expect(listRuns(db, { kind: 'audit' })).toEqual([run]);
    expect(listRuns(db, { versionId: version.id })).toEqual([run]);
    expect(listRuns(db, { kind: 'export' })).toEqual([]);
  });

  it('take no step their state does not allow', () => {
    const { db } = newWorkspace();
    const id = audit(db);
    expect(thrownBy(() => changeRunState(db, id, 'completed'))).toMatchObject({ code: 'conflict' });
    expect(readRun(db, id).state).toBe('queued');
    changeRunState(db, id, 'cancel-requested');
    expect(readRun(db, id).state).toBe('cancelled');
    expect(thrownBy(() => readRun(db, 99))).toMatchObject({
      code: 'not-found',
      details: { available: [id] },
    });
  });

  it('of a host that is gone become interrupted, the others stay', () => {
    const { db } = newWorkspace();
    const [queued, running, done] = [audit(db), audit(db), audit(db)];
    for (const id of [running, done])
      for (const event of ['start', 'ready'] as const) changeRunState(db, id, event);
    changeRunState(db, done, 'completed', { result: 1 });
    expect(markInterruptedRuns(db)).toEqual([queued, running]);
    expect(listRuns(db).map((run) => run.state)).toEqual(['finished', 'interrupted', 'interrupted']);
    expect(listAttempts(db, running)).toMatchObject([{ outcome: 'interrupted' }]);
    expect(markInterruptedRuns(db)).toEqual([]);
    expect(changeRunState(db, running, 'resume').state).toBe('starting');
  });
});

describe('what a run reports', () => {
  it('its timeline is read on from a place, and a repeated point comes anew', () => {
    const { db } = newWorkspace();
    const id = audit(db);
    const point = (epoch: number, loss: number) => ({
      stage: 'supervised',
      epoch,
      step: 10,
      metrics: { loss },
    });
    expect([1, 2, 3].map((epoch) => appendTimelinePoint(db, id, point(epoch, 1 / epoch)))).toEqual([1, 2, 3]);
    expect(readTimeline(db, id, 1)).toEqual([
      { seq: 2, ...point(2, 0.5) },
      { seq: 3, ...point(3, 1 / 3) },
    ]);
    expect(appendTimelinePoint(db, id, point(3, 0.25))).toBe(4);
    expect(readTimeline(db, id, 3)).toEqual([{ seq: 4, ...point(3, 0.25) }]);
    expect(readTimeline(db, id)).toHaveLength(3);
    expect(readTimeline(db, id, 0, 1)).toHaveLength(1);
    expect(thrownBy(() => appendTimelinePoint(db, id, point(4, NaN)))).toMatchObject({
      code: 'input.invalid',
    });
  });

  it('its stages keep their order when one is done again', () => {
    const { db } = newWorkspace();
    const id = audit(db);
    const stage = (name: string, seconds: number) => ({
      name,
      epochs: 3,
      updates: 30,
      cleanAccuracy: 0.5,
      attackSuccess: null,
      robustAccuracy: null,
      seconds,
      notes: ['stayed incomplete'],
    });
    for (const name of ['supervised', 'filter', 'unlearning']) storeStage(db, id, stage(name, 1));
    storeStage(db, id, stage('filter', 2));
    expect(listStages(db, id)).toEqual([stage('supervised', 1), stage('filter', 2), stage('unlearning', 1)]);
  });

  it('its log and its exports are kept in order', () => {
    const { db } = newWorkspace();
    const id = audit(db);
    appendLog(db, id, 'info', 'first');
    appendLog(db, id, 'warning', 'second');
    const [first] = readLogs(db, id);
    expect(readLogs(db, id, first?.id)).toMatchObject([{ level: 'warning', text: 'second' }]);
    const files = [{ path: 'model/model.json', sha256: 'f'.repeat(64), bytes: 12 }];
    const exportId = storeExport(db, id, '/out', files);
    expect(listExports(db, id)).toMatchObject([{ id: exportId, runId: id, folder: '/out', files }]);
  });

  it('nothing can be reported of a run that does not exist', () => {
    const { db } = newWorkspace();
    expect(() => appendLog(db, 5, 'info', 'lost')).toThrowError(/FOREIGN KEY/);
  });
});
