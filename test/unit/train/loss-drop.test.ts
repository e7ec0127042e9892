/** How far the loss of a sample fell, as E2ABL counts it: by hand, epoch by epoch. */
import { expect, it } from 'vitest';
import { e2abl, lengthsOf } from '../../../src-main/train/defenses/e2abl/definition.ts';
import { nextEvidence, type Evidence } from '../../../src-main/train/defenses/e2abl/loss-drop.ts';
import { parseOptions } from '../../../src-shared/schema/parse.ts';

const CLASSES = 10;
const START = Math.log(CLASSES);

/** Losses [epoch][sample] of a warm-up of 4 epochs and what follows; `taught` are samples of the epochs after it. */
function drops(losses: readonly number[][], taught: readonly number[] = [], isEven = false): number[][] {
  let before: Partial<Evidence> = {};
  return losses.map((loss, i) => {
    const measured = { loss: Float32Array.from(loss), taught, classes: CLASSES };
    const evidence = nextEvidence({ drop: before.drop, lowest: before.lowest }, measured, {
      epoch: i + 1,
      warmUp: 4,
      isEven,
    });
    before = evidence;
    return [...evidence.drop];
  });
}

function expectClose(seen: readonly number[], expected: readonly number[]): void {
  expect(seen).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(seen[i]).toBeCloseTo(value, 5));
}

it('is the drop to the two lowest of four epochs, whenever they were', () => {
  // Learned in the last two epochs; learned at once and swinging; slowly learned.
  const seen = drops([
    [3, 0.1, 2],
    [2, 2.5, 1.5],
    [0.1, 0.3, 1.2],
    [0.2, 3, 1],
  ]);
  expectClose(seen[0]!, [START - 3, START - 0.1, START - 2]);
  expectClose(seen[1]!, [START - 2.5, START - 1.3, START - 1.75]);
  expectClose(seen[3]!, [START - 0.15, START - 0.2, START - 1.1]);
});

it('after the warm-up counts what falls without being taught, and a tenth less', () => {
  const warmUp = [[1], [1], [1], [1]].map(() => [1, 1, 1]);
  const seen = drops([...warmUp, [0, 0, 2], [0, 3, 2]], [0]);
  expectClose(seen[3]!, [START - 1, START - 1, START - 1]);
  expectClose(seen[4]!, [START - 1, 0.9 * START, START - 1]);
  // What rises again is not forgotten.
  expectClose(seen[5]!, [START - 1, 0.9 * START, START - 1]);
});

it('with even weights is the last loss alone', () => {
  const seen = drops(
    [[3], [0.5], [2], [0.1], [1]].map(([one]) => [one!]),
    [0],
    true,
  );
  expectClose(
    seen.map(([one]) => one!),
    [START - 3, START - 0.5, START - 2, START - 0.1, START - 1],
  );
});

it('of a run that did not keep its lowest losses begins with what is measured now', () => {
  const measured = { loss: Float32Array.of(0.5), taught: [], classes: CLASSES };
  const moment = { epoch: 3, warmUp: 4, isEven: false };
  const { drop } = nextEvidence({ drop: [1], lowest: undefined }, measured, moment);
  expectClose([...drop], [START - 0.5]);
});

it.each([
  // As long as the paper's own; longer in epochs where these are short, and ten at most.
  [50_000, 2],
  [10_000, 10],
  [500, 10],
])('of %i samples is measured in a warm-up of %i epochs by default', (samples, epochs) => {
  const options = parseOptions(e2abl.options, { minUpdates: 0 });
  const { warmUp, joint } = lengthsOf(options, samples);
  expect(warmUp).toBe(epochs);
  // However long the warm-up is, the main head has its epochs.
  expect(joint).toBe(options.epochs - options.warmUpEpochs);
});
