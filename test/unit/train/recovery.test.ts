import { describe, expect, it } from 'vitest';
import { recoverClasses, type RecoveryRequest } from '../../../src-main/train/defenses/e2abl/recovery.ts';

const CLASSES = 10;

/** A hundred samples of ten equal classes by their labels, of which the first 40 are suspects and 10 of them isolated. */
function request(changes: Partial<RecoveryRequest> = {}): RecoveryRequest {
  return {
    isolated: Int32Array.from({ length: 10 }, (_, i) => i),
    labels: Int32Array.from({ length: 100 }, (_, i) => i % CLASSES),
    classes: CLASSES,
    backdoorLabel: 0,
    confidence: 0,
    ...changes,
  };
}

/** Logits by which each suspect is of the given class. */
function opinion(classOf: (row: number) => number): { rows: Int32Array; logits: Float32Array } {
  const rows = Int32Array.from({ length: 40 }, (_, i) => i);
  const logits = new Float32Array(40 * CLASSES);
  for (const row of rows) logits[row * CLASSES + classOf(row)] = 20;
  return { rows, logits };
}

describe('recovered classes', () => {
  it('are the most probable ones but for the backdoor label, with their probability among the others', () => {
    const logits = new Float32Array([...[Math.log(3), 0, 50], ...[0, Math.log(9), 50], ...[1, 2, 0]]);
    const asked = {
      rows: Int32Array.of(3, 1, 2),
      logits,
    };
    const three = {
      isolated: Int32Array.of(1, 3, 2, 4, 5),
      labels: Int32Array.of(0, 1, 2, 0, 1, 2),
      classes: 3,
      backdoorLabel: 2,
      confidence: 0,
    };
    const found = recoverClasses(asked, three);
    expect([...(found?.recovered ?? [])]).toEqual([-1, 1, 1, 0, -1, -1]);
    expect(found?.confidence[3]).toBeCloseTo(0.75, 6);
    expect(found?.confidence[1]).toBeCloseTo(0.9, 6);
    const careful = recoverClasses(asked, { ...three, confidence: 0.8 });
    expect([...(careful?.recovered ?? [])]).toEqual([-1, 1, -1, -1, -1, -1]);
  });

  it('never are the backdoor label, even where it is class 0 and all logits are equal', () => {
    const flat = { rows: Int32Array.of(0), logits: new Float32Array(CLASSES) };
    const found = recoverClasses(flat, request({ isolated: Int32Array.of(0, 1, 2) }));
    expect(found?.recovered[0]).toBe(1);
  });

  it('are none where the main head takes nearly all suspects for one other class', () => {
    expect(
      recoverClasses(
        opinion(() => 6),
        request(),
      ),
    ).toBeNull();
    const many = recoverClasses(
      opinion((row) => 1 + (row % 9)),
      request(),
    );
    expect(many?.recovered.filter((label) => label >= 0)).toHaveLength(10);
  });

  it('are none where it takes most isolated samples for the backdoor label', () => {
    expect(
      recoverClasses(
        opinion((row) => (row < 6 ? 0 : 1 + (row % 9))),
        request(),
      ),
    ).toBeNull();
    expect(
      recoverClasses(
        opinion((row) => (row < 5 ? 0 : 1 + (row % 9))),
        request(),
      ),
    ).not.toBeNull();
  });

  it('may all be one class where the suspects around them are of many', () => {
    const ships = recoverClasses(
      opinion((row) => (row < 10 ? 8 : 1 + (row % 9))),
      request(),
    );
    expect([...(ships?.recovered.subarray(0, 10) ?? [])]).toEqual(new Array<number>(10).fill(8));
  });

  it('may be mostly of a class that most of the dataset has', () => {
    const labels = Int32Array.from({ length: 100 }, (_, i) => (i < 70 ? 6 : i % CLASSES));
    expect(
      recoverClasses(
        opinion(() => 6),
        request({ labels }),
      ),
    ).not.toBeNull();
  });
});
