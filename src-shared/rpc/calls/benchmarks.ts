/** Calls and answers about benchmarks: tables of papers, what they would take, what there is of them so far. */
import { z } from 'zod';
import type { Modality } from '../../domain/dataset.ts';
import {
  BENCHMARK_FORMATS,
  BENCHMARK_SCALES,
  type BenchmarkDocument,
  type BenchmarkKind,
  type BenchmarkScale,
} from '../../domain/benchmark.ts';
import type { ProgressNews } from '../../domain/job.ts';
import { call, device, name, nothing, path, seed } from './call.ts';

/** What there is to choose from. */
export interface BenchmarkOffer {
  tables: readonly BenchmarkTableOffer[];
  scales: readonly {
    id: BenchmarkScale;
    /** Samples taken at most; null: all there are. */
    train: number | null;
    test: number | null;
    preset: string;
    seeds: readonly number[];
    /** Whether drawn samples may stand in for data that is not given. */
    drawsData: boolean;
  }[];
  datasets: readonly {
    id: string;
    title: string;
    modality: Modality;
    /** As published; null where the paper does not say. */
    train: number | null;
    test: number | null;
    /** Where the samples that the workspace has of it came from; null: it has none. */
    importedFrom: string | null;
  }[];
}

export interface BenchmarkTableOffer {
  id: string;
  paper: string;
  where: string;
  title: string;
  kind: BenchmarkKind;
  cells: number;
  /** Of its cells, each once; `none` is no attack. */
  attacks: readonly string[];
  defenses: readonly string[];
  datasets: readonly string[];
}

/** What a benchmark would do now; nothing is run for it. */
export type BenchmarkPlan = Pick<
  BenchmarkDocument,
  'counts' | 'remainingSeconds' | 'datasets' | 'runs' | 'notes'
> & {
  /** Cells that cannot be run, with the reason. */
  missing: readonly { table: string; row: string; column: string; reason: string }[];
  /** Networks of runs to come whose speed on this machine is not known. */
  unmeasured: readonly string[];
  /** The same on the command line. */
  command: string;
};

/** Benchmarks that wait or run in this workspace, and how far each of their runs is. */
export interface BenchmarksAtWork {
  jobs: readonly { jobId: number; request: BenchmarkRequestArgs }[];
  runs: readonly { run: number; progress: ProgressNews | null }[];
}

const names = z.array(name).min(1).max(200).nullable();
const request = z.strictObject({
  /** Ids of tables or beginnings of them, or `all`. */
  tables: z.array(name).min(1).max(200),
  scale: z.enum(BENCHMARK_SCALES),
  /** Where datasets lie, by their id. */
  data: z.record(name, path),
  /** Only these; null: all of the tables. */
  attacks: names,
  defenses: names,
  datasets: names,
  /** Null: the scale's. */
  seeds: z.array(seed).min(1).max(20).nullable(),
  preset: name.nullable(),
  arch: name.nullable(),
  device,
  /** By defense, as text, as on a command line. */
  options: z.record(name, z.record(name, z.string().max(1000))),
});
const limits = z.strictObject({
  /** Seconds for everything; null: no limit. */
  budget: z.number().positive().nullable(),
  /** Runs at once; null: as many as the machine allows. */
  parallel: z.int().min(1).max(64).nullable(),
  /** Whether cells that failed earlier are tried again. */
  retriesFailed: z.boolean(),
});

export type BenchmarkRequestArgs = z.infer<typeof request>;
export type BenchmarkLimitArgs = z.infer<typeof limits>;

export const benchmarkCalls = {
  'benchmarks.tables': call<BenchmarkOffer>()(nothing),
  'benchmarks.plan': call<BenchmarkPlan>()(z.strictObject({ request, limits })),
  /** Trains each network that is to come for a moment, where its speed is not known; the plan has a time then. */
  'benchmarks.measure': call<{ jobId: number }>()(z.strictObject({ request })),
  /** Runs what is left. Cancelling the job keeps what is done; the same request goes on. */
  'benchmarks.start': call<{ jobId: number }>()(z.strictObject({ request, limits })),
  /** The tables as they stand, from the workspace alone. */
  'benchmarks.read': call<BenchmarkDocument>()(z.strictObject({ request })),
  'benchmarks.atWork': call<BenchmarksAtWork>()(nothing),
  /** Writes the tables as they stand into a file; without `replace` never over one that is there. */
  'benchmarks.render': call<{ path: string; bytes: number }>()(
    z.strictObject({ request, format: z.enum(BENCHMARK_FORMATS), path, replace: z.boolean() }),
  ),
} as const;
