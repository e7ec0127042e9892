/** A benchmark as CSV (RFC 4180): one line a cell, numbers as fractions in 0..1, nothing where there is none. */
import type {
  BenchmarkCell,
  BenchmarkDocument,
  BenchmarkFigure,
  BenchmarkTable,
} from '../../../src-shared/domain/benchmark.ts';

const FIGURES: readonly BenchmarkFigure[] = [
  'cleanAccuracy',
  'attackSuccess',
  'robustAccuracy',
  'isolated',
  'suspects',
  'captured',
  'kept',
  'labelFound',
  'recovered',
  'auroc',
  'seconds',
];

type Value = string | number | null | undefined;

export function renderCsv({ scale, tables }: BenchmarkDocument): string {
  const head = [
    ...['scale', 'table', 'kind', 'row', 'column', 'state', 'reason'],
    ...['dataset', 'attack', 'rate', 'defense', 'arch', 'preset', 'options', 'stage', 'seeds'],
    ...['paper_clean_accuracy', 'paper_attack_success', 'paper_others', 'paper_words'],
    ...FIGURES.flatMap((name) => [snake(name), `${snake(name)}_deviation`]),
  ];
  const lines = tables.flatMap((table) => table.cells.map((cell) => lineOf(scale, table, cell)));
  return [head, ...lines].map((line) => `${line.map(field).join(',')}\r\n`).join('');
}

function lineOf(scale: string, table: BenchmarkTable, cell: BenchmarkCell): Value[] {
  const { setting, paper, ours, seeds } = cell;
  const done = seeds.filter(({ state }) => state === 'done').map(({ seed }) => seed);
  const others = Object.entries(paper?.others ?? {});
  return [
    ...[scale, table.id, table.kind, cell.row, cell.column, cell.state, cell.reason],
    ...[setting?.dataset, setting?.attack, setting?.rate, setting?.defense, setting?.arch, setting?.preset],
    ...[setting === null ? null : JSON.stringify(setting.options), setting?.stage, done.join(' ')],
    ...[paper?.cleanAccuracy, paper?.attackSuccess],
    ...[others.map(([name, value]) => `${name} ${value}`).join('; '), paper?.words],
    ...FIGURES.flatMap((name) => [ours[name]?.mean, ours[name]?.deviation]),
  ];
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function field(value: Value): string {
  if (value === null || value === undefined) return '';
  // Differences of fractions end in noise of the sixteenth digit.
  const text = typeof value === 'number' ? String(Number(value.toPrecision(10))) : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
