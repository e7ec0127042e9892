/** Fair draws for judging, and what the judged among them say of precision. */
import { computed, ref, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import { Rng } from '../../../src-shared/math/rng.ts';
import { wilsonInterval } from '../../../src-shared/math/wilson.ts';
import { drawFairCheck, type FairCheck } from './fair-check.ts';

export const CHECK_SIZE = 40;

/** How many of the judged samples were judged poison; `interval` is a 95 % Wilson interval. */
export interface JudgedShare {
  count: number;
  value: number | null;
  interval: readonly [number, number] | null;
}

export interface FairChecks {
  check: ShallowRef<FairCheck | null>;
  /** Null before the first draw. */
  checked: ComputedRef<{ above: JudgedShare; below: JudgedShare } | null>;
  draw: (runId: number, suspicion: Int32Array, flagged: Int32Array) => FairCheck;
}

/** `verdicts`: codes, one a sample. */
export function useFairCheck(verdicts: ComputedRef<Uint8Array>): FairChecks {
  const check = shallowRef<FairCheck | null>(null);
  const round = ref(0);

  function shareAmong(indices: Int32Array): JudgedShare {
    let [poison, clean] = [0, 0];
    for (const index of indices) {
      if (verdicts.value[index] === 1) poison++;
      if (verdicts.value[index] === 2) clean++;
    }
    const total = poison + clean;
    return {
      count: total,
      value: total === 0 ? null : poison / total,
      interval: wilsonInterval(poison, total),
    };
  }

  return {
    check,
    checked: computed(() =>
      check.value === null
        ? null
        : { above: shareAmong(check.value.above), below: shareAmong(check.value.below) },
    ),
    draw(runId, suspicion, flagged) {
      const rng = Rng.fromSeed(runId + 1).fork(`check ${round.value++}`);
      const drawn = drawFairCheck(suspicion, flagged, CHECK_SIZE, rng);
      check.value = drawn;
      return drawn;
    },
  };
}
