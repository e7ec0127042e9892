/** Values with their times: pairs `(time,value)` of .ts files, and the order that times of any spelling give. */
import { isNumber, readNumbers } from '../../codecs/decimal.ts';

/** Cuts at a separator that stands in no pair of brackets. */
export function splitOutsideBrackets(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === separator && depth <= 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/** A number, or a date in milliseconds; NaN for what is neither. */
export function timeOf(text: string): number {
  return isNumber(text) ? Number(text) : Date.parse(text);
}

/** The values of `(time,value),(time,value),...` in the order of the times; or what is wrong, as text. */
export function readTimedVariable(text: string): Float32Array | string {
  const times: number[] = [];
  const cells: string[] = [];
  for (const pair of splitOutsideBrackets(text.trim(), ',')) {
    const found = /^\s*\(([^()]*),([^(),]*)\)\s*$/.exec(pair);
    if (found === null)
      return `has ${JSON.stringify(pair.slice(0, 40))}, where a pair (time,value) is needed`;
    const time = timeOf((found[1] ?? '').trim());
    if (Number.isNaN(time)) return `has the time ${JSON.stringify(found[1])}, which is no number and no date`;
    times.push(time);
    cells.push(found[2] ?? '');
  }
  const values = readNumbers(cells, false);
  if (typeof values === 'string') return values;
  const order = orderOf(times);
  const twice = order.find((at, i) => i > 0 && times[at] === times[order[i - 1] ?? 0]);
  if (twice !== undefined) return `has two values at the time ${times[twice]}`;
  return Float32Array.from(order, (at) => values[at] ?? Number.NaN);
}

/** Positions sorted by time; equal times keep their order. */
export function orderOf(times: readonly number[]): number[] {
  return times.map((_, i) => i).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
}
