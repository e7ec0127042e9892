/** What a text file of time series is, judged by its first lines; extensions say little (`.txt` may be any of them). */
import {
  columnOf,
  headerOf,
  LABEL_COLUMNS,
  manifestColumns,
  SPLIT_COLUMNS,
  splitCells,
} from '../../codecs/csv.ts';
import { isMissing, isNumber } from '../../codecs/decimal.ts';

export type SeriesKind = 'uea-ts' | 'ucr' | 'arff' | 'series-csv';

const TS_WORDS =
  /^@(problemname|timestamps|missing|univariate|dimensions?|equallength|serieslength|classlabel|targetlabel|data)\b/i;
const ARFF_WORDS = /^@(relation|attribute)\b/i;

const SERIES_COLUMNS = ['id', 'series', 'series_id', 'sample', 'sample_id', 'case', 'case_id', 'instance'];
const TIME_COLUMNS = ['time', 't', 'timestamp', 'step', 'time_step', 'timestep', 'tick', 'datetime', 'date'];
/** Row numbers that data frames are saved with. */
const NUMBER_COLUMNS = ['index', '', 'unnamed: 0'];
/** In a wide table: names of rows. */
const NAME_COLUMNS = [...SERIES_COLUMNS, 'name'];

export interface SeriesColumns {
  form: 'wide' | 'long';
  label: number;
  /** -1 where there is none, as for the two below. */
  split: number;
  /** Of the series in a long table, of the row in a wide one. A long table without it cannot be read. */
  id: number;
  /** Only a long table has one. */
  time: number;
  /** Positions of the columns with values, in order. */
  values: number[];
  /** Row numbers and further names, which are no values. */
  ignored: number[];
}

/** Null for a table that is no list of series: without a label, or without values, or a list of images. */
export function seriesColumns(columns: readonly string[]): SeriesColumns | null {
  if (manifestColumns(columns) !== null) return null;
  const label = columnOf(columns, LABEL_COLUMNS);
  if (label === -1) return null;
  const split = columnOf(columns, SPLIT_COLUMNS);
  const time = columnOf(columns, TIME_COLUMNS);
  const series = columnOf(columns, SERIES_COLUMNS);
  // Rows with a time are steps of a recording, also where the column that says of which one is missing.
  const isLong = time !== -1 && (series !== -1 || /^(time|date)/i.test(columns[time] ?? ''));
  const named = columnOf(columns, NAME_COLUMNS);
  const id = isLong ? series : named === -1 ? columnOf(columns, NUMBER_COLUMNS) : named;
  const used = [label, split, id, isLong ? time : -1];
  const rowNames = isLong ? NUMBER_COLUMNS : [...NAME_COLUMNS, ...NUMBER_COLUMNS];
  const values: number[] = [];
  const ignored: number[] = [];
  columns.forEach((name, i) => {
    if (!used.includes(i)) (rowNames.includes(name.toLowerCase()) ? ignored : values).push(i);
  });
  if (values.length < (isLong ? 1 : 2)) return null;
  const form = isLong ? 'long' : 'wide';
  return { form, label, split, id, time: isLong ? time : -1, values, ignored };
}

/** Cells of a line of a file without a header: label first. */
export function ucrDelimiter(line: string): string | RegExp {
  if (line.includes('\t')) return '\t';
  if (line.includes(',')) return ',';
  return line.includes(';') ? ';' : /\s+/;
}

/** `lines` are the first ones that are neither blank nor comments. */
export function kindOf(lines: readonly string[]): SeriesKind | null {
  const first = lines[0]?.trim() ?? '';
  if (ARFF_WORDS.test(first)) return 'arff';
  if (TS_WORDS.test(first)) return 'uea-ts';
  if (isSeriesTable(lines)) return 'series-csv';
  return isUcr(lines) ? 'ucr' : null;
}

function isSeriesTable(lines: readonly string[]): boolean {
  const header = headerOf(lines[0] ?? '');
  const columns = header === null ? null : seriesColumns(header.cells);
  if (header === null || columns === null) return false;
  // One good row is enough: a damaged one is to be refused with its line, not passed over.
  return lines.slice(1).some((line) => {
    const cells = splitCells(line, header.delimiter);
    if (cells === null) return false;
    const values = columns.values.map((i) => cells[i] ?? '');
    return values.some(isNumber) && values.every((cell) => cell === '' || isNumber(cell) || isMissing(cell));
  });
}

function isUcr(lines: readonly string[]): boolean {
  const first = (lines[0] ?? '').trim();
  const cells = cellsOf(first);
  const label = (cells[0] ?? '').trim().replace(/^"(.*)"$/, '$1');
  // A first line of names is a header.
  if (LABEL_COLUMNS.includes(label.toLowerCase())) return false;
  const texts = cells.slice(1).filter((cell) => !isFilled(cell.trim())).length;
  if (texts * 2 > cells.length - 1) return false;
  return lines.some((line) => {
    const values = cellsOf(line.trim())
      .slice(1)
      .map((cell) => cell.trim());
    return values.length >= 2 && values.every(isFilled) && values.some(isNumber);
  });
}

function cellsOf(line: string): string[] {
  return line.split(ucrDelimiter(line));
}

function isFilled(cell: string): boolean {
  return cell === '' || isNumber(cell) || isMissing(cell);
}
