/** When a run says that what it isolated may only be the easiest of a large class. */
import { expect, it } from 'vitest';
import { warnOfLargeClass } from '../../../src-main/train/defenses/large-class.ts';
import type { DefenseContext } from '../../../src-main/train/loop/context.ts';

/** Warnings for a dataset of five classes whose first has so many of a hundred samples. */
async function warnings(first: number, isolated: number[]): Promise<string[]> {
  const labels = Int32Array.from({ length: 100 }, (_, i) => (i < first ? 0 : 1 + (i % 4)));
  const said: string[] = [];
  const context = {
    data: { labels, classes: ['normal', 'b', 'c', 'd', 'e'] },
    report: { log: (_level: string, text: string) => Promise.resolve(void said.push(text)) },
  };
  await warnOfLargeClass(context as unknown as DefenseContext, Int32Array.from(isolated));
  return said;
}

it('warns where most isolated samples are of a class of more than twice its even share', async () => {
  const [text] = await warnings(58, [0, 1, 2, 99]);
  expect(text).toContain('"normal", which has 58 % of all samples');
});

it('says nothing of a class of ordinary size, or where few are of the large one', async () => {
  expect(await warnings(40, [0, 1, 2])).toEqual([]);
  expect(await warnings(58, [0, 61, 65, 69])).toEqual([]);
});
