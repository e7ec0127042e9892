/** The public face of the benchmarks, for the host. */
export type { Benchmark, BenchmarkLimits, BenchmarkWatch } from './benchmark.ts';
export { benchmarkCommand } from './command.ts';
export type { DataFolders } from './data.ts';
export { DATASET_IDS, type DatasetId } from './datasets.ts';
export { checkOutput, writeTables } from './output.ts';
export { SCALES } from './scales.ts';
export { BenchmarkService, NO_ATTACK_ID, type BenchmarkRequest } from './service.ts';
export { TABLES } from './tables/registry.ts';
export { renderBenchmark } from '../formats/benchmark/render.ts';
