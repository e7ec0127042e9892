/** Decimal numbers as they stand in text files of time series, read strictly and written so that nothing is lost. */

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const MISSING = /^(?:\?|[+-]?nan|na|n\/a|null)$/i;
const INFINITE = /^[+-]?inf(?:inity)?$/i;
/** Beyond this, squares of values leave the range of 32-bit floats, and networks cannot be trained on them. */
const LARGEST = 1e18;
/** Digits that tell any two 32-bit floats apart. */
const MOST_DIGITS = 9;
const SMALLEST_NORMAL = 2 ** -126;
const LONGEST_QUOTE = 40;

/** A value that is not there: `?`, `NaN`, `NA`, `null`. An empty cell means different things in different formats. */
export function isMissing(cell: string): boolean {
  return MISSING.test(cell);
}

/** A decimal number with or without an exponent; no hexadecimal, no infinity. */
export function isNumber(cell: string): boolean {
  return NUMBER.test(cell);
}

/** A cell as it may stand in a sentence. */
export function quoted(cell: string): string {
  return JSON.stringify(cell.length > LONGEST_QUOTE ? `${cell.slice(0, LONGEST_QUOTE)}…` : cell);
}

/** Why a number cannot be a value of a series, in words to follow the series' name; null when it can. */
export function valueFault(value: number, position: number): string | null {
  if (Math.abs(value) <= LARGEST || Number.isNaN(value)) return null;
  const what = Number.isFinite(value) ? String(value) : 'an infinite value';
  return `has ${what} as value ${position}, beyond the ${LARGEST.toExponential(0)} that can be trained on`;
}

/**
 * Cells as 32-bit floats, NaN where a value is missing; or, as text, what is wrong with the first cell that is none of
 * both. Positions in the text count from 1.
 */
export function readNumbers(cells: readonly string[], mayBeEmpty: boolean): Float32Array | string {
  const values = new Float32Array(cells.length);
  for (let i = 0; i < cells.length; i++) {
    const cell = (cells[i] ?? '').trim();
    if (NUMBER.test(cell)) {
      const value = Number(cell);
      const fault = valueFault(value, i + 1);
      if (fault !== null) return fault;
      values[i] = value;
      continue;
    }
    if (INFINITE.test(cell)) return valueFault(Infinity, i + 1) ?? '';
    if (cell === '' ? !mayBeEmpty : !MISSING.test(cell)) {
      return cell === ''
        ? `has nothing as value ${i + 1}, where a number is needed`
        : `has the text ${quoted(cell)} as value ${i + 1}, where a number is needed`;
    }
    values[i] = Number.NaN;
  }
  return values;
}

/** The shortest decimal text that reads back as the same 32-bit float. Finite values only. */
export function shortestFloat32(value: number): string {
  if (Object.is(value, -0)) return '-0';
  // The smallest numbers have fewer binary digits, and so fewer decimal ones; elsewhere six are never too many.
  for (let digits = Math.abs(value) < SMALLEST_NORMAL ? 1 : 6; digits < MOST_DIGITS; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(MOST_DIGITS)));
}
