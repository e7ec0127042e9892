/** Which samples the grid of Inspect shows, and in what order: ranking, sort, filter; what is selected and in focus. */
import { computed, ref, shallowRef, watch, type ComputedRef } from 'vue';
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
import { toMask } from './evidence.ts';
import { hasSubset, type RunData } from './use-run-data.ts';

export type SortBy = 'suspicion' | 'trust' | 'index' | 'class';

const EMPTY = new Int32Array(0);

/** `suspicion`: training samples, most suspicious first; empty while there is no ranking. */
export function useShownSamples(
  data: RunData,
  suspicion: ComputedRef<Int32Array>,
  flagged: ComputedRef<Uint8Array | null>,
) {
  const { run, version, columns, verdicts, isolated, labelled, suspects, predicted, parts } = data;
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
  return { filter, sortBy, order, partitions, selection, focused };
}
