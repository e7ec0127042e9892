/** Evidence of the run's own scores, at any epoch they were traced at. */
import { computed, ref, watch, type Ref } from 'vue';
import type { RunDetail } from '../../../src-shared/rpc/contract.ts';
import { orderBySuspicion } from '../../../src-shared/math/rank.ts';
import { useQuery } from '../../rpc/use-query.ts';
import { LOSS_DROP, type Ranking } from './evidence.ts';
import { guessLabel } from './guess-label.ts';
import type { RunData } from './use-run-data.ts';

export type Metric = RunDetail['metrics'][number];

const NOTHING = new Int32Array(0);

/** `chosenId`: the score asked for; any other name, or null, means the one that decided. */
export function useScoreEvidence(runId: Ref<number | null>, data: RunData, chosenId: Ref<string | null>) {
  const { run, isolated, suspects, secondPredicted } = data;

  /** Scores with a suspicious end, the one that decided first. */
  const metrics = computed<Metric[]>(() => {
    const { metrics: all = [], metric: deciding = '' } = run.data.value ?? {};
    return all
      .filter(({ suspicious, hasFinal, epochs }) => suspicious !== null && (hasFinal || epochs.length > 0))
      .toSorted((a, b) => Number(b.id === deciding) - Number(a.id === deciding));
  });
  const metric = computed(
    () =>
      metrics.value.find(({ id }) => id === chosenId.value) ??
      metrics.value.find(({ id }) => id === run.data.value?.metric) ??
      metrics.value[0] ??
      null,
  );
  /** Null: the final score. */
  const epoch = ref<number | null>(null);
  watch(metric, (now, before) => {
    if (now?.id !== before?.id) epoch.value = null;
  });

  const scores = useQuery('scores.read', () => {
    const chosen = metric.value;
    if (runId.value === null || chosen === null) return null;
    return { runId: runId.value, metric: chosen.id, epoch: epochShown(chosen, epoch.value) };
  });

  /**
   * Samples by a score. It begins with as many as the run itself flagged; by the final score that decided exactly with
   * those, since the run's rule breaks ties by more than the score. `order`: most suspicious first.
   */
  function rank(by: Metric, values: Float32Array, order: Int32Array, isFinal: boolean): Ranking | null {
    if (by.suspicious === null) return null;
    const own = by.id === LOSS_DROP ? (suspects.data.value ?? isolated.data.value) : isolated.data.value;
    const isExact = isFinal && by.id === run.data.value?.metric;
    return {
      ...{ id: by.id, title: by.title, unit: by.unit, suspicious: by.suspicious, values, order },
      initial: own === null ? NOTHING : isExact ? own : order.subarray(0, own.length),
    };
  }

  /** Kept while only what was flagged changes. */
  const order = computed(() => {
    const suspicious = metric.value?.suspicious ?? null;
    return scores.data.value === null || suspicious === null
      ? null
      : orderBySuspicion(scores.data.value, suspicious);
  });
  const ranking = computed<Ranking | null>(() =>
    metric.value === null || scores.data.value === null || order.value === null
      ? null
      : rank(metric.value, scores.data.value, order.value, epoch.value === null),
  );
  const isLossDrop = computed(() => metric.value?.id === LOSS_DROP);

  /** Which label a trigger seems to lead to, by what the second head says of the samples at the top. */
  const guess = computed(() =>
    isolated.data.value === null || secondPredicted.data.value === null
      ? null
      : guessLabel(isolated.data.value, secondPredicted.data.value),
  );
  return { metrics, metric, epoch, scores, rank, ranking, isLossDrop, guess };
}

export type ScoreEvidence = ReturnType<typeof useScoreEvidence>;

/** What is read where no epoch was chosen: the final score, and while there is none the last epoch. */
export function epochShown({ hasFinal, epochs }: Metric, chosen: number | null): number | null {
  return hasFinal ? chosen : (chosen ?? epochs.at(-1) ?? null);
}
