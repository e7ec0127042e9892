import { expect, it } from 'vitest';
import { TwoHeadedBatches } from '../../../src-main/train/defenses/e2abl/two-headed-batches.ts';
import { Rng } from '../../../src-shared/math/rng.ts';

const POOLS = {
  main: Int32Array.from({ length: 83 }, (_, i) => i),
  second: Int32Array.from({ length: 20 }, (_, i) => 100 + i),
};

it('passes through both sets once an epoch, in batches of one size', () => {
  const batches = new TwoHeadedBatches(100, 16, Rng.fromSeed(1));
  expect(batches.stepsPerEpoch).toBe(6);
  const rows = [...Array(6).keys()].map((step) => batches.at(step, () => POOLS));
  expect(new Set(rows.map(({ main }) => main.length))).toEqual(new Set([14]));
  expect(new Set(rows.map(({ second }) => second.length))).toEqual(new Set([4]));
  expect(new Set(rows.flatMap(({ main }) => [...main])).size).toBe(83);
  expect(new Set(rows.flatMap(({ second }) => [...second])).size).toBe(20);
});

it('depends on the step alone: a resumed run draws the same rows', () => {
  const one = new TwoHeadedBatches(100, 16, Rng.fromSeed(1));
  const all = [...Array(12).keys()].map((step) => one.at(step, () => POOLS));
  const other = new TwoHeadedBatches(100, 16, Rng.fromSeed(1));
  expect(other.at(9, () => POOLS)).toEqual(all[9]);
  expect(all[6]).not.toEqual(all[0]);
});

it('asks for the sets when an epoch begins, and not in between', () => {
  const batches = new TwoHeadedBatches(100, 16, Rng.fromSeed(1));
  let asked = 0;
  const pools = (): typeof POOLS => {
    asked++;
    return POOLS;
  };
  for (let step = 0; step < 18; step++) batches.at(step, pools);
  expect(asked).toBe(3);
});
