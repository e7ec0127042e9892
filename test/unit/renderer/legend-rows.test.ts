import { expect, it } from 'vitest';
import { legendRows } from '../../../src-renderer/charts/legend-rows.ts';

/** Ten pixels a letter, with a sign of 15 and 5 beside it. */
const rows = (names: string[], width: number): number =>
  legendRows(names, width, 15, (name) => 10 * name.length);

it('as many rows as the names need, each beginning anew where the next does not fit', () => {
  // 20 + 30 each, 10 between them.
  expect(rows(['abc', 'abc', 'abc'], 170)).toBe(1);
  expect(rows(['abc', 'abc', 'abc'], 169)).toBe(2);
  expect(rows(['abc', 'abc', 'abc'], 109)).toBe(3);
});

it('a row for a name that is wider than the place, and one for no names', () => {
  expect(rows(['abcdefghijkl', 'a'], 60)).toBe(2);
  expect(rows([], 60)).toBe(1);
});
