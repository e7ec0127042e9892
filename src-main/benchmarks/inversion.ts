/**
 * Cells about backdoors that nobody planted: a model is trained on data without poison, then a trigger is sought for each
 * class (`assay invert`). Their attack success is the mean success of these triggers.
 */
import type { BenchmarkScale } from '../../src-shared/domain/benchmark.ts';
import { INVERSION_DEFAULTS, type InversionOptions } from '../../src-shared/domain/inversion.ts';
import type { BenchmarkRun } from './runs.ts';

/** What such a cell has in place of an attack. */
export const INVERSION_ATTACK = 'natural-inversion';
/** What such a cell is measured after. */
export const INVERTED_STAGE = 'inverted triggers';

const LENGTHS: Readonly<Record<BenchmarkScale, Pick<InversionOptions, 'samples' | 'steps'>>> = {
  tiny: { samples: 100, steps: 30 },
  small: { samples: 1000, steps: 200 },
  full: { samples: 2000, steps: 1000 },
};

/** The draw follows the seed of the run, so that a seed of the table is one of everything. */
export function inversionAt(scale: BenchmarkScale, seed: number): InversionOptions {
  return { ...INVERSION_DEFAULTS, ...LENGTHS[scale], seed };
}

/** The run of a cell: triggers of the model that `base` trained. */
export function inversionOf(base: BenchmarkRun, scale: BenchmarkScale): BenchmarkRun {
  return { ...base, key: `${base.key} inverted`, base, inversion: inversionAt(scale, base.seed) };
}

/** Work in images trained once. */
export function inversionCost({ steps }: InversionOptions, classes: number): number {
  const batch = 32;
  return classes * steps * batch;
}
