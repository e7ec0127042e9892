/**
 * The thread that computes views ahead: to the bit what is computed without it, used where it is there and never waited
 * for where it has not begun, its errors told, and gone when the work is.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { InlineViews, type ViewRequest, type ViewSource } from '../../src-main/train/data/views.ts';
import { shareValues, ThreadedViews } from '../../src-main/worker/views/threaded-views.ts';
import { ViewsThread } from '../../src-main/worker/views/views-thread.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { Rng } from '../../src-shared/math/rng.ts';
import type { SampleValues } from '../../src-shared/domain/sample-values.ts';

/** Every thread that was started, whoever did it. */
const threads: Worker[] = [];
const remember = (message: unknown): void => void threads.push((message as { worker: Worker }).worker);
beforeAll(() => subscribe('worker_threads', remember));
afterAll(() => unsubscribe('worker_threads', remember));

/** Those that are still running; one that ended has no number any more. */
const living = (): number => threads.filter(({ threadId }) => threadId > 0).length;
afterEach(() => {
  expect(living()).toBe(0);
  threads.length = 0;
});

const ROWS = 40;
const rng = Rng.fromSeed(3);
const images = (channels: 1 | 3): ViewSource => ({
  modality: 'image',
  shape: [9, 7, channels],
  values: shareValues(Uint8Array.from({ length: ROWS * 63 * channels }, () => rng.below(256))),
});
const series: ViewSource = {
  modality: 'series',
  shape: [31, 1, 2],
  values: shareValues(Float32Array.from({ length: ROWS * 62 }, () => rng.normal())),
};
const indices = Int32Array.of(5, 39, 0, 5, 17, 22, 8);

function requestOf(kind: ViewRequest['kind'], seed = 1): ViewRequest {
  return { kind, indices, stream: Rng.fromSeed(seed).state() };
}

/** What the thread itself computed, however long it took to begin. */
async function fromThread(thread: ViewsThread, request: ViewRequest): Promise<SampleValues> {
  for (;;) {
    const order = thread.order(request)!;
    await sleep(20);
    const values = thread.fetch(order);
    if (values !== null) return values.slice();
  }
}

const KINDS = ['asIs', 'plain', 'weak', 'strong'] as const;

describe.each([
  ['gray images', images(1), false],
  ['images', images(3), true],
  ['series', series, false],
] as const)('views of %s', (_, source, flip) => {
  it('are the same to the bit from the thread', async () => {
    const thread = new ViewsThread(source, flip);
    const inline = new InlineViews(source, flip);
    try {
      for (const kind of KINDS) {
        const request = requestOf(kind);
        const expected = inline.take(request);
        expect(await fromThread(thread, request), kind).toEqual(expected);
        if (kind === 'asIs') continue;
        expect(inline.take(requestOf(kind, 2)), kind).not.toEqual(expected);
        expect(expected, kind).not.toEqual(inline.take(requestOf('asIs')));
      }
    } finally {
      await thread.close();
    }
  });

  it('are the same for a row whichever others are taken', () => {
    const inline = new InlineViews(source, flip);
    const size = source.values.length / ROWS;
    for (const kind of KINDS) {
      const all = inline.take(requestOf(kind));
      const some = inline.take(requestOf(kind), [6, 2]);
      expect(some).toHaveLength(2 * size);
      expect(some.subarray(0, size), kind).toEqual(all.subarray(6 * size));
      expect(some.subarray(size), kind).toEqual(all.subarray(2 * size, 3 * size));
    }
  });
});

const FIXTURE = new URL('fixtures/views-thread.ts', import.meta.url);

/** Views over a thread that is started at once, when it has said so many times that it did something, or has ended. */
async function withThread(
  behaviour: string,
  news: number,
  body: (views: ThreadedViews, source: ViewSource) => void | Promise<void>,
): Promise<void> {
  const source = images(3);
  process.env['TEST_VIEWS_THREAD'] = behaviour;
  const views = new ThreadedViews(source, true, { startAfterMs: 0, entry: FIXTURE });
  try {
    views.ahead([requestOf('plain'), requestOf('strong')]);
    await new Promise<void>((resolve) => {
      let heard = 0;
      threads[0]!.on('message', () => {
        if (++heard === news) resolve();
      });
      threads[0]!.on('exit', () => resolve());
    });
    await body(views, source);
  } finally {
    await views.close();
  }
}

describe('what was asked for ahead', () => {
  it('is taken from the thread, whole or in part, and nothing else is', () =>
    withThread('answers', 2, (views, source) => {
      const inline = new InlineViews(source, true);
      expect(new Set(views.take(requestOf('strong'), [3, 1]))).toEqual(new Set([255]));
      expect(new Set(views.take(requestOf('plain')))).toEqual(new Set([255]));
      // Taken once.
      expect(views.take(requestOf('plain'))).toEqual(inline.take(requestOf('plain')));
      const other = { ...requestOf('strong'), indices: indices.toReversed() };
      expect(views.take(other)).toEqual(inline.take(other));
    }));

  it('is forgotten when something else is asked for', () =>
    withThread('answers', 2, (views, source) => {
      views.ahead([requestOf('weak')]);
      const expected = new InlineViews(source, true).take(requestOf('plain'));
      expect(views.take(requestOf('plain'))).toEqual(expected);
    }));

  it('finds slots for hundreds of updates', async () => {
    const source = images(3);
    const views = new ThreadedViews(source, true, { startAfterMs: 0 });
    const inline = new InlineViews(source, true);
    try {
      for (let step = 0; step < 300; step++) {
        // Every third is left lying.
        if (step % 3 > 0)
          expect(views.take(requestOf('strong', step))).toEqual(inline.take(requestOf('strong', step)));
        views.ahead([requestOf('strong', step + 1), requestOf('weak', step + 1), requestOf('plain', step)]);
        if (step % 10 === 0) await sleep(2);
      }
      expect(living()).toBe(1);
    } finally {
      await views.close();
    }
  });

  it('is computed here while the thread has not begun', () =>
    withThread('begins-nothing', 1, (views, source) => {
      const expected = new InlineViews(source, true).take(requestOf('strong'), [1]);
      expect(views.take(requestOf('strong'), [1])).toEqual(expected);
    }));

  it('is computed here when the thread is closed', () =>
    withThread('answers', 2, async (views, source) => {
      await views.close();
      const startedAt = performance.now();
      const expected = new InlineViews(source, true).take(requestOf('plain'));
      expect(views.take(requestOf('plain'))).toEqual(expected);
      expect(performance.now() - startedAt).toBeLessThan(1000);
      views.ahead([requestOf('plain')]);
      expect(living()).toBe(0);
    }));
});

describe('a thread', () => {
  it('is not started for a few samples', async () => {
    const views = new ThreadedViews(images(3), true, { startAfterMs: 1e9 });
    views.take(requestOf('strong'));
    views.ahead([requestOf('strong', 2)]);
    expect(threads).toHaveLength(0);
    await views.close();
  });

  it('tells why a view failed', async () => {
    const wrong: ViewSource = { ...series, modality: 'image' };
    const thread = new ViewsThread(wrong, false);
    try {
      const failure = fromThread(thread, requestOf('plain'));
      await expect(failure).rejects.toThrow('Images came as numbers where bytes belong.');
      await expect(failure).rejects.toBeInstanceOf(AssayError);
      // It goes on with the next.
      expect(await fromThread(thread, requestOf('asIs'))).toHaveLength(indices.length * 62);
    } finally {
      await thread.close();
    }
  });

  it('that ends in the middle of a view is a crash, not a view', () =>
    withThread('ends-in-the-middle', 0, (views) => {
      const taking = (): unknown => views.take(requestOf('plain'));
      expect(taking).toThrow(/ended by itself with code 7\. Resume the run/);
      expect(() => views.ahead([requestOf('weak')])).toThrow(
        expect.objectContaining({ code: 'worker.crashed' }) as AssayError,
      );
    }));

  it('that cannot be started is done without, and says why', () =>
    withThread('fails-to-start', 0, (views, source) => {
      const expected = new InlineViews(source, true).take(requestOf('plain'));
      expect(views.take(requestOf('plain'))).toEqual(expected);
      views.ahead([requestOf('weak')]);
      expect(views.whyNoThread).toContain('there is no such file');
    }));

  it('ends in the middle of a view when the work does', async () => {
    const startedAt = performance.now();
    await withThread('is-slow', 1, () => expect(living()).toBe(1));
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });
});
