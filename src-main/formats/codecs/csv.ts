/** Tables as text: what the columns are, and the rows. The parser is csv-parse; errors name file and line. */
import { parse } from 'csv-parse/sync';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';

export interface CsvTable {
  /** As they stand in the first line, trimmed. */
  columns: string[];
  rows: { line: number; values: string[] }[];
}

const DELIMITERS = [',', ';', '\t'] as const;

/** The cells of the first line; null when that is no line of a table with several columns. */
export function headerCells(head: Uint8Array): { cells: string[]; delimiter: string } | null {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  const line = text.split(/\r?\n/, 1)[0] ?? '';
  return line.includes('\0') || line.includes('\uFFFD') ? null : headerOf(line);
}

/** The names of columns in a line of text; null when there are not several. */
export function headerOf(line: string): { cells: string[]; delimiter: string } | null {
  for (const delimiter of DELIMITERS) {
    const cells = line.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    if (cells.length > 1) return { cells, delimiter };
  }
  return null;
}

/** The cells of one line, trimmed, without their quotation marks; null where a quotation mark is never closed. */
export function splitCells(line: string, delimiter: string): string[] | null {
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim());
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    while (line[at] === ' ') at++;
    if (line[at] !== '"') {
      const end = line.indexOf(delimiter, at);
      cells.push(line.slice(at, end === -1 ? undefined : end).trim());
      if (end === -1) return cells;
      at = end + 1;
      continue;
    }
    const close = /"(?:[^"]|"")*"/y;
    close.lastIndex = at;
    const found = close.exec(line)?.[0];
    if (found === undefined) return null;
    cells.push(found.slice(1, -1).replaceAll('""', '"'));
    const end = line.indexOf(delimiter, at + found.length);
    if (line.slice(at + found.length, end === -1 ? undefined : end).trim() !== '') return null;
    if (end === -1) return cells;
    at = end + 1;
  }
}

/** Throws `import.unreadable` naming the file for text that is no table. */
export function parseCsv(bytes: Uint8Array, name: string): CsvTable {
  const header = headerCells(bytes);
  if (header === null) throw noTable(name, 'its first line does not name two or more columns');
  try {
    const records = parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      delimiter: header.delimiter,
      bom: true,
      trim: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    const rows = records.map(({ record, info }) => ({ line: info.lines, values: record }));
    return { columns: rows[0]?.values ?? [], rows: rows.slice(1) };
  } catch (thrown) {
    throw noTable(name, thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function noTable(name: string, why: string): AssayError {
  return new AssayError('import.unreadable', `${name} cannot be read as a table: ${why}. Mend the file.`, {
    entry: name,
  });
}

/** Position of the first column that has one of the names, whatever its case; -1 without. */
export function columnOf(columns: readonly string[], names: readonly string[]): number {
  return columns.findIndex((column) => names.includes(column.toLowerCase()));
}

/** A value as it stands in a table, quoted where it must be. */
export function csvCell(value: string, delimiter = ','): string {
  const isPlain = !value.includes(delimiter) && !/["\r\n]|^\s|\s$/.test(value);
  return isPlain ? value : `"${value.replaceAll('"', '""')}"`;
}

const PATH_COLUMNS = ['path', 'file', 'filename', 'image', 'image_path', 'filepath'];
export const LABEL_COLUMNS: readonly string[] = ['label', 'class', 'target', 'category'];
export const SPLIT_COLUMNS: readonly string[] = ['split', 'subset'];

export interface ManifestColumns {
  path: number;
  label: number;
  /** -1 where there is none. */
  split: number;
}

/** Null for a table that is no list of images and labels. */
export function manifestColumns(columns: readonly string[]): ManifestColumns | null {
  const path = columnOf(columns, PATH_COLUMNS);
  const label = columnOf(columns, LABEL_COLUMNS);
  return path === -1 || label === -1 ? null : { path, label, split: columnOf(columns, SPLIT_COLUMNS) };
}

export const CSV_HEAD_BYTES = 4096;
export const MAX_CSV_BYTES = 512 * 1024 * 1024;

export function isManifestHead(head: Uint8Array): boolean {
  const header = headerCells(head);
  return header !== null && manifestColumns(header.cells) !== null;
}
