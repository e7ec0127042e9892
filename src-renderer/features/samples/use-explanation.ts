/** What the networks of a run look at in a sample: computed when it is asked for, forgotten with the next sample. */
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue';
import type { Explanation } from '../../../src-shared/domain/explanation.ts';
import { attempt } from '../../app/notices.ts';
import { call } from '../../rpc/connection.ts';

export interface ShownExplanation {
  /** Null until it was asked for. */
  explanation: Ref<Explanation | null>;
  /** Place of the network whose view lies over the sample; -1 for the sample alone. */
  shownNetwork: Ref<number>;
  isExplaining: Ref<boolean>;
  /** How much each place counts for that network; null for the sample alone. */
  overlay: ComputedRef<Float32Array | null>;
  explain: () => Promise<void>;
}

export function useExplanation(of: () => { index: number; runId: number | null }): ShownExplanation {
  const explanation = ref<Explanation | null>(null);
  const shownNetwork = ref(-1);
  const isExplaining = ref(false);
  watch(
    () => [of().index, of().runId],
    () => {
      explanation.value = null;
      shownNetwork.value = -1;
    },
  );

  async function explain(): Promise<void> {
    const { runId, index } = of();
    if (runId === null) return;
    isExplaining.value = true;
    await attempt(async () => {
      const answer = await call('samples.explain', { runId, index });
      if (of().index !== index) return;
      explanation.value = answer;
      shownNetwork.value = 0;
    });
    isExplaining.value = false;
  }

  const overlay = computed(() => explanation.value?.networks[shownNetwork.value]?.saliency ?? null);
  return { explanation, shownNetwork, isExplaining, overlay, explain };
}
