/**
 * Scores and flags of every training sample, for spreadsheets (`flags.csv`) and programs (`flags.json`). Written row by
 * row, so that size does not matter.
 */
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ScoreMetric, VerdictValue } from '../../../src-shared/domain/score.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { ranksOf } from '../../../src-shared/math/rank.ts';

export const FLAGS_SCHEMA = 'assay-flags/1';

export interface FlagTable {
  run: number;
  dataset: string;
  version: number;
  /** Hash of the dataset version. */
  datasetSha256: string;
  defense: string;
  seed: number;
  /** Id of the metric that ranked and flagged. */
  metric: string;
  classes: readonly string[];
  /** The training samples 0..n-1: one class id and one name each. */
  labels: ArrayLike<number>;
  names: ArrayLike<string>;
  /** Predicted class ids; null where the method predicts nothing. */
  predicted: ArrayLike<number> | null;
  /** One value a training sample each. */
  scores: readonly { metric: ScoreMetric; values: ArrayLike<number> }[];
  /** All training samples, most suspicious first. */
  order: Int32Array;
  /** Sample indices. */
  flagged: ArrayLike<number>;
  /** What the method did with a sample, e.g. `isolated`; the first that holds it counts, `rest` for none. */
  partitions: readonly { name: string; indices: ArrayLike<number> }[];
  /** A person's judgements. */
  verdicts: ReadonlyMap<number, VerdictValue>;
  /** One byte a training sample, 1 = planted; null where the truth is not known, and then no column tells of it. */
  planted: Uint8Array | null;
}

/** One training sample. Fractions in 0..1. */
export interface FlagRow {
  index: number;
  name: string;
  split: 'train';
  label: number;
  labelName: string;
  predicted: number | null;
  predictedName: string | null;
  scores: Readonly<Record<string, number>>;
  /** 1 is the most suspicious. */
  rank: number;
  /** rank / training samples. */
  percentile: number;
  flagged: boolean;
  partition: string;
  verdict: VerdictValue | null;
  planted: boolean | null;
}

/** In index order. Throws `input.invalid` when the columns are not equally long. */
export function* flagRows(table: FlagTable): Generator<FlagRow> {
  const count = table.labels.length;
  checkLengths(table, count);
  const ranks = ranksOf(table.order);
  const isFlagged = new Uint8Array(count);
  for (let i = 0; i < table.flagged.length; i++) isFlagged[table.flagged[i]!] = 1;
  const partitions = partitionOf(table, count);
  for (let index = 0; index < count; index++) {
    const label = table.labels[index]!;
    const predicted = table.predicted?.[index] ?? null;
    const rank = ranks[index]!;
    yield {
      index,
      name: table.names[index]!,
      split: 'train',
      label,
      labelName: table.classes[label] ?? '',
      predicted,
      predictedName: predicted === null ? null : (table.classes[predicted] ?? ''),
      scores: Object.fromEntries(table.scores.map(({ metric, values }) => [metric.id, values[index]!])),
      rank,
      percentile: rank / count,
      flagged: isFlagged[index] === 1,
      partition: table.partitions[partitions[index]! - 1]?.name ?? 'rest',
      verdict: table.verdicts.get(index) ?? null,
      planted: table.planted === null ? null : table.planted[index] === 1,
    };
  }
}

function checkLengths(table: FlagTable, count: number): void {
  const columns: [string, ArrayLike<unknown> | null][] = [
    ['names', table.names],
    ['predicted', table.predicted],
    ['order', table.order],
    ['planted', table.planted],
    ...table.scores.map(({ metric, values }): [string, ArrayLike<unknown>] => [
      `scores of ${metric.id}`,
      values,
    ]),
  ];
  for (const [name, column] of columns) {
    if (column === null || column.length === count) continue;
    throw new AssayError(
      'input.invalid',
      `The flags cannot be written: there are ${count} labels but ${column.length} ${name}.`,
      { column: name, found: column.length, expected: count },
    );
  }
}

/** Position of each sample's partition plus one; 0 for none. */
function partitionOf(table: FlagTable, count: number): Uint8Array {
  const found = new Uint8Array(count);
  table.partitions.forEach(({ indices }, position) => {
    for (let i = 0; i < indices.length; i++) found[indices[i]!] ||= position + 1;
  });
  return found;
}

/** Comma-separated, RFC 4180 quoting, `\n` line ends, UTF-8; the first line names the columns. As `writeFlagsJson`. */
export async function writeFlagsCsv(path: string, table: FlagTable, signal?: AbortSignal): Promise<void> {
  await writeLines(path, csvLines(table), signal);
}

/**
 * One JSON document, one sample a line. `path` must not exist. Throws `input.invalid` for columns of unequal length,
 * the reason of `signal` when that aborts, and what the file system says; no half-written file stays.
 */
export async function writeFlagsJson(path: string, table: FlagTable, signal?: AbortSignal): Promise<void> {
  await writeLines(path, jsonLines(table), signal);
}

function* csvLines(table: FlagTable): Generator<string> {
  const head = ['index', 'name', 'split', 'label', 'label_name', 'predicted', 'predicted_name'];
  const metrics = table.scores.map(({ metric }) => metric.id);
  const tail = ['rank', 'percentile', 'flagged', 'partition', 'verdict'];
  const truth = table.planted === null ? [] : ['planted'];
  yield csvLine([...head, ...metrics.map((id) => `score_${id}`), ...tail, ...truth]);
  for (const row of flagRows(table)) {
    yield csvLine([
      row.index,
      row.name,
      row.split,
      row.label,
      row.labelName,
      row.predicted,
      row.predictedName,
      ...metrics.map((id) => row.scores[id] ?? null),
      row.rank,
      row.percentile,
      row.flagged ? 1 : 0,
      row.partition,
      row.verdict,
      ...(row.planted === null ? [] : [row.planted ? 1 : 0]),
    ]);
  }
}

function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}

/**
 * Text that a spreadsheet would take for a formula gets an apostrophe in front; the exact name is in flags.json. Numbers
 * are ours and stay numbers.
 */
export function csvCell(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  // The full-width forms count as formula signs in some locales; leading blanks are skipped by some programs.
  const text = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function* jsonLines(table: FlagTable): Generator<string> {
  const { run, dataset, version, datasetSha256, defense, seed, metric, classes } = table;
  const metrics = table.scores.map((score) => score.metric);
  const header = {
    schema: FLAGS_SCHEMA,
    run,
    dataset,
    version,
    datasetSha256,
    defense,
    seed,
    metric,
    metrics,
    classes,
    count: table.flagged.length,
  };
  // The header without its closing brace; the samples follow as its last field.
  yield `${JSON.stringify(header, null, 1).slice(0, -2)},\n "samples": [`;
  let separator = '\n';
  for (const row of flagRows(table)) {
    const { planted, ...known } = row;
    yield `${separator}${JSON.stringify(planted === null ? known : row)}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}

/** Characters gathered into one write: a write for each row would be slow. */
const CHUNK = 65_536;

async function writeLines(
  path: string,
  lines: Iterable<string>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const target = createWriteStream(path, { flags: 'wx', flush: true });
  let isOurs = false;
  target.once('open', () => {
    isOurs = true;
  });
  try {
    await pipeline(Readable.from(gather(lines)), target, ...(signal === undefined ? [] : [{ signal }]));
  } catch (error) {
    if (isOurs) await rm(path, { force: true });
    if (signal?.aborted === true) throw signal.reason;
    throw error;
  }
}

function* gather(lines: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const line of lines) {
    chunk += line;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
