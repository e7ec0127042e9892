/** What a table of a benchmark shows, without words: remarks, columns, states, and the way through its cells. */
import type {
  BenchmarkCell,
  BenchmarkFigure,
  BenchmarkState,
  BenchmarkTable,
} from '../../../src-shared/domain/benchmark.ts';
import type { BenchmarksAtWork } from '../../../src-shared/rpc/contract.ts';
import type { ProgressNews } from '../../../src-shared/domain/job.ts';

/** Figures beside accuracy and success, in the order in which they are told. */
export const DETAILS = [
  'robustAccuracy',
  'isolated',
  'suspects',
  'captured',
  'kept',
  'labelFound',
  'recovered',
  'auroc',
] as const satisfies readonly BenchmarkFigure[];

/** What is measured of what a table of detection tells. */
export const DETECTION_FIGURES = [
  'kept',
  'isolated',
  'captured',
  'recovered',
] as const satisfies readonly BenchmarkFigure[];

/** Columns of a paper's table of detection, by their own names, in the order in which they come. */
export function paperColumns({ cells }: BenchmarkTable): string[] {
  return [...new Set(cells.flatMap(({ paper }) => Object.keys(paper?.others ?? {})))];
}

/** Sentences of cells that failed or are missing, each once: cells name them by number. */
export function remarksOf({ cells }: BenchmarkTable): string[] {
  return [...new Set(cells.flatMap(({ reason }) => reason ?? []))];
}

export function seedsDone({ seeds }: BenchmarkCell): { done: number; of: number } {
  return { done: seeds.filter(({ state }) => state === 'done').length, of: seeds.length };
}

/** Of the first of its runs that is at work; null where none is, or none has told yet. */
export function progressOf(cell: BenchmarkCell, atWork: BenchmarksAtWork | null): ProgressNews | null {
  const running = cell.seeds.flatMap(({ state, run }) => (state === 'running' && run !== null ? [run] : []));
  for (const run of running) {
    const found = atWork?.runs.find((one) => one.run === run);
    if (found?.progress) return found.progress;
  }
  return null;
}

/** How many cells of each state a table has. */
export function countStates({ cells }: BenchmarkTable): Readonly<Record<BenchmarkState, number>> {
  const counts = { done: 0, running: 0, 'to-do': 0, failed: 0, missing: 0 };
  for (const { state } of cells) counts[state]++;
  return counts;
}

/** Where the arrow keys lead in a table of so many rows and columns; null where they lead nowhere. */
export function stepTo(
  key: string,
  [row, column]: readonly [row: number, column: number],
  isThere: (row: number, column: number) => boolean,
  [rows, columns]: readonly [rows: number, columns: number],
): readonly [row: number, column: number] | null {
  const step = STEPS[key];
  if (step !== undefined) {
    const [down, right] = step;
    for (
      let r = row + down, c = column + right;
      r >= 0 && c >= 0 && r < rows && c < columns;
      r += down, c += right
    ) {
      if (isThere(r, c)) return [r, c];
    }
    return null;
  }
  const inRow = [...Array(columns).keys()].filter((c) => isThere(row, c));
  const end = key === 'Home' ? inRow[0] : key === 'End' ? inRow.at(-1) : undefined;
  return end === undefined ? null : [row, end];
}

const STEPS: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
};
