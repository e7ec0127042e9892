/** Fair draws for judging, and what the judged among them say of precision. */
import { computed, ref, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import { Rng } from '../../../src-shared/math/rng.ts';
import { drawFairCheck, type FairCheck } from './fair-check.ts';
import { judgedShare, type JudgedShare } from './judged-share.ts';

export const CHECK_SIZE = 40;

export interface FairChecks {
  check: ShallowRef<FairCheck | null>;
  /** Null before the first draw, and for another ranking or threshold than it was drawn from. */
  checked: ComputedRef<{ above: JudgedShare; below: JudgedShare } | null>;
  draw: (runId: number) => FairCheck;
}

/**
 * `verdicts`: codes, one a sample; `evidence`: what is in view; `suspicion`: its ranking; `flagged`: those above the
 * threshold.
 */
export function useFairCheck(
  verdicts: ComputedRef<Uint8Array>,
  evidence: ComputedRef<string | null>,
  suspicion: ComputedRef<Int32Array>,
  flagged: ComputedRef<Int32Array>,
): FairChecks {
  const check = shallowRef<FairCheck | null>(null);
  const round = ref(0);
  const now = () => ({ evidence: evidence.value, suspicion: suspicion.value, flagged: flagged.value });
  const drawnFrom = shallowRef<ReturnType<typeof now> | null>(null);
  // By what they hold: the same ranking is computed anew when the run is read again.
  const isStillTrue = computed(() => {
    const from = drawnFrom.value;
    return (
      from !== null &&
      from.evidence === evidence.value &&
      isEqual(from.flagged, flagged.value) &&
      isEqual(from.suspicion, suspicion.value)
    );
  });
  return {
    check,
    checked: computed(() =>
      check.value === null || !isStillTrue.value
        ? null
        : {
            above: judgedShare(check.value.above, verdicts.value),
            below: judgedShare(check.value.below, verdicts.value),
          },
    ),
    draw(runId) {
      const rng = Rng.fromSeed(runId + 1).fork(`check ${round.value++}`);
      const drawn = drawFairCheck(suspicion.value, flagged.value, CHECK_SIZE, rng);
      check.value = drawn;
      drawnFrom.value = now();
      return drawn;
    },
  };
}

function isEqual(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((index, place) => index === b[place]);
}
