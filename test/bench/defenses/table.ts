/** The table, in Markdown: percent, mean and spread (standard deviation over the seeds). */
import type { CellFigures } from './figures.ts';

export interface Row {
  attack: string;
  defense: string;
  cells: readonly CellFigures[];
}

const COLUMNS: readonly [title: string, key: Exclude<keyof CellFigures, 'seconds'>][] = [
  ['CA %', 'cleanAccuracy'],
  ['ASR %', 'attackSuccess'],
  ['isolated: poison %', 'isolated'],
  ['suspects: poison %', 'suspects'],
  ['poison caught %', 'captured'],
  ['label found %', 'labelFound'],
  ['class recovered %', 'recovered'],
  ['AUROC %', 'auroc'],
];

export function printTable(rows: readonly Row[]): void {
  const titles = ['attack', 'defense', 'seeds', ...COLUMNS.map(([title]) => title), 'seconds'];
  console.log(`| ${titles.join(' | ')} |\n|${titles.map(() => ' --- |').join('')}`);
  for (const { attack, defense, cells } of rows) {
    const figures = COLUMNS.map(([, key]) => meanAndSpread(cells.map((cell) => cell[key])));
    const seconds = cells.map((cell) => cell.seconds).sort((a, b) => a - b)[cells.length >> 1];
    const line = [
      attack,
      defense,
      cells.length,
      ...figures,
      seconds === undefined ? '' : Math.round(seconds),
    ];
    console.log(`| ${line.join(' | ')} |`);
  }
}

function meanAndSpread(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return '';
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  if (known.length === 1) return (100 * mean).toFixed(1);
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (known.length - 1);
  return `${(100 * mean).toFixed(1)} ± ${(100 * Math.sqrt(variance)).toFixed(1)}`;
}
