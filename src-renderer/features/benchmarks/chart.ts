/** Accuracy and success of each cell as points side by side, the paper's hollow, ours filled with its spread: as data. */
import type { BenchmarkCell, BenchmarkKind, BenchmarkTable } from '../../../src-shared/domain/benchmark.ts';

export const PANELS = ['cleanAccuracy', 'attackSuccess'] as const;
export type Panel = (typeof PANELS)[number];

/** A line of the chart: one cell. */
export interface ChartLine {
  cell: BenchmarkCell;
  /** The first of its row of the table, which names the row. */
  isFirst: boolean;
}

export interface Points {
  /** x as a fraction, y the number of the line. */
  paper: (readonly [x: number, y: number])[];
  ours: (readonly [x: number, y: number])[];
  /** One standard deviation to both sides; ends within the range, since no accuracy is below 0 or above 1. */
  spreads: (readonly [from: number, to: number, y: number])[];
  /** From the paper's point to ours. */
  links: (readonly [from: number, to: number, y: number])[];
}

/** Cells with a number to draw, those of a row of the table together. */
export function chartLines({ cells }: BenchmarkTable): ChartLine[] {
  const drawn = cells.filter(({ paper, ours }) =>
    PANELS.some((panel) => (paper?.[panel] ?? null) !== null || ours[panel] !== undefined),
  );
  return drawn.map((cell, i) => ({ cell, isFirst: cell.row !== drawn[i - 1]?.row }));
}

/** 0 to 1, or as far as differences go to either side. */
export function rangeOf(
  lines: readonly ChartLine[],
  panel: Panel,
  kind: BenchmarkKind,
): readonly [low: number, high: number] {
  if (kind !== 'differences') return [0, 1];
  const values = lines.flatMap(({ cell }) => [cell.paper?.[panel] ?? 0, cell.ours[panel]?.mean ?? 0]);
  const widest = 1.1 * Math.max(0.01, ...values.map(Math.abs));
  return [-widest, widest];
}

export function pointsOf(
  lines: readonly ChartLine[],
  panel: Panel,
  [low, high]: readonly [low: number, high: number],
): Points {
  const found: Points = { paper: [], ours: [], spreads: [], links: [] };
  const within = (value: number): number => Math.min(high, Math.max(low, value));
  lines.forEach(({ cell }, y) => {
    const printed = cell.paper?.[panel] ?? null;
    const own = cell.ours[panel] ?? null;
    if (printed !== null) found.paper.push([printed, y]);
    if (own === null) return;
    found.ours.push([own.mean, y]);
    if (own.deviation !== null) {
      found.spreads.push([within(own.mean - own.deviation), within(own.mean + own.deviation), y]);
    }
    if (printed !== null) found.links.push([printed, own.mean, y]);
  });
  return found;
}

/** Lines of two points each as one line with gaps, which is how the chart draws them. */
export function asGappedLine(
  pieces: readonly (readonly [from: number, to: number, y: number])[],
): (readonly [x: number | null, y: number])[] {
  return pieces.flatMap(([from, to, y]) => [[from, y] as const, [to, y] as const, [null, y] as const]);
}
