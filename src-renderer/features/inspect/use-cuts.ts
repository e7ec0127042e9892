/**
 * Thresholds, one for each evidence. A threshold is a place in the ranking: how many samples are flagged; ties of the score
 * never blur it.
 */
import { reactive, watch, type Ref } from 'vue';
import type { Ranking } from './evidence.ts';

export interface Cuts {
  /** What is flagged by a ranking: what it begins with, or everything before its threshold once that was moved. */
  flaggedOf: (ranking: Ranking) => Int32Array;
  move: (ranking: Ranking, count: number) => void;
  /** Back to what the ranking begins with. */
  forget: (id: string) => void;
}

export function useCuts(runId: Ref<number | null>): Cuts {
  // Read by key, so that moving one threshold does not make what hangs on the others anew.
  const moved = reactive(new Map<string, number>());
  watch(runId, () => moved.clear());
  return {
    flaggedOf(ranking) {
      const count = moved.get(ranking.id);
      return count === undefined ? ranking.initial : ranking.order.subarray(0, count);
    },
    move(ranking, count) {
      moved.set(ranking.id, Math.max(0, Math.min(ranking.order.length, Math.round(count))));
    },
    forget: (id) => void moved.delete(id),
  };
}
