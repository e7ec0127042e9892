/** What NONE's fine-tuning learns, and of what it teaches that the label is wrong. */
import { expect, it } from 'vitest';
import { TuningBatches } from '../../../src-main/train/defenses/none/tuning-batches.ts';
import type { DefenseContext } from '../../../src-main/train/loop/context.ts';
import { Rng } from '../../../src-shared/math/rng.ts';

const SAMPLES = 40;
const LEARNED = Int32Array.from({ length: 32 }, (_, i) => i);

/** Sample i has the value i and the label i % 4. */
function contextOf(judged: readonly number[], carriers: readonly number[]): DefenseContext {
  const values = Float32Array.from({ length: SAMPLES }, (_, i) => i);
  const labels = Int32Array.from(values, (value) => value % 4);
  return {
    data: { modality: 'series', shape: [1, 1, 1], values, labels, classes: ['a', 'b', 'c', 'd'] },
    judged: { poison: [...judged], clean: [] },
    session: { arrays: new Map([['triggered', Int32Array.from(carriers)]]) },
    rng: Rng.fromSeed(1),
    flipIsHarmless: true,
  } as unknown as DefenseContext;
}

/** Samples of an epoch, by the sign of their weight. */
function epochOf(context: DefenseContext): { learned: number[]; wrong: number[]; sums: number[] } {
  const batches = new TuningBatches(context, {
    ...{ stage: 'tuning-1', indices: LEARNED, batch: 8, augment: false },
  });
  const seen = { learned: new Set<number>(), wrong: new Set<number>(), sums: [] as number[] };
  for (let step = 0; step < batches.perEpoch; step++) {
    const { values, labels, weights } = batches.at(step);
    values.forEach((sample, row) => {
      (weights[row]! > 0 ? seen.learned : seen.wrong).add(sample);
      expect(labels[row]).toBe(sample % 4);
    });
    seen.sums.push(weights.reduce((sum, weight) => sum + Math.max(0, weight), 0));
  }
  const sorted = (some: ReadonlySet<number>): number[] => [...some].sort((a, b) => a - b);
  return { learned: sorted(seen.learned), wrong: sorted(seen.wrong), sums: seen.sums };
}

it('teaches of what carries a trigger and of what a person judged poison that the label is wrong', () => {
  const { learned, wrong, sums } = epochOf(contextOf([39], [33, 35, 39]));
  expect(learned).toEqual([...LEARNED]);
  expect(wrong).toEqual([33, 35, 39]);
  // What is learned counts as much as without them.
  for (const sum of sums) expect(sum).toBeCloseTo(1, 6);
});

it('only learns where no label is known to be wrong', () => {
  const { learned, wrong } = epochOf(contextOf([], []));
  expect(learned).toEqual([...LEARNED]);
  expect(wrong).toEqual([]);
});
