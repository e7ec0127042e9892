/** The rows of a long table, gathered by series: each row is one step of one series. */
import type { Split } from '../../../../src-shared/domain/dataset.ts';
import { quoted, readNumbers } from '../../codecs/decimal.ts';
import { badLine, placeOf, type ReadRequest } from './read-series.ts';
import type { SeriesColumns } from './series-kind.ts';
import { splitOf, unknownSplit } from './table-split.ts';
import { orderOf, timeOf } from './timed-values.ts';

interface Gathered {
  line: number;
  label: string;
  split: Split;
  times: number[];
  lines: number[];
  /** One after the other, row by row. */
  values: number[];
  /** The first thing wrong with one of its rows, with the line. */
  fault: string | null;
}

/** Steps may differ by this share and still count as equally spaced: times are often rounded. */
const SPACING_TOLERANCE = 1e-3;

export class LongTable {
  readonly #request: ReadRequest;
  readonly #columns: SeriesColumns;
  readonly #series = new Map<string, Gathered>();
  #rows = 0;

  constructor(request: ReadRequest, columns: SeriesColumns) {
    this.#request = request;
    this.#columns = columns;
  }

  /** `cells` are as many as the header names. */
  add(cells: readonly string[], line: number): void {
    const { id, time, label, split, values } = this.#columns;
    const key = cells[id] ?? '';
    if (key === '') throw badLine(this.#request.file, line, 'does not say which series it belongs to');
    const word = split === -1 ? null : (cells[split] ?? '');
    const own = splitOf(word, this.#request.split);
    const series = this.#seriesOf(key, cells[label] ?? '', own ?? this.#request.split, line);
    this.#checkHeld();
    series.fault ??= this.#faultOf(series, cells, own, word ?? '');
    const when = timeOf(cells[time] ?? '');
    const numbers = readNumbers(
      values.map((i) => cells[i] ?? ''),
      true,
    );
    if (Number.isNaN(when)) {
      series.fault ??= `has in line ${line} the time ${quoted(cells[time] ?? '')}, which is no number and no date`;
    } else if (typeof numbers === 'string') {
      series.fault ??= `in its line ${line} ${numbers}`;
    } else {
      series.times.push(when);
      series.lines.push(line);
      for (const value of numbers) series.values.push(value);
    }
  }

  /** Hands all series on, in the order of their first rows; returns sentences for the person. */
  finish(): string[] {
    let uneven = 0;
    for (const [id, series] of this.#series) {
      const place = { ...placeOf(this.#request, id, series.line), split: series.split };
      if (series.fault !== null) {
        this.#request.set.reject(place, series.fault, series.label);
        continue;
      }
      const order = orderOf(series.times);
      this.#checkOnce(id, series, order);
      const variables = this.#columns.values.map((_, v) =>
        Float32Array.from(order, (at) => series.values[at * this.#columns.values.length + v] ?? Number.NaN),
      );
      this.#request.set.add(place, series.label, variables, false);
      if (!isEven(series.times, order)) uneven++;
    }
    return uneven === 0 ? [] : [`${uneven} series with unequal steps of time taken as equally spaced`];
  }

  #seriesOf(key: string, label: string, split: Split, line: number): Gathered {
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const started = { line, label, split, times: [], lines: [], values: [], fault: null };
    this.#series.set(key, started);
    return started;
  }

  #faultOf(series: Gathered, cells: readonly string[], split: Split | null, word: string): string | null {
    const label = cells[this.#columns.label] ?? '';
    if (label !== series.label) return `has two labels, ${quoted(series.label)} and ${quoted(label)}`;
    if (split === null) return unknownSplit(word);
    return split === series.split ? null : 'has rows in both splits';
  }

  /** Rows are held as 64-bit numbers with their time and line until the file ends. */
  #checkHeld(): void {
    this.#rows++;
    this.#request.set.checkHeld(this.#rows * 8 * (this.#columns.values.length + 2), this.#request.file.name);
  }

  #checkOnce(id: string, { times, lines }: Gathered, order: readonly number[]): void {
    for (let i = 1; i < order.length; i++) {
      const [before, at] = [order[i - 1] ?? 0, order[i] ?? 0];
      if (times[before] !== times[at]) continue;
      throw badLine(
        this.#request.file,
        lines[at] ?? 0,
        `gives the series ${quoted(id)} a second value at the time of line ${lines[before] ?? 0}`,
      );
    }
  }
}

function isEven(times: readonly number[], order: readonly number[]): boolean {
  const at = (i: number): number => times[order[i] ?? 0] ?? 0;
  const step = (at(order.length - 1) - at(0)) / (order.length - 1);
  return order.every((_, i) => i === 0 || Math.abs(at(i) - at(i - 1) - step) <= SPACING_TOLERANCE * step);
}
