/** How a label is divided for the test that leaves it out. */
import { expect, it } from 'vitest';
import { divideLabel } from '../../src-main/train/metrics/leave-label-out.ts';
import { Rng } from '../../src-shared/math/rng.ts';

/** 100 samples each of three labels; those of label 1 ranked from the last to the first. */
const LABELS = Int32Array.from({ length: 300 }, (_, i) => i % 3);
const RANKED = Int32Array.from({ length: 100 }, (_, i) => 3 * (99 - i) + 1);

it('suspects, middle and anchors are the label, in the order of suspicion; a tenth of the others is held out', () => {
  const found = divideLabel(LABELS, 1, RANKED, Rng.fromSeed(1));
  expect([...found.suspects]).toEqual([...RANKED.slice(0, 50)]);
  expect([...found.middle]).toEqual([...RANKED.slice(50, 70)]);
  expect([...found.anchors]).toEqual([...RANKED.slice(70)]);
  expect(found.heldOut).toHaveLength(20);
  expect(found.heldOut.every((index) => LABELS[index] !== 1)).toBe(true);
});

it('learned are the rest of the others and the anchors, as often as an average label has samples', () => {
  const { learned, heldOut, anchors, suspects, middle } = divideLabel(LABELS, 1, RANKED, Rng.fromSeed(1));
  const others = learned.filter((index) => LABELS[index] !== 1);
  expect(others).toHaveLength(180);
  expect(new Set(others).size).toBe(180);
  expect(others.some((index) => heldOut.includes(index))).toBe(false);
  const own = learned.filter((index) => LABELS[index] === 1);
  expect(own).toHaveLength(90);
  expect([...new Set(own)].sort((a, b) => a - b)).toEqual([...anchors].sort((a, b) => a - b));
  expect(own.some((index) => suspects.includes(index) || middle.includes(index))).toBe(false);
});

it('is the same for the same seed, another for another, and refuses what cannot be left out', () => {
  const held = (seed: number): number[] => [...divideLabel(LABELS, 1, RANKED, Rng.fromSeed(seed)).heldOut];
  expect(held(4)).toEqual(held(4));
  expect(held(4)).not.toEqual(held(5));
  expect(() => divideLabel(LABELS, 1, RANKED.slice(0, 60), Rng.fromSeed(1))).toThrow(RangeError);
  expect(() =>
    divideLabel(new Int32Array(100), 0, Int32Array.from(LABELS.slice(0, 100).keys()), Rng.fromSeed(1)),
  ).toThrow(RangeError);
});
