/**
 * What the Inspect screen works on: the evidence in view, the threshold, and what follows from them. All of it is
 * computed here from columns fetched once, so moving the threshold costs no question to the host.
 */
import { computed, inject, provide, ref, shallowRef, watch, type InjectionKey, type Ref } from 'vue';
import type { RunDetail } from '../../../src-shared/rpc/contract.ts';
import { orderBySuspicion } from '../../../src-shared/math/rank.ts';
import { wilsonInterval } from '../../../src-shared/math/wilson.ts';
import { useQuery, type Query } from '../../rpc/use-query.ts';
import { useColumns } from '../samples/use-columns.ts';
import {
  byClass,
  byIndex,
  filterRanking,
  NO_FILTER,
  RUN_PARTS,
  withTestSplit,
  type Partition,
  type SampleFilter,
} from '../samples/order.ts';
import { createSelection } from '../samples/selection.ts';
import { guessLabel } from './guess-label.ts';

export type SortBy = 'suspicion' | 'trust' | 'index' | 'class';

const EMPTY = new Int32Array(0);
/** The score that ranks samples by how fast a second head learned them. */
export const LOSS_DROP = 'lossDrop';

export function useInspection(runId: Ref<number | null>) {
  const run = useQuery('runs.read', () => (runId.value === null ? null : { runId: runId.value }), {
    'run.changed': (event) => event.runId === runId.value,
  });
  const versionId = computed(() => run.data.value?.versionId ?? null);
  const version = useQuery('versions.read', () =>
    versionId.value === null ? null : { versionId: versionId.value },
  );
  const { columns, verdicts, error: columnsError, judge } = useColumns(() => versionId.value);

  /** Scores with a suspicious end, the one that decided first. */
  const evidence = computed(() => {
    const { metrics = [], metric: deciding = '' } = run.data.value ?? {};
    return metrics
      .filter(({ suspicious, hasFinal, epochs }) => suspicious !== null && (hasFinal || epochs.length > 0))
      .toSorted((a, b) => Number(b.id === deciding) - Number(a.id === deciding));
  });
  const metricId = ref<string | null>(null);
  const metric = computed(
    () =>
      evidence.value.find(({ id }) => id === metricId.value) ??
      evidence.value.find(({ id }) => id === run.data.value?.metric) ??
      evidence.value[0] ??
      null,
  );
  /** Null: the final score. */
  const epoch = ref<number | null>(null);
  watch(metric, (now, before) => {
    if (now?.id !== before?.id) epoch.value = null;
  });

  const scoreArgs = (): { runId: number; metric: string; epoch: number | null } | null => {
    const chosen = metric.value;
    if (runId.value === null || chosen === null) return null;
    return {
      runId: runId.value,
      metric: chosen.id,
      epoch: chosen.hasFinal ? epoch.value : (epoch.value ?? chosen.epochs.at(-1) ?? null),
    };
  };
  const scores = useQuery('scores.read', scoreArgs);
  const subset = (name: string) =>
    useQuery('subsets.read', () =>
      runId.value !== null && hasSubset(run.data.value, name) ? { runId: runId.value, name } : null,
    );
  const isolated = subset('poisoned');
  const labelled = subset('clean');
  /** The broad fraction that a run with a second head keeps as suspects; `isolated` is the small top of it. */
  const suspects = subset('suspects');
  const finalScore = (id: string) =>
    useQuery('scores.read', () =>
      runId.value !== null && run.data.value?.metrics.some((one) => one.id === id && one.hasFinal) === true
        ? { runId: runId.value, metric: id, epoch: null }
        : null,
    );
  const predicted = finalScore('predicted');
  const parts = finalScore('partition');
  const secondPredicted = finalScore('secondPredicted');
  const isLossDrop = computed(() => metric.value?.id === LOSS_DROP);
  const mask = useQuery('drills.mask', () =>
    versionId.value === null ? null : { versionId: versionId.value },
  );
  const features: Query<'features.read'> = useQuery(
    'features.read',
    () => (runId.value === null ? null : { runId: runId.value }),
    {
      'run.changed': (event) => event.runId === runId.value && features.data.value === null,
    },
  );

  // ---- Threshold ------------------------------------------------------------------------------------------------

  /** Training samples, most suspicious first. */
  const suspicion = computed<Int32Array>(() => {
    const values = scores.data.value;
    return values === null || metric.value === null
      ? EMPTY
      : orderBySuspicion(values, metric.value.suspicious ?? 'low');
  });
  /** How many of them are flagged. The threshold is a place in this list: ties never blur it. */
  const cut = ref(0);
  const hasMovedCut = ref(false);
  /** What the run itself flagged by the evidence in view. */
  const runsOwn = computed(() =>
    isLossDrop.value && suspects.data.value !== null ? suspects.data.value : isolated.data.value,
  );
  watch(
    [suspicion, runsOwn],
    ([order, chosen]) => {
      if (hasMovedCut.value && cut.value <= order.length) return;
      cut.value = Math.min(order.length, chosen?.length ?? 0);
    },
    { immediate: true },
  );
  watch(runId, () => (hasMovedCut.value = false));

  function moveCut(count: number): void {
    hasMovedCut.value = true;
    cut.value = Math.max(0, Math.min(suspicion.value.length, Math.round(count)));
  }

  const threshold = computed<number | null>(() => {
    const last = suspicion.value[Math.max(0, cut.value - 1)];
    return last === undefined ? null : (scores.data.value?.[last] ?? null);
  });
  /** Until the threshold is moved, what the run isolated; its rule breaks ties by more than the score. */
  const flaggedList = computed<Int32Array>(() => {
    const chosen = runsOwn.value;
    const isRunsOwn =
      !hasMovedCut.value &&
      chosen !== null &&
      metric.value?.id === run.data.value?.metric &&
      epoch.value === null;
    return isRunsOwn ? chosen : suspicion.value.subarray(0, cut.value);
  });
  const flagged = computed<Uint8Array | null>(() =>
    toMask(flaggedList.value, columns.value?.trainCount ?? 0),
  );

  // ---- What is shown --------------------------------------------------------------------------------------------

  const filter = shallowRef<SampleFilter>(NO_FILTER);
  const sortBy = ref<SortBy>('suspicion');
  const ranking = computed<Int32Array>(() => {
    const known = columns.value;
    if (known === null) return EMPTY;
    const total = known.labels.length;
    if (sortBy.value === 'class')
      return byClass(known.labels, version.data.value?.version.classes.length ?? 0);
    if (sortBy.value === 'index' || suspicion.value.length === 0) return byIndex(total);
    return withTestSplit(
      sortBy.value === 'trust' ? suspicion.value.slice().reverse() : suspicion.value,
      total,
    );
  });
  const order = computed<Int32Array>(() => {
    const known = columns.value;
    if (known === null) return EMPTY;
    return filterRanking(
      ranking.value,
      {
        trainCount: known.trainCount,
        labels: known.labels,
        // Judging must not make the list anew unless it shows some verdicts only.
        verdicts: filter.value.verdicts.length === 0 ? known.verdicts : verdicts.value,
        predicted: predicted.data.value,
        flagged: flagged.value,
        isolated: toMask(isolated.data.value ?? EMPTY, known.trainCount),
        labelled: toMask(labelled.data.value ?? EMPTY, known.trainCount),
        suspects: toMask(suspects.data.value ?? EMPTY, known.trainCount),
        parts: parts.data.value,
      },
      // A run scores training samples only.
      { ...filter.value, split: 'train' },
    );
  });

  const partitions = computed<Partition[]>(() => [
    ...(['all', 'flagged', 'unflagged', 'isolated'] as const),
    ...(hasSubset(run.data.value, 'suspects') ? (['suspects'] as const) : []),
    ...(hasSubset(run.data.value, 'clean') ? (['labelled'] as const) : []),
    ...(parts.data.value === null ? [] : RUN_PARTS),
  ]);

  const selection = createSelection();
  const focused = ref<number | null>(null);
  watch(
    () => columns.value?.labels.length ?? 0,
    (total) => selection.resize(total),
    { immediate: true },
  );

  // ---- Figures --------------------------------------------------------------------------------------------------

  /** Precision of the flagged from what a person judged; `unsure` counts for neither side. */
  const judgedPrecision = computed(() => {
    let [poison, clean, unsure] = [0, 0, 0];
    for (const index of flaggedList.value) {
      const code = verdicts.value[index];
      if (code === 1) poison++;
      if (code === 2) clean++;
      if (code === 3) unsure++;
    }
    const count = poison + clean;
    return {
      count,
      unsure,
      value: count === 0 ? null : poison / count,
      interval: wilsonInterval(poison, count),
    };
  });

  /** What is true of the flagged, on practice data. */
  const truePrecision = computed(() => {
    const known = mask.data.value;
    if (known === null || flaggedList.value.length === 0) return null;
    let hits = 0;
    for (const index of flaggedList.value) hits += known[index] ?? 0;
    const all = known.reduce((sum, bit) => sum + bit, 0);
    return { precision: hits / flaggedList.value.length, recall: all === 0 ? null : hits / all };
  });

  /** Which label a trigger seems to lead to, by what the second head says of the samples at the top. */
  const guess = computed(() =>
    isolated.data.value === null || secondPredicted.data.value === null
      ? null
      : guessLabel(isolated.data.value, secondPredicted.data.value),
  );

  /** The given class that most of the flagged carry. */
  const topClass = computed(() => {
    const known = columns.value;
    if (known === null || flaggedList.value.length === 0) return null;
    const counts = new Map<number, number>();
    for (const index of flaggedList.value) {
      const label = known.labels[index]!;
      counts.set(label, (counts.get(label) ?? 0) + 1);
    }
    const [best] = [...counts].sort((a, b) => b[1] - a[1]);
    return best === undefined ? null : { label: best[0], share: best[1] / flaggedList.value.length };
  });

  return {
    ...{
      run,
      version,
      versionId,
      columns,
      verdicts,
      columnsError,
      judge,
      evidence,
      metricId,
      metric,
      epoch,
      scores,
    },
    ...{
      isolated,
      isLossDrop,
      partitions,
      guess,
      mask,
      features,
      suspicion,
      cut,
      moveCut,
      threshold,
      flaggedList,
      flagged,
    },
    ...{ filter, sortBy, order, selection, focused, judgedPrecision, truePrecision, topClass },
  };
}

export type Inspection = ReturnType<typeof useInspection>;

const KEY: InjectionKey<Inspection> = Symbol('inspection');

/** Makes it known to the panes of the screen. */
export function shareInspection(inspection: Inspection): void {
  provide(KEY, inspection);
}

export function useSharedInspection(): Inspection {
  const inspection = inject(KEY);
  if (inspection === undefined) throw new TypeError('a pane of Inspect stands outside of it');
  return inspection;
}

function hasSubset(run: RunDetail | null, name: string): boolean {
  return run?.subsets.some((subset) => subset.name === name) ?? false;
}

function toMask(indices: Int32Array, length: number): Uint8Array {
  const mask = new Uint8Array(length);
  for (const index of indices) mask[index] = 1;
  return mask;
}
