/** How several runs share a machine; machines with GPUs are made up, since there is none here. */
import { describe, expect, it } from 'vitest';
import { atOnceWithin } from '../../src-main/benchmarks/benchmark.ts';
import { describeLack, lackOfMemory, memoryOf } from '../../src-main/services/run-memory.ts';
import { mostTogether, runSchedule } from '../../src-main/benchmarks/schedule.ts';
import { SharedProgress } from '../../src-main/benchmarks/shared-progress.ts';
import { visibleGpus } from '../../src-main/compute/runtime/gpus.ts';
import { CATALOG } from '../../src-main/host/catalog.ts';
import { readMachine } from '../../src-main/host/machine.ts';
import { environmentOf, mostAtOnce, placesFor } from '../../src-main/jobs/worker-place.ts';
import type { ImageShape } from '../../src-shared/domain/dataset.ts';
import type { ProgressNews } from '../../src-shared/domain/job.ts';
import type { LackOfMemory } from '../../src-shared/rpc/contract.ts';

const MIB = 2 ** 20;
const GIB = 1024 * MIB;
const LAPTOP = { cores: 8, memoryBytes: 16 * GIB, gpus: [] };
/** As many samples as CIFAR-10 has. */
const cifar = (shape: ImageShape = [32, 32, 3], train = 50_000) => ({
  shape,
  splits: { train, test: 10_000 },
});
const STATION = { cores: 32, memoryBytes: 128 * GIB, gpus: ['GPU-aa', 'GPU-bb'] };

describe('as many runs at once as the machine allows', () => {
  it('is one on each core as far as memory goes, and at least one', () => {
    expect(mostAtOnce(LAPTOP, 4 * GIB)).toBe(4);
    expect(mostAtOnce(LAPTOP, GIB)).toBe(8);
    expect(mostAtOnce(LAPTOP, 31 * GIB)).toBe(1);
  });

  it('is one on each GPU where there are any', () => {
    expect(mostAtOnce(STATION, 4 * GIB)).toBe(2);
  });

  it('of this machine is a number that it can hold', () => {
    const machine = readMachine('cpu');
    expect(machine.gpus).toEqual([]);
    expect(machine.memoryBytes).toBeGreaterThan(GIB / 4);
    expect(mostAtOnce(machine, 1)).toBe(machine.cores);
  });
});

describe('the memory of a run', () => {
  it('is that of its network, for the size of the samples', () => {
    const of = (arch: string, shape: ImageShape, options = {}): number =>
      memoryOf(arch, { batch: 128, ...options }, cifar(shape), CATALOG.architectures) / GIB;
    expect(of('wrn-16-1', [32, 32, 3])).toBeGreaterThan(1);
    expect(of('wrn-16-1', [32, 32, 3])).toBeLessThan(3);
    expect(of('wrn-16-1', [224, 224, 3])).toBeGreaterThan(16 * of('wrn-16-1', [32, 32, 3]));
    // Weights and TensorFlow are no smaller for small samples.
    expect(of('wrn-16-1', [8, 8, 3])).toBeGreaterThan(0.8 * of('wrn-16-1', [32, 32, 3]));
    expect(of('densenet-121', [32, 32, 3])).toBeGreaterThan(8 * of('wrn-16-1', [32, 32, 3]));
    expect(of('ts-fcn', [256, 1, 1])).toBeGreaterThan(of('ts-fcn', [128, 1, 1]));
  });

  it('grows with the samples of an update, not below what the network itself takes', () => {
    const of = (arch: string, batch: number, options = {}): number =>
      memoryOf(arch, { batch, ...options }, cifar(), CATALOG.architectures) / MIB;
    const grown = of('wrn-16-1', 256) - of('wrn-16-1', 128);
    expect(of('wrn-16-1', 512) - of('wrn-16-1', 256)).toBeCloseTo(2 * grown, 6);
    // Measured of training alone with 1, 32 and 256 samples an update; a run scores 500 samples at once beside that.
    const measured = {
      'wrn-16-1': [473, 522, 864],
      'resnet-34': [1096, 1294, 3658],
      'densenet-121': [1023, 2415],
    };
    for (const [arch, peaks] of Object.entries(measured)) {
      peaks.forEach((peak, i) => {
        expect(of(arch, [1, 32, 256][i] as number)).toBeGreaterThan(peak);
        expect(of(arch, [1, 32, 256][i] as number)).toBeLessThan(7 * peak);
      });
    }
    // No batch has more samples than there are.
    const few = cifar([32, 32, 3], 128);
    const ofFew = (batch: number): number => memoryOf('wrn-16-1', { batch }, few, CATALOG.architectures);
    expect(ofFew(4096)).toBe(ofFew(128));
    // Fine-tuning with seven times as many other samples as labelled ones: 512 in an update.
    const paper = { assftBatch: 64, assftRatio: 7 };
    expect(of('densenet-121', 128, paper)).toBeGreaterThan(1.5 * of('densenet-121', 128));
  });

  it('of large images is less where the stem leaves little of them', () => {
    const of = (arch: string, side: number): number =>
      memoryOf(arch, { batch: 128 }, cifar([side, side, 3]), CATALOG.architectures) / MIB;
    // Measured of training alone with images of 128 pixels a side.
    for (const [arch, peak] of [
      ['resnet-18', 2167],
      ['resnet-34', 2893],
    ] as const) {
      expect(of(arch, 128)).toBeGreaterThan(peak);
      expect(of(arch, 128)).toBeLessThan(of(arch, 127) / 4);
    }
  });

  it('is told where a machine has less, and a GPU does not train', () => {
    const run = { arch: 'densenet-121', options: { batch: 128 }, device: 'auto' } as const;
    const lackOf = (memory: number, gpu: boolean): LackOfMemory | null =>
      lackOfMemory(run, cifar(), CATALOG.architectures, {
        memoryBytes: () => memory,
        computesOnGpu: () => gpu,
      });
    const needed = memoryOf(run.arch, run.options, cifar(), CATALOG.architectures);
    expect(lackOf(needed, false)).toBeNull();
    expect(lackOf(8 * GIB, true)).toBeNull();
    const lack = lackOf(8 * GIB, false);
    expect(lack).toEqual({ neededBytes: needed, machineBytes: 8 * GIB });
    expect(describeLack(lack as LackOfMemory)).toMatch(
      /^This run may take up to 1\d\.\d GB of memory, and this machine has 8\.6 GB: /,
    );
  });
});

describe('places', () => {
  it('divide the cores', () => {
    expect(placesFor(4, LAPTOP).map(environmentOf)).toEqual(
      Array.from({ length: 4 }, () => ({ TF_NUM_INTRAOP_THREADS: '2', TF_NUM_INTEROP_THREADS: '2' })),
    );
    expect(placesFor(12, LAPTOP)[11]?.threads).toBe(1);
  });

  it('leave a single run the whole machine, as a person has set it', () => {
    expect(placesFor(1, LAPTOP).map(environmentOf)).toEqual([{}]);
    expect(placesFor(1, { ...STATION, gpus: ['GPU-aa'] }).map(environmentOf)).toEqual([{}]);
  });

  it('have a GPU each, and share its memory only where there are more runs than GPUs', () => {
    expect(placesFor(2, STATION).map(environmentOf)).toEqual([
      { CUDA_VISIBLE_DEVICES: 'GPU-aa' },
      { CUDA_VISIBLE_DEVICES: 'GPU-bb' },
    ]);
    expect(placesFor(3, STATION).map(environmentOf)).toEqual(
      ['GPU-aa', 'GPU-bb', 'GPU-aa'].map((gpu) => ({
        CUDA_VISIBLE_DEVICES: gpu,
        TF_FORCE_GPU_ALLOW_GROWTH: 'true',
      })),
    );
  });
});

describe('the GPUs', () => {
  const CUDA = { variant: 'cuda', ready: true } as const;
  const list = (): string => 'GPU-3f2a-11\nGPU-9c00-22\n';

  it('are those the driver tells', () => {
    expect(visibleGpus('cuda', {}, CUDA, list)).toEqual(['GPU-3f2a-11', 'GPU-9c00-22']);
  });

  it('are those that a person has chosen, up to the first that CUDA would not know', () => {
    expect(visibleGpus('cuda', { CUDA_VISIBLE_DEVICES: '1, 0,-1,2' }, CUDA, list)).toEqual(['1', '0']);
    expect(visibleGpus('cuda', { CUDA_VISIBLE_DEVICES: '' }, CUDA, list)).toEqual([]);
  });

  it('count as one where the driver does not tell, and as none on the CPU', () => {
    const fails = (): string => {
      throw new Error('no nvidia-smi');
    };
    expect(visibleGpus('cuda', {}, CUDA, fails)).toEqual(['0']);
    expect(visibleGpus('cuda', {}, CUDA, () => 'No devices were found')).toEqual(['0']);
    expect(visibleGpus('auto', {}, { variant: 'cpu', ready: true }, list)).toEqual([]);
    expect(visibleGpus('auto', {}, { variant: 'cuda', ready: false }, list)).toEqual([]);
  });
});

describe('the schedule', () => {
  const task = (key: string, after: string | null = null) => ({ key, after, forecast: () => 1 });

  it('knows how many could go on together', () => {
    expect(mostTogether([task('base'), task('repair', 'base')])).toBe(1);
    expect(mostTogether([task('base'), task('a', 'base'), task('b', 'base'), task('other')])).toBe(3);
  });

  it('gives no two at once the same place', async () => {
    const taken = new Set<number>();
    const seen: number[] = [];
    await runSchedule({
      tasks: ['a', 'b', 'c', 'd', 'e'].map((key) => task(key)),
      parallel: 2,
      budget: null,
      signal: new AbortController().signal,
      now: () => 0,
      work: async ({ key }, place) => {
        expect(taken.has(place)).toBe(false);
        taken.add(place);
        seen.push(place);
        await new Promise((resolve) => setTimeout(resolve, key === 'a' ? 20 : 5));
        taken.delete(place);
      },
    });
    expect(seen).toHaveLength(5);
    expect([...new Set(seen)].sort()).toEqual([0, 1]);
  });
});

describe('within a budget', () => {
  const eight = { cores: 8, memoryBytes: 64 * GIB, gpus: [] };

  it('fewer go on at once where none of so many would end', () => {
    expect(atOnceWithin({ budget: 1800, parallel: null }, 8, 300, eight)).toBe(6);
    expect(atOnceWithin({ budget: 200, parallel: null }, 8, 300, eight)).toBe(1);
    expect(atOnceWithin({ budget: null, parallel: null }, 8, 300, eight)).toBe(8);
    expect(atOnceWithin({ budget: 1800, parallel: 8 }, 8, 300, eight)).toBe(8);
    expect(atOnceWithin({ budget: 400, parallel: null }, 2, 300, STATION)).toBe(2);
  });
});

describe('the progress of several runs', () => {
  it('counts their parts, and is done when the longest is, or all of them one after the other on their places', () => {
    let seconds = 0;
    let waiting: number | null = 80;
    const told: ProgressNews[] = [];
    const progress = new SharedProgress({
      ...{ total: 5, done: 1, parallel: 2 },
      waiting: () => waiting,
      onProgress: (news) => told.push(news),
      now: () => seconds,
    });
    const news = (etaSeconds: number | null): ProgressNews => ({
      ...{ stage: 'train', done: 1, total: 9, unit: 'updates', etaSeconds, metrics: {} },
    });
    progress.begin('a', null);
    progress.begin('b', 50);
    expect(told.at(-1)).toMatchObject({ done: 20, total: 100, unit: '%', etaSeconds: null });
    seconds = 30;
    progress.update('a', news(10));
    progress.update('b', news(30));
    // One run, 30 of 40 seconds and 30 of 60, of five; 10 + 30 + 80 seconds on two places.
    expect(told.at(-1)).toMatchObject({ done: 45, etaSeconds: 60 });
    waiting = 0;
    progress.end('a');
    expect(told.at(-1)).toMatchObject({ done: 50, etaSeconds: 30 });
    waiting = null;
    progress.end('b');
    expect(told.at(-1)).toMatchObject({ done: 60, etaSeconds: null });
  });
});
