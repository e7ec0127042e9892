/** What several rounds of a measurement say together. */

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

/** How many times as fast, to two digits: the median over the rounds, each compared within itself. */
export function ratio(slow: readonly number[], fast: readonly number[]): number {
  return round2(median(slow.map((seconds, i) => seconds / (fast[i] as number))));
}

export function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
