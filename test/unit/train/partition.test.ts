import { describe, expect, it } from 'vitest';
import {
  partitionByLossDrop,
  USE,
  type PartitionInput,
} from '../../../src-main/train/defenses/e2abl/partition.ts';

const OPTIONS = { suspectFraction: 0.4, isolationFraction: 0.2, recoverConfidence: 0, isReleasing: true };

/** Ten samples; 0 and 1 have the largest drops, 2 and 3 the next. The second head takes all for class 2. */
function input(changes: Partial<PartitionInput> = {}): PartitionInput {
  return {
    drop: [9, 8, 7, 6, 1, 1, 1, 1, 1, 0],
    secondPredicted: [2, 2, 2, 2, 0, 0, 0, 0, 0, 0],
    mainLogits: null,
    labels: Int32Array.of(2, 2, 1, 2, 0, 0, 1, 1, 2, 2),
    classes: 3,
    judged: { poison: [], clean: [] },
    ...changes,
  };
}

describe('partition by loss drop', () => {
  it('isolates the largest drops, keeps the next ones as suspects, and leaves the rest to the main head', () => {
    const found = partitionByLossDrop(input(), { ...OPTIONS, isReleasing: false });
    expect([...found.isolated]).toEqual([0, 1]);
    expect([...found.suspects]).toEqual([0, 1, 2, 3]);
    expect([...found.use].map((use) => use === USE.main)).toEqual([...Array(10).keys()].map((i) => i > 3));
  });

  it('guesses the backdoor label by the second head, and how sure it is', () => {
    expect(partitionByLossDrop(input(), OPTIONS)).toMatchObject({ backdoorLabel: 2, dominance: 1 });
    const split = partitionByLossDrop(input({ secondPredicted: [1, 2, 2, 2, 0, 0, 0, 0, 0, 0] }), OPTIONS);
    // A tie goes to the smaller class.
    expect(split).toMatchObject({ backdoorLabel: 1, dominance: 0.5 });
  });

  it('releases suspects of another label once the backdoor label is clear, and isolated ones never', () => {
    expect([...partitionByLossDrop(input(), OPTIONS).use.subarray(0, 4)]).toEqual([
      USE.trap,
      USE.trap,
      USE.released,
      USE.trap,
    ]);
    const unclear = input({ secondPredicted: [1, 2, 2, 2, 0, 0, 0, 0, 0, 0] });
    expect([...partitionByLossDrop(unclear, OPTIONS).use]).not.toContain(USE.released);
  });

  it('recovers the most probable class but for the backdoor label, with its probability among the others', () => {
    const mainLogits = new Float32Array(30);
    mainLogits.set([Math.log(3), 0, 50], 0);
    mainLogits.set([0, Math.log(9), 50], 3);
    const { recovered, confidence, use } = partitionByLossDrop(input({ mainLogits }), OPTIONS);
    expect([...recovered]).toEqual([0, 1, -1, -1, -1, -1, -1, -1, -1, -1]);
    expect(confidence[0]).toBeCloseTo(0.75, 6);
    expect(confidence[1]).toBeCloseTo(0.9, 6);
    expect([...use.subarray(0, 2)]).toEqual([USE.relabelled, USE.relabelled]);
    const careful = partitionByLossDrop(input({ mainLogits }), { ...OPTIONS, recoverConfidence: 0.8 });
    expect([...careful.recovered.subarray(0, 2)]).toEqual([-1, 1]);
    expect([...careful.use.subarray(0, 2)]).toEqual([USE.trap, USE.relabelled]);
  });

  it('recovers nothing where nearly all would come out as one class: that is the trigger, not the samples', () => {
    const classes = 10;
    const isolatedInto = (labelOf: (row: number) => number): Float32Array => {
      const logits = new Float32Array(100 * classes);
      for (let row = 0; row < 100; row++) logits[row * classes + labelOf(row)] = 20;
      return logits;
    };
    const base = {
      drop: new Array<number>(100).fill(1),
      secondPredicted: new Array<number>(100).fill(0),
      labels: new Int32Array(100),
      classes,
    };
    const one = partitionByLossDrop(input({ ...base, mainLogits: isolatedInto(() => 6) }), OPTIONS);
    expect(one.isShortcut).toBe(true);
    expect(one.recovered.every((label) => label === -1)).toBe(true);
    expect([...one.use]).not.toContain(USE.relabelled);
    const many = partitionByLossDrop(
      input({ ...base, mainLogits: isolatedInto((row) => 1 + (row % 9)) }),
      OPTIONS,
    );
    expect(many.isShortcut).toBe(false);
    expect(many.recovered.filter((label) => label >= 0)).toHaveLength(20);
    // Isolated samples that are of one class indeed, among suspects of many.
    const ships = isolatedInto((row) => (row < 20 ? 8 : 1 + (row % 9)));
    const same = partitionByLossDrop(input({ ...base, mainLogits: ships }), {
      ...OPTIONS,
      suspectFraction: 1,
    });
    expect(same.isShortcut).toBe(false);
    expect([...same.recovered.subarray(0, 20)]).toEqual(new Array<number>(20).fill(8));
  });

  it('never recovers the backdoor label, even where it is class 0 and all logits are equal', () => {
    const chosen = input({
      mainLogits: new Float32Array(30),
      secondPredicted: new Array<number>(10).fill(0),
    });
    expect([...partitionByLossDrop(chosen, OPTIONS).recovered.subarray(0, 2)]).toEqual([1, 1]);
  });

  it('heeds a person: judged poison is isolated, judged clean is no suspect', () => {
    const judged = { poison: [9], clean: [0] };
    const found = partitionByLossDrop(input({ judged }), OPTIONS);
    expect([...found.isolated]).toEqual([9, 1]);
    expect([...found.suspects]).not.toContain(0);
    expect(found.use[0]).toBe(USE.main);
    const all = partitionByLossDrop(input({ judged: { poison: [5, 6, 7], clean: [] } }), OPTIONS);
    expect([...all.isolated]).toEqual([5, 6, 7]);
  });

  it('takes one sample at least, and ties go by index', () => {
    const found = partitionByLossDrop(input({ drop: new Array<number>(10).fill(1) }), {
      ...OPTIONS,
      isolationFraction: 1e-6,
      suspectFraction: 1e-6,
    });
    expect([...found.isolated]).toEqual([0]);
    expect([...found.suspects]).toEqual([0]);
  });
});
