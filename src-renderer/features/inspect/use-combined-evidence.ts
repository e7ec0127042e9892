/**
 * Evidence of several methods together: the run's own scores and chosen neurons, each at its threshold, and detectors whose
 * results are stored. What is flagged by many of them comes first.
 */
import { computed, ref, shallowRef, watch, type Ref } from 'vue';
import type { DetectorSummary } from '../../../src-shared/rpc/contract.ts';
import { orderBySuspicion, ranksOf } from '../../../src-shared/math/rank.ts';
import { t, tKnown } from '../../i18n/index.ts';
import { said } from '../../i18n/said.ts';
import { call, connectionCount } from '../../rpc/connection.ts';
import { useQuery } from '../../rpc/use-query.ts';
import { bitCount, cellsOf, combineMethods, METHODS_AT_MOST, type FlaggingMethod } from './combined-cells.ts';
import { COMBINED, NEURONS, toMask, type Ranking } from './evidence.ts';
import { useCombinedColumns, type WantedColumn } from './use-combined-columns.ts';
import type { Cuts } from './use-cuts.ts';
import type { NeuronEvidence } from './use-neuron-evidence.ts';
import type { RunData } from './use-run-data.ts';
import { epochShown, type Metric, type ScoreEvidence } from './use-score-evidence.ts';

export interface CombinedMethod extends FlaggingMethod {
  id: string;
  title: string;
  count: number;
  /** The score of the run that this detector only takes over, as people call it; null for one with figures of its own. */
  repeats: string | null;
  isOn: boolean;
}

/** What was fetched of a method. */
interface Column {
  /** Of a detector, whose flags are stored; those of a score follow its threshold. */
  flags: Uint8Array | null;
  /** Of a score as it is now: what the run itself flagged may come later than the score. */
  rank: (() => Ranking | null) | null;
  ranks: Int32Array;
}

interface Wanted extends WantedColumn<Column> {
  id: string;
  title: string;
  repeats: string | null;
}

export interface CombinedSources {
  runId: Ref<number | null>;
  data: RunData;
  scores: ScoreEvidence;
  neurons: NeuronEvidence;
  cuts: Cuts;
}

/** Nothing is asked until `isInView` was true once for the run. */
export function useCombinedEvidence(sources: CombinedSources, isInView: () => boolean) {
  const { runId, data, scores, neurons, cuts } = sources;
  const hasOpened = ref(false);
  const switched = shallowRef<ReadonlyMap<string, boolean>>(new Map());
  watch(runId, () => {
    hasOpened.value = false;
    switched.value = new Map();
  });
  watch([runId, isInView], () => (hasOpened.value ||= isInView()), { immediate: true });

  const detections = useQuery(
    'detections.read',
    () => (hasOpened.value && runId.value !== null ? { runId: runId.value } : null),
    { 'run.changed': (event) => event.runId === runId.value },
  );

  const wanted = computed<Wanted[]>(() => {
    const run = runId.value;
    if (!hasOpened.value || run === null) return [];
    return [
      ...scores.metrics.value.map((metric) => scoreColumn(run, metric, scores)),
      ...(detections.data.value?.detectors ?? []).map((found) => detectorColumn(run, found, scores)),
    ].slice(0, METHODS_AT_MOST - 1);
  });
  const fetched = useCombinedColumns(() => wanted.value, connectionCount);

  const total = computed(() => data.columns.value?.trainCount ?? 0);
  const neuronRanks = computed(() => {
    const ranking = neurons.ranking.value;
    return ranking === null ? null : { ranking, ranks: ranksOf(ranking.order) };
  });
  /** Those that have come so far, each as it flags now. */
  const methods = computed<CombinedMethod[]>(() => {
    const found = wanted.value.flatMap(({ key, id, title, repeats }) => {
      const column = fetched.columns.value.get(key);
      if (column === undefined) return [];
      const { rank, ranks } = column;
      const ranking = rank?.() ?? null;
      const flags = column.flags ?? toMask(ranking === null ? [] : cuts.flaggedOf(ranking), total.value);
      return [methodOf({ id, title, repeats, flags, ranks }, switched.value)];
    });
    if (neuronRanks.value === null) return found;
    const { ranking, ranks } = neuronRanks.value;
    const flags = toMask(cuts.flaggedOf(ranking), total.value);
    const one = { id: NEURONS, title: ranking.title, repeats: null, flags, ranks };
    return [...found, methodOf(one, switched.value)];
  });
  const isLoading = computed(
    () => (detections.isLoading.value && detections.data.value === null) || fetched.isLoading.value,
  );
  const used = computed(() => methods.value.filter(({ isOn }) => isOn));

  function toggle(id: string): void {
    const isOn = methods.value.find((one) => one.id === id)?.isOn ?? false;
    switched.value = new Map(switched.value).set(id, !isOn);
    cuts.forget(COMBINED);
  }

  const combination = computed(() =>
    used.value.length === 0 || total.value === 0 ? null : combineMethods(used.value, total.value),
  );
  const cells = computed(() =>
    combination.value === null
      ? []
      : cellsOf(combination.value.bits, { mask: data.mask.data.value, verdicts: data.verdicts.value }),
  );
  /** How many samples at least so many methods flag. */
  function countOf(atLeast: number): number {
    return cells.value.reduce((sum, cell) => sum + (cell.methods >= atLeast ? cell.count : 0), 0);
  }
  /** It begins with what two methods agree on. */
  const ranking = computed<Ranking | null>(() => {
    if (combination.value === null) return null;
    const { bits, values, order } = combination.value;
    const atLeast = Math.min(2, used.value.length);
    let count = 0;
    while (count < order.length && bitCount(bits[order[count]!]!) >= atLeast) count++;
    return {
      ...{ id: COMBINED, title: t('evidence.combined'), unit: 'methods', suspicious: 'high' },
      ...{ values, order, initial: order.subarray(0, count) },
    };
  });
  return { detections, fetched, methods, used, isLoading, toggle, combination, cells, countOf, ranking };
}

export type CombinedEvidence = ReturnType<typeof useCombinedEvidence>;

function methodOf(
  one: Omit<CombinedMethod, 'count' | 'isOn'>,
  switched: ReadonlyMap<string, boolean>,
): CombinedMethod {
  return {
    ...one,
    count: one.flags.reduce((sum, bit) => sum + bit, 0),
    // The same score a second time would be taken for agreement.
    isOn: switched.get(one.id) ?? one.repeats === null,
  };
}

function shortName(metric: Metric): string {
  const short = tKnown('evidence', metric.id);
  return short === metric.id ? metric.title : short;
}

function scoreColumn(runId: number, metric: Metric, scores: ScoreEvidence): Wanted {
  const epoch = epochShown(metric, null);
  return {
    key: `${runId} score ${metric.id} ${epoch}`,
    ...{ id: metric.id, title: shortName(metric), repeats: null },
    async load() {
      const values = await call('scores.read', { runId, metric: metric.id, epoch });
      if (metric.suspicious === null) {
        return { flags: null, rank: null, ranks: ranksOf(new Int32Array(values.length)) };
      }
      const order = orderBySuspicion(values, metric.suspicious);
      const rank = (): Ranking | null => scores.rank(metric, values, order, epoch === null);
      return { flags: null, rank, ranks: ranksOf(order) };
    },
  };
}

function detectorColumn(runId: number, found: DetectorSummary, scores: ScoreEvidence): Wanted {
  const { basis, detector } = found;
  const taken =
    basis.kind === 'stored score' ? scores.metrics.value.find(({ id }) => id === basis.metric) : undefined;
  return {
    key: `${runId} detector ${detector} ${found.createdAt}`,
    ...{ id: `detector ${detector}`, title: said(found.title) },
    repeats: taken === undefined ? null : shortName(taken),
    async load() {
      const asked = { runId, detector, options: { ...found.options } };
      const [values, flags] = await Promise.all([
        call('detections.score', asked),
        call('detections.flags', asked),
      ]);
      return { flags, rank: null, ranks: ranksOf(orderBySuspicion(values, found.score.suspicious)) };
    },
  };
}
