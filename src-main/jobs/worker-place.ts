/** Which part of the machine each of several workers at once may take. */

/** What there is to share. */
export interface Machine {
  cores: number;
  memoryBytes: number;
  /** As CUDA names those that a worker would compute on; empty where it computes on the CPU. */
  gpus: readonly string[];
}

export interface WorkerPlace {
  /** Threads of an operation; null: as many as there are cores. */
  threads: number | null;
  /** Null: the CPU, or the first GPU there is. */
  gpu: string | null;
  /** Whether others compute on the same GPU: TensorFlow takes all of its memory otherwise. */
  sharesGpu: boolean;
}

/**
 * As many runs of `runBytes` at once as the machine allows: one on each GPU; without one, one on each core, as far as
 * memory goes. Two threads are not twice as fast with small networks: on two cores, two runs with a thread each train 1.4
 * times as many images a second as one run with both (`npm run bench -- sharing`).
 */
export function mostAtOnce({ cores, memoryBytes, gpus }: Machine, runBytes: number): number {
  if (gpus.length > 0) return gpus.length;
  return Math.max(1, Math.min(cores, Math.floor(memoryBytes / runBytes)));
}

/** How many share what one would have. */
export function sharersOf(count: number, { gpus }: Pick<Machine, 'gpus'>): number {
  return Math.ceil(count / Math.max(1, gpus.length));
}

/** Places for `count` runs at once, at least 1: cores are divided; several runs share a GPU where there are fewer. */
export function placesFor(count: number, { cores, gpus }: Machine): WorkerPlace[] {
  const threads = count === 1 || gpus.length > 0 ? null : Math.max(1, Math.floor(cores / count));
  return Array.from({ length: count }, (_, i) => ({
    threads,
    // With a single one there is nothing to choose.
    gpu: gpus.length > 1 ? (gpus[i % gpus.length] ?? null) : null,
    sharesGpu: gpus.length > 0 && count > gpus.length,
  }));
}

/** What TensorFlow reads when it is loaded; what a person has set stays where a place leaves it open. */
export function environmentOf({ threads, gpu, sharesGpu }: WorkerPlace): Record<string, string> {
  return {
    ...(threads === null
      ? {}
      : { TF_NUM_INTRAOP_THREADS: String(threads), TF_NUM_INTEROP_THREADS: String(threads) }),
    ...(gpu === null ? {} : { CUDA_VISIBLE_DEVICES: gpu }),
    ...(sharesGpu ? { TF_FORCE_GPU_ALLOW_GROWTH: 'true' } : {}),
  };
}
