import { describe, expect, it } from 'vitest';
import {
  partitionByLossDrop,
  USE,
  type PartitionInput,
} from '../../../src-main/train/defenses/e2abl/partition.ts';

const OPTIONS = { suspectFraction: 0.4, isolationFraction: 0.2, isReleasing: true };

/** Ten samples; 0 and 1 have the largest drops, 2 and 3 the next. The second head takes all for class 2. */
function input(changes: Partial<PartitionInput> = {}): PartitionInput {
  return {
    drop: [9, 8, 7, 6, 1, 1, 1, 1, 1, 0],
    secondPredicted: [2, 2, 2, 2, 0, 0, 0, 0, 0, 0],
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
