/** Curves of a run over all its stages: each stage begins on the axis where the one before ended. */
import type { StageResult, TimelinePoint } from '../../../src-shared/domain/run.ts';

export interface RunCurves {
  /** Where each stage begins. */
  starts: readonly { stage: string; x: number }[];
  metrics: ReadonlySet<string>;
  /** Ascending in x; empty for a metric that was never measured. */
  points(metric: string): readonly (readonly [x: number, y: number])[];
}

/** What a stage ended with counts as a point at its end. */
export function curvesOf(timeline: readonly TimelinePoint[], stages: readonly StageResult[]): RunCurves {
  const inOrder = [...timeline].sort((a, b) => a.seq - b.seq);
  const names = [...new Set([...inOrder.map(({ stage }) => stage), ...stages.map(({ name }) => name)])];
  const starts = new Map<string, number>();
  let reach = 0;
  for (const name of names) {
    starts.set(name, reach);
    const own = inOrder.filter(({ stage }) => stage === name).map(({ epoch }) => epoch);
    reach += Math.max(0, ...own);
  }
  const all: { x: number; metrics: Readonly<Record<string, number>> }[] = inOrder.map((point) => ({
    x: (starts.get(point.stage) ?? 0) + point.epoch,
    metrics: point.metrics,
  }));
  for (const [i, { name, cleanAccuracy, attackSuccess, robustAccuracy }] of stages.entries()) {
    const next = stages[i + 1];
    const x = next === undefined ? reach : (starts.get(next.name) ?? reach);
    const measured = { cleanAccuracy, attackSuccess, robustAccuracy };
    const known = Object.entries(measured).filter((entry): entry is [string, number] => entry[1] !== null);
    if (starts.has(name)) all.push({ x, metrics: Object.fromEntries(known) });
  }
  all.sort((a, b) => a.x - b.x);
  return {
    starts: names.map((stage) => ({ stage, x: starts.get(stage) ?? 0 })),
    metrics: new Set(all.flatMap(({ metrics }) => Object.keys(metrics))),
    points: (metric) =>
      all.flatMap(({ x, metrics }) => (metrics[metric] === undefined ? [] : [[x, metrics[metric]] as const])),
  };
}
