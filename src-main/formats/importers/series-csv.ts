/**
 * Tables of time series with a header. Wide: a row is a series, with a column for its label and one for each step. Long:
 * a row is one step of one series, with columns for the series, the time, the label and each variable. The header tells
 * which it is; a column `split` may say train or test.
 */
import { headerOf, splitCells } from '../codecs/csv.ts';
import { quoted, readNumbers } from '../codecs/decimal.ts';
import type { Importer } from '../types.ts';
import { LongTable } from './support/long-table.ts';
import { badLine, placeOf, planSeriesFiles } from './support/read-series.ts';
import type { ReadFile, ReadRequest } from './support/read-series.ts';
import { matchSeries } from './support/series-files.ts';
import { seriesColumns, type SeriesColumns } from './support/series-kind.ts';
import { splitOf, unknownSplit } from './support/table-split.ts';
import { eachLine } from './support/text-lines.ts';

const FORMAT = { kind: 'series-csv', title: 'a CSV table of time series', read: readTable } as const;

export const seriesCsv: Importer = {
  id: FORMAT.kind,
  title: 'CSV table of time series',
  summary:
    'Wide (a column label, then one column a step) or long (columns id, time, values and label), split if there is one.',
  match: (tree) => matchSeries(tree, FORMAT.kind),
  plan: (tree, options, signal) => planSeriesFiles(tree, FORMAT, options, signal),
};

/** Names of columns that are kept for an export. */
const MOST_NAMES = 10_000;

interface Table {
  delimiter: string;
  names: string[];
  columns: SeriesColumns;
}

async function readTable(request: ReadRequest): Promise<ReadFile> {
  const { tree, file, signal } = request;
  let table: Table | null = null;
  let long: LongTable | null = null;
  const wideIds = new Set<string>();
  let record = 0;
  await eachLine(tree, file, signal, (text, line) => {
    if (table === null) {
      table = tableOf(request, text, line);
      if (table.columns.form === 'long') long = new LongTable(request, table.columns);
      return;
    }
    const cells = splitCells(text, table.delimiter);
    if (long !== null) long.add(checkedRow(request, table, cells, line), line);
    else readWideRow(request, table, cells, wideIds, record++, line);
  });
  return finish(table, long);
}

/** The two come from the loop above, which the compiler does not follow into. */
function finish(table: Table | null, long: LongTable | null): ReadFile {
  if (table === null) return { declared: null, notes: {}, sentences: [] };
  const { columns, delimiter, names } = table;
  const sentences = long === null ? [] : long.finish();
  if (columns.form === 'wide' && columns.id !== -1) {
    sentences.push(`the column ${quoted(names[columns.id] ?? '')} taken as the names of the series`);
  }
  for (const i of columns.ignored) sentences.push(`the column ${quoted(names[i] ?? '')} left out`);
  const nameOf = (at: number): string | null => (at === -1 ? null : (names[at] ?? ''));
  const notes = {
    form: columns.form,
    delimiter,
    label: nameOf(columns.label),
    split: nameOf(columns.split),
    id: nameOf(columns.id),
    time: nameOf(columns.time),
    values: columns.values.length > MOST_NAMES ? [] : columns.values.map((i) => names[i] ?? ''),
  };
  return { declared: null, notes, sentences };
}

function tableOf({ file }: ReadRequest, text: string, line: number): Table {
  const header = headerOf(text);
  const columns = header === null ? null : seriesColumns(header.cells);
  if (header !== null && columns?.form === 'long' && columns.id === -1) {
    const time = quoted(header.cells[columns.time] ?? '');
    throw badLine(
      file,
      line,
      `names the column ${time}, but none that says which series a row belongs to; call that one "id"`,
    );
  }
  if (header !== null && columns !== null)
    return { delimiter: header.delimiter, names: header.cells, columns };
  throw badLine(
    file,
    line,
    'does not name the columns of a table of series: "label" and one column a step, or "id", "time", "label" and the values',
  );
}

function checkedRow({ file }: ReadRequest, { names }: Table, cells: string[] | null, line: number): string[] {
  const fault = raggedWords(cells, names.length);
  if (cells === null || fault !== null) throw badLine(file, line, fault ?? 'is damaged');
  return cells;
}

function raggedWords(cells: string[] | null, columns: number): string | null {
  if (cells === null) return 'has a quotation mark that is not closed';
  return cells.length === columns
    ? null
    : `has ${cells.length} cells, but the header names ${columns} columns`;
}

function readWideRow(
  request: ReadRequest,
  { names, columns }: Table,
  cells: string[] | null,
  ids: Set<string>,
  record: number,
  line: number,
): void {
  const { set } = request;
  const fault = raggedWords(cells, names.length);
  if (cells === null || fault !== null) {
    set.reject(placeOf(request, record, line), fault ?? 'is damaged');
    return;
  }
  const id = columns.id === -1 ? String(record) : (cells[columns.id] ?? '');
  if (ids.has(id)) throw badLine(request.file, line, `has the name ${quoted(id)} a second time`);
  ids.add(id);
  const label = cells[columns.label] ?? '';
  const split = splitOf(columns.split === -1 ? null : (cells[columns.split] ?? ''), request.split);
  const place = { ...placeOf(request, id, line), split: split ?? request.split };
  const values = readNumbers(
    columns.values.map((i) => cells[i] ?? ''),
    true,
  );
  if (split === null) set.reject(place, unknownSplit(cells[columns.split] ?? ''), label);
  else if (typeof values === 'string') set.reject(place, values, label);
  else set.add(place, label, [values], true);
}
