import { describe, expect, it } from 'vitest';
import type { JobSnapshot } from '../../src-shared/domain/job.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { JobBoard, type JobNews, type JobRequest } from '../../src-main/jobs/job-board.ts';

function request(work: (news: JobNews) => Promise<unknown>, more: Partial<JobRequest> = {}): JobRequest {
  return { kind: 'audit', subject: 'x', lane: 'compute', work, ...more };
}

function untilAborted({ signal }: JobNews): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(new AssayError('run.cancelled', 'stopped'))),
  );
}

describe('the tray', () => {
  it('trains one after the other, and does the rest at once', async () => {
    const board = new JobBoard(() => undefined);
    const order: string[] = [];
    const gate = Promise.withResolvers<void>();
    const first = board.add(
      request(async () => {
        order.push('first');
        await gate.promise;
      }),
    );
    const second = board.add(request(() => Promise.resolve(order.push('second'))));
    const free = board.add(
      request(() => Promise.resolve(order.push('free')), { lane: 'free', kind: 'import' }),
    );
    await board.settled(free.id);
    expect(order).toEqual(['first', 'free']);
    expect(board.active().map(({ state }) => state)).toEqual(['running', 'queued']);
    gate.resolve();
    await board.settled(second.id);
    expect((await board.settled(first.id)).state).toBe('done');
    expect(order).toEqual(['first', 'free', 'second']);
  });

  it('stops what runs, skips what waits, and the next one gets its turn', async () => {
    const board = new JobBoard(() => undefined);
    let skipped = 0;
    const running = board.add(request(untilAborted));
    const waiting = board.add(request(() => Promise.resolve(), { onSkipped: () => skipped++ }));
    const last = board.add(request(() => Promise.resolve('answer')));
    board.cancel(waiting.id);
    expect([(await board.settled(waiting.id)).state, skipped]).toEqual(['cancelled', 1]);
    board.cancel(running.id);
    expect(await board.settled(running.id)).toMatchObject({ state: 'cancelled', error: null });
    expect(await board.settled(last.id)).toMatchObject({ state: 'done', result: 'answer' });
  });

  it('keeps what went wrong, without the stack, until it is dismissed', async () => {
    const board = new JobBoard(() => undefined);
    const { id } = board.add(request(() => Promise.reject(new Error('oh'))));
    const ended = await board.settled(id);
    expect(ended).toMatchObject({ state: 'failed', error: { code: 'internal', message: 'oh', details: {} } });
    board.dismiss(id);
    expect(board.list()).toEqual([]);
    expect(() => board.cancel(id)).toThrow(/no job/);
  });

  it('tells of changes at most four times a second, and never forgets the last', async () => {
    const news: (readonly JobSnapshot[])[] = [];
    const board = new JobBoard((jobs) => news.push(jobs));
    const { id } = board.add(
      request(async ({ onProgress }) => {
        for (let done = 0; done < 60; done++) {
          onProgress({ stage: 's', done, total: 60, unit: 'u', etaSeconds: null, metrics: {} });
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      }),
    );
    await board.settled(id);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(news.length).toBeLessThanOrEqual(6);
    expect(news.at(-1)?.[0]).toMatchObject({ state: 'done', progress: { done: 59 } });
  });

  it('ends everything when it closes', async () => {
    const board = new JobBoard(() => undefined);
    const running = board.add(request(untilAborted));
    const waiting = board.add(request(() => Promise.reject(new Error('its turn never comes'))));
    await board.close();
    expect((await board.settled(running.id)).state).toBe('cancelled');
    expect((await board.settled(waiting.id)).state).toBe('cancelled');
  });
});
