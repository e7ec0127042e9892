/** What all forms of a benchmark have in common: the numbers as a person reads them, and the rows of its tables. */
import type {
  BenchmarkCell,
  BenchmarkFigure,
  BenchmarkKind,
  BenchmarkTable,
  PaperFigures,
  Spread,
} from '../../../src-shared/domain/benchmark.ts';
import { duration } from '../report/numbers.ts';

export const NOTHING = '–';

/** What is told beside accuracy and success, in this order. */
export const DETAILS: readonly [figure: BenchmarkFigure, title: string][] = [
  ['isolated', 'isolated: poison %'],
  ['suspects', 'suspects: poison %'],
  ['captured', 'poison caught %'],
  ['kept', 'kept: clean %'],
  ['labelFound', 'label found %'],
  ['recovered', 'class recovered %'],
  ['auroc', 'AUROC %'],
  ['robustAccuracy', 'RA %'],
];

/** Percent without the sign; differences with plus or minus. */
function percent(fraction: number, kind: BenchmarkKind, decimals: number): string {
  const text = (100 * fraction).toFixed(decimals);
  if (kind !== 'differences') return text;
  // Minus zero is no change either.
  const value = Number(text);
  return value > 0 ? `+${text}` : value === 0 ? (0).toFixed(decimals) : text.replace('-', '−');
}

/** As printed: two decimals. */
export function paperText(value: number | null | undefined, kind: BenchmarkKind): string {
  return value === null || value === undefined ? NOTHING : percent(value, kind, 2);
}

/** `91.2 ± 0.3`; without a spread for a single seed. */
export function oursText(spread: Spread | undefined, kind: BenchmarkKind): string {
  if (spread === undefined) return NOTHING;
  const mean = percent(spread.mean, kind, 1);
  return spread.deviation === null ? mean : `${mean} ± ${(100 * spread.deviation).toFixed(1)}`;
}

export interface Rows {
  head: readonly string[];
  rows: readonly (readonly string[])[];
  /** Columns of numbers. */
  right: readonly number[];
  /** What failed or is missing, by the number that stands in the rows. */
  remarks: readonly string[];
}

/** One row a cell: the paper's numbers beside ours. */
export function mainRows(table: BenchmarkTable): Rows {
  const { kind, rowTitle, columnTitle, cells } = table;
  const remarks = remarksOf(cells);
  const numbers =
    kind === 'detection'
      ? detectionColumns(cells)
      : accuracyColumns(
          kind,
          cells.some(({ paper }) => paper !== null && paper.words !== null),
        );
  return {
    head: [rowTitle, columnTitle, ...numbers.map(({ title }) => title), 'seeds', 'state'],
    rows: cells.map((cell) => [
      cell.row,
      cell.column,
      ...numbers.map(({ text }) => text(cell)),
      seedsText(cell),
      stateText(cell, remarks),
    ]),
    right: [...numbers.flatMap(({ isText }, i) => (isText ? [] : [i + 2])), numbers.length + 2],
    remarks,
  };
}

interface NumberColumn {
  title: string;
  isText?: boolean;
  text: (cell: BenchmarkCell) => string;
}

function accuracyColumns(kind: BenchmarkKind, hasWords: boolean): NumberColumn[] {
  const both = [
    ['cleanAccuracy', kind === 'differences' ? 'change of CA' : 'CA %'],
    ['attackSuccess', kind === 'differences' ? 'change of ASR' : 'ASR %'],
  ] as const;
  const columns = both.flatMap(([figure, title]): NumberColumn[] => [
    { title: `${title}, paper`, text: ({ paper }) => paperText(paper?.[figure], kind) },
    { title: `${title}, ours`, text: ({ ours }) => oursText(ours[figure], kind) },
  ]);
  if (!hasWords) return columns;
  return [{ title: 'paper says', isText: true, text: ({ paper }) => paper?.words ?? '' }, ...columns];
}

/** The paper's columns by their own names, then what we measure of the same. */
function detectionColumns(cells: readonly BenchmarkCell[]): NumberColumn[] {
  const names = [...new Set(cells.flatMap(({ paper }) => Object.keys(paper?.others ?? {})))];
  const ours: readonly [BenchmarkFigure, string][] = [
    ['kept', 'kept: clean %'],
    ['isolated', 'isolated: poison %'],
    ['captured', 'poison caught %'],
    ['recovered', 'class recovered %'],
  ];
  return [
    ...names.map((name) => ({
      title: `${name}, paper`,
      text: ({ paper }: { paper: PaperFigures | null }) => paperText(paper?.others[name], 'detection'),
    })),
    ...ours.map(([figure, title]) => ({
      title: `${title}, ours`,
      text: (cell: BenchmarkCell) => oursText(cell.ours[figure], 'detection'),
    })),
  ];
}

/** What was isolated, caught and recovered, one row a run that several cells may share; null where nothing is known. */
export function detailRows(table: BenchmarkTable): Rows | null {
  const cells = table.cells.filter((cell) => DETAILS.some(([figure]) => cell.ours[figure] !== undefined));
  const runs = new Map<string, BenchmarkCell>();
  for (const cell of cells) {
    // Of the stages of one run the last one is its end. By what it is and not by its number: a run that was measured
    // elsewhere has none.
    if (cell.setting !== null) runs.set(JSON.stringify({ ...cell.setting, stage: null }), cell);
  }
  if (runs.size === 0) return null;
  const found = [...runs.values()];
  const shown = DETAILS.filter(([figure]) => found.some(({ ours }) => ours[figure] !== undefined));
  return {
    head: ['attack', 'defense', 'network', ...shown.map(([, title]) => title), 'time of a run'],
    rows: found.map(({ setting, ours }) => [
      setting?.attack ?? 'none',
      withOptions(setting),
      setting?.arch ?? '',
      // Robust accuracy stays a level in a table of differences too, but is measured against the baseline there.
      ...shown.map(([figure]) => oursText(ours[figure], figure === 'robustAccuracy' ? table.kind : 'levels')),
      ours.seconds === undefined ? NOTHING : duration(ours.seconds.mean),
    ]),
    right: [...shown.map((_, i) => i + 3), shown.length + 3],
    remarks: [],
  };
}

/** Options that tell cells of one table apart; those of the length are told once for all. */
const LENGTH_OPTION = /epochs|updates|iterations|^batch$/i;

function withOptions(setting: BenchmarkCell['setting']): string {
  if (setting === null) return '';
  const own = Object.entries(setting.options).filter(([name]) => !LENGTH_OPTION.test(name));
  return own.length === 0
    ? setting.defense
    : `${setting.defense} (${own.map(([name, value]) => `${name} ${value}`).join(', ')})`;
}

function remarksOf(cells: readonly BenchmarkCell[]): string[] {
  return [...new Set(cells.flatMap(({ reason }) => reason ?? []))];
}

/** `done`, `to do`, `failed (1)`: the number leads to the sentence below the table. */
export function stateText({ state, reason }: BenchmarkCell, remarks: readonly string[]): string {
  const word = state === 'to-do' ? 'to do' : state;
  return reason === null ? word : `${word} (${remarks.indexOf(reason) + 1})`;
}

function seedsText({ seeds }: BenchmarkCell): string {
  const done = seeds.filter(({ state }) => state === 'done').length;
  return seeds.length === 0 ? '' : done === seeds.length ? String(done) : `${done} of ${seeds.length}`;
}

/** `paper 54.83 times, ours 12.10 times`. */
export function headlineText({ title, paper, ours, unit }: BenchmarkTable['headlines'][number]): string {
  const own = ours === null ? 'ours not known before every cell is done' : `ours ${ours.toFixed(2)} ${unit}`;
  return `${title}: paper ${paper} ${unit}, ${own}.`;
}

/** `Table 3 of DLP: Defenses compared, CIFAR-10`. */
export function titleOf({ paper, where, title }: BenchmarkTable): string {
  return where === 'no paper' ? title : `${where} of ${paper}: ${title}`;
}

/** `12 of 42 runs done, 1 failed, 29 to do (about 3 h 10 min)`. */
export function progressText(document: {
  counts: { runs: number; done: number; running: number; toDo: number; failed: number; missingCells: number };
  remainingSeconds: number | null;
}): string {
  const { counts, remainingSeconds } = document;
  const left = counts.toDo + counts.running;
  const time = left > 0 && remainingSeconds !== null ? ` (about ${duration(remainingSeconds)})` : '';
  const parts = [`${counts.done} of ${counts.runs} runs done`];
  if (counts.failed > 0) parts.push(`${counts.failed} failed`);
  if (counts.running > 0) parts.push(`${counts.running} running`);
  if (left > 0) parts.push(`${left} to come${time}`);
  const { missingCells } = counts;
  if (missingCells > 0) parts.push(`${missingCells} cell${missingCells === 1 ? '' : 's'} that cannot be run`);
  return `${parts.join(', ')}.`;
}
