/** From the figures of single runs to cells: mean and spread, differences seed by seed, averages, headlines. */
import type {
  BenchmarkCell,
  BenchmarkFigure,
  BenchmarkFigures,
  BenchmarkSeed,
  BenchmarkState,
  Spread,
} from '../../src-shared/domain/benchmark.ts';
import type { Headline } from './definition.ts';

type Ours = BenchmarkCell['ours'];

export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length === 1) return { mean, deviation: null, count: 1 };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, deviation: Math.sqrt(variance), count: values.length };
}

/** Each figure over those that have it. */
export function spreads(all: readonly Partial<BenchmarkFigures>[]): Ours {
  const names = new Set(all.flatMap((one) => Object.keys(one) as BenchmarkFigure[]));
  const found: Partial<Record<BenchmarkFigure, Spread>> = {};
  for (const name of names) {
    const spread = spreadOf(all.map((one) => one[name] ?? null).filter((value) => value !== null));
    if (spread !== null) found[name] = spread;
  }
  return found;
}

/** Accuracy and success against the run it is compared with; everything else as it is. */
export function difference(figures: BenchmarkFigures, baseline: BenchmarkFigures): BenchmarkFigures {
  const minus = (a: number | null, b: number | null): number | null =>
    a === null || b === null ? null : a - b;
  return {
    ...figures,
    cleanAccuracy: minus(figures.cleanAccuracy, baseline.cleanAccuracy),
    attackSuccess: minus(figures.attackSuccess, baseline.attackSuccess),
    robustAccuracy: minus(figures.robustAccuracy, baseline.robustAccuracy),
  };
}

/** What several states make together: a cell is done only with all of its seeds. */
export function stateOf(states: readonly BenchmarkState[]): BenchmarkState {
  if (states.includes('running')) return 'running';
  for (const state of ['missing', 'failed', 'to-do'] as const) if (states.includes(state)) return state;
  return 'done';
}

export function reasonOf(seeds: readonly Pick<BenchmarkSeed, 'reason'>[]): string | null {
  return seeds.find(({ reason }) => reason !== null)?.reason ?? null;
}

/** The mean over cells; figures that one of them has not got are left out, so that all means are of the same cells. */
export function meanOf(cells: readonly BenchmarkCell[]): Ours {
  const means = cells.map(({ ours }) => ours);
  const found: Partial<Record<BenchmarkFigure, Spread>> = {};
  for (const name of ['cleanAccuracy', 'attackSuccess', 'robustAccuracy'] as const) {
    const values = means.flatMap((one) => (one[name] === undefined ? [] : [one[name].mean]));
    if (values.length < cells.length || values.length === 0) continue;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    // A spread over attacks would look like one over seeds.
    found[name] = { mean, deviation: null, count: values.length };
  }
  return found;
}

/** Mean attack success of one column divided by that of another; null until every cell of both is done. */
export function measureHeadline({ over, under }: Headline, cells: readonly BenchmarkCell[]): number | null {
  const mean = (column: string): number | null => {
    const own = cells.filter((cell) => cell.column === column);
    // With a part of its seeds a cell has figures already.
    if (own.some(({ state }) => state !== 'done')) return null;
    return meanOf(own).attackSuccess?.mean ?? null;
  };
  const [above, below] = [mean(over), mean(under)];
  return above === null || below === null || below === 0 ? null : above / below;
}
