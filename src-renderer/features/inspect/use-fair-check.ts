/** Fair draws for judging, and what the judged among them say of precision. */
import { computed, ref, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import { Rng } from '../../../src-shared/math/rng.ts';
import { drawFairCheck, type FairCheck } from './fair-check.ts';
import { judgedShare, type JudgedShare } from './judged-share.ts';

export const CHECK_SIZE = 40;

export interface FairChecks {
  check: ShallowRef<FairCheck | null>;
  /** Null before the first draw, and for other evidence than it was drawn by. */
  checked: ComputedRef<{ above: JudgedShare; below: JudgedShare } | null>;
  draw: (runId: number, evidence: string | null, suspicion: Int32Array, flagged: Int32Array) => FairCheck;
}

/** `verdicts`: codes, one a sample; `evidence`: what is in view. */
export function useFairCheck(
  verdicts: ComputedRef<Uint8Array>,
  evidence: ComputedRef<string | null>,
): FairChecks {
  const check = shallowRef<FairCheck | null>(null);
  const round = ref(0);
  const drawnBy = ref<string | null>(null);
  return {
    check,
    checked: computed(() =>
      check.value === null || drawnBy.value !== evidence.value
        ? null
        : {
            above: judgedShare(check.value.above, verdicts.value),
            below: judgedShare(check.value.below, verdicts.value),
          },
    ),
    draw(runId, by, suspicion, flagged) {
      const rng = Rng.fromSeed(runId + 1).fork(`check ${round.value++}`);
      const drawn = drawFairCheck(suspicion, flagged, CHECK_SIZE, rng);
      check.value = drawn;
      drawnBy.value = by;
      return drawn;
    },
  };
}
