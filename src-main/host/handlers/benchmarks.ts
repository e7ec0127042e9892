/** Benchmarks of the open workspace: planned, started, watched, read as they stand, written into files. */
import { existsSync } from 'node:fs';
import type { BenchmarkDocument } from '../../../src-shared/domain/benchmark.ts';
import { isActive, type ProgressNews } from '../../../src-shared/domain/job.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type {
  BenchmarkLimitArgs,
  BenchmarkPlan,
  BenchmarkRequestArgs,
} from '../../../src-shared/rpc/contract.ts';
import type { Handlers } from '../../../src-shared/rpc/server.ts';
import {
  benchmarkCommand,
  checkOutput,
  writeTables,
  type Benchmark,
  type BenchmarkRequest,
  type BenchmarkWatch,
} from '../../benchmarks/index.ts';
import type { JobNews } from '../../jobs/job-board.ts';
import type { Host } from '../create-host.ts';
import { ensureTensorflow } from '../runtime.ts';
import type { HandlerContext } from './context.ts';
import { throttled } from './throttled.ts';

// The command line writes tables too, and reaches what lies below the host only through it.
export { checkOutput, writeTables } from '../../benchmarks/index.ts';
export { checkFolder } from '../../files/check-folder.ts';

type Calls =
  | 'benchmarks.tables'
  | 'benchmarks.plan'
  | 'benchmarks.measure'
  | 'benchmarks.start'
  | 'benchmarks.read'
  | 'benchmarks.atWork'
  | 'benchmarks.render';

/** Benchmarks that are kept open: what they have measured of finished runs need not be measured again. */
const KEPT = 6;

export function benchmarkHandlers(context: HandlerContext): Pick<Handlers, Calls> {
  const { board, emit } = context;
  const shelf = new Shelf();
  /** By job, which is forgotten with its board. */
  const requests = new Map<number, BenchmarkRequestArgs>();
  const progress = new Map<number, ProgressNews | null>();

  const opened = (asked: BenchmarkRequestArgs): Benchmark => {
    const host = context.host();
    return shelf.get(host, allowed(context, asked));
  };

  function watchOf(jobId: () => number): BenchmarkWatch {
    const tell = new Map<number, () => void>();
    const changed = (): void => {
      emit('benchmark.changed', { jobId: jobId() });
      emit('library.changed', {});
    };
    return {
      onBegin(run) {
        progress.set(run, null);
        tell.set(
          run,
          throttled(() => emit('run.changed', { runId: run })),
        );
        changed();
      },
      onProgress(run, news) {
        progress.set(run, news);
        tell.get(run)?.();
      },
      onEnd(run) {
        if (run !== null) {
          progress.delete(run);
          tell.get(run)?.();
        }
        changed();
      },
    };
  }

  return {
    'benchmarks.tables': () => context.host().benchmarks.offer(),
    'benchmarks.plan': async ({ request, limits }, signal) => {
      const benchmark = opened(request);
      const command = benchmarkCommand(context.host().workspace, allowed(context, request), limits);
      return planOf(benchmark, await benchmark.read(signal), command);
    },
    'benchmarks.measure': ({ request }) => {
      const benchmark = opened(request);
      const { id } = board.add({
        kind: 'measure',
        subject: benchmark.unmeasured().join(', '),
        lane: 'compute',
        work: async (news) => {
          await ensureTensorflow(request.device, news);
          await benchmark.measureSpeeds(news).finally(() => emit('benchmark.changed', { jobId: id }));
        },
      });
      return { jobId: id };
    },
    'benchmarks.start': ({ request, limits }) => {
      const host = context.host();
      const asked = allowed(context, request);
      checkStart(host, asked);
      const key = keyOf(asked);
      const isAtWork = board
        .active()
        .some(({ id }) => requests.has(id) && keyOf(allowed(context, requests.get(id)!)) === key);
      if (isAtWork) throw new AssayError('conflict', 'This benchmark is at work already.');
      // What failed while it was prepared is tried anew, so nothing of an earlier attempt may be remembered.
      const benchmark = shelf.renew(host, asked);
      const { id } = board.add({
        kind: 'benchmark',
        subject: `${request.tables.join(', ')}, ${request.scale}`,
        lane: 'compute',
        work: (news) =>
          runBenchmark(
            benchmark,
            asked,
            limits,
            news,
            watchOf(() => id),
          ),
      });
      requests.set(id, request);
      return { jobId: id };
    },
    'benchmarks.read': ({ request }, signal) => opened(request).read(signal),
    'benchmarks.atWork': () => ({
      jobs: board
        .list()
        .filter((job) => job.kind === 'benchmark' && isActive(job))
        .flatMap(({ id }) => {
          const request = requests.get(id);
          return request === undefined ? [] : [{ jobId: id, request }];
        }),
      runs: [...progress].map(([run, news]) => ({ run, progress: news })),
    }),
    'benchmarks.render': async ({ request, format, path: asked, replace }, signal) => {
      const document = await opened(request).read(signal);
      const path = context.folders.allow(asked);
      const { workspace } = context.host();
      checkOutput(path, { workspace, results: null, data: request.data });
      return writeTables(document, format, path, replace);
    },
  };
}

async function runBenchmark(
  benchmark: Benchmark,
  { device }: BenchmarkRequest,
  limits: BenchmarkLimitArgs,
  news: JobNews,
  watch: BenchmarkWatch,
): Promise<Pick<BenchmarkDocument, 'counts'> & { stoppedBefore: string | null }> {
  try {
    await ensureTensorflow(device, news);
    const { stoppedBefore } = await benchmark.run(limits, news, watch);
    if (stoppedBefore !== null) {
      news.onNote(`The time left would not hold ${stoppedBefore}: stopped before it.`);
    }
    return { counts: benchmark.document().counts, stoppedBefore };
  } finally {
    watch.onEnd(null);
  }
}

function planOf(benchmark: Benchmark, document: BenchmarkDocument, command: string): BenchmarkPlan {
  const { counts, remainingSeconds, datasets, runs, notes, tables } = document;
  const missing = tables.flatMap((table) =>
    table.cells.flatMap(({ state, seeds, row, column, reason }) =>
      // A mean over cells is missing only because they are.
      state === 'missing' && seeds.length > 0 ? [{ table: table.id, row, column, reason: reason ?? '' }] : [],
    ),
  );
  const unmeasured = remainingSeconds === null ? benchmark.unmeasured() : [];
  return { counts, remainingSeconds, datasets, runs, notes, missing, unmeasured, command };
}

/** The request with its folders absolute. Throws `usage.invalid` for one outside of what may be read. */
function allowed({ folders }: HandlerContext, request: BenchmarkRequestArgs): BenchmarkRequest {
  const data = Object.entries(request.data).map(([id, source]) => [id, folders.allow(source)] as const);
  return { ...request, data: Object.fromEntries(data) };
}

function checkStart(host: Host, { data }: BenchmarkRequest): void {
  if (host.isReadOnly) {
    throw new AssayError(
      'conflict',
      `${host.workspace} was opened to be read only, because another process writes to it or nothing can be written there. Close the other process, then open the workspace again.`,
      { workspace: host.workspace },
    );
  }
  for (const [id, source] of Object.entries(data)) {
    if (existsSync(source)) continue;
    throw new AssayError('not-found', `There is nothing at ${source}, where ${id} is said to lie.`, {
      dataset: id,
      source,
    });
  }
}

/** Benchmarks by what was asked for, the ones used last. */
class Shelf {
  readonly #kept = new Map<string, { host: Host; benchmark: Benchmark }>();

  get(host: Host, request: BenchmarkRequest): Benchmark {
    const key = keyOf(request);
    const found = this.#kept.get(key);
    // A workspace that was closed and opened again is another one.
    if (found === undefined || found.host !== host) return this.renew(host, request);
    this.#put(key, found);
    return found.benchmark;
  }

  renew(host: Host, request: BenchmarkRequest): Benchmark {
    const benchmark = host.benchmarks.open(request);
    this.#put(keyOf(request), { host, benchmark });
    return benchmark;
  }

  #put(key: string, entry: { host: Host; benchmark: Benchmark }): void {
    this.#kept.delete(key);
    this.#kept.set(key, entry);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}

/** Equal for equal requests, in whatever order their parts were named. */
function keyOf(request: BenchmarkRequest): string {
  return JSON.stringify(request, (_name, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
