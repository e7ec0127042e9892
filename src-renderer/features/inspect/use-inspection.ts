/**
 * What the Inspect screen works on: the evidence in view, the threshold, and what follows from them. All of it is
 * computed here from columns fetched once, so moving the threshold costs no question to the host.
 */
import { computed, inject, provide, ref, watch, type InjectionKey, type Ref } from 'vue';
import { t } from '../../i18n/index.ts';
import { COMBINED, NEURONS, toMask, type EvidenceChoice, type Ranking } from './evidence.ts';
import { judgedShare } from './judged-share.ts';
import { useCombinedEvidence } from './use-combined-evidence.ts';
import { useCuts } from './use-cuts.ts';
import { useNeuronEvidence } from './use-neuron-evidence.ts';
import { useRunData } from './use-run-data.ts';
import { useScoreEvidence } from './use-score-evidence.ts';
import { useShownSamples } from './use-shown-samples.ts';

const EMPTY = new Int32Array(0);

export function useInspection(runId: Ref<number | null>) {
  const data = useRunData(runId);
  const cuts = useCuts(runId);

  // ---- Evidence -------------------------------------------------------------------------------------------------

  const chosenId = ref<string | null>(null);
  /** The score last in view: other evidence is set beside it. */
  const scoreId = ref<string | null>(null);
  const isNeurons = computed(() => chosenId.value === NEURONS);
  const isCombined = computed(() => chosenId.value === COMBINED);
  const scores = useScoreEvidence(runId, data, scoreId);
  const neurons = useNeuronEvidence(runId, () => isNeurons.value);
  const combined = useCombinedEvidence({ runId, data, scores, neurons, cuts }, () => isCombined.value);
  // Other neurons are another ranking: a threshold moved before says nothing of it.
  watch(neurons.chosen, () => cuts.forget(NEURONS));

  const choices = computed<EvidenceChoice[]>(() => [
    ...scores.metrics.value.map(({ id, title }) => ({ id, title })),
    { id: NEURONS, title: t('neurons.title') },
    { id: COMBINED, title: t('combined.title') },
  ]);
  const evidenceId = computed(() =>
    isNeurons.value || isCombined.value ? chosenId.value : (scores.metric.value?.id ?? null),
  );
  function choose(id: string): void {
    chosenId.value = id;
    if (id !== NEURONS && id !== COMBINED) scoreId.value = id;
  }
  const ranking = computed<Ranking | null>(() => {
    if (isNeurons.value) return neurons.ranking.value;
    return isCombined.value ? combined.ranking.value : scores.ranking.value;
  });

  // ---- Threshold ------------------------------------------------------------------------------------------------

  const suspicion = computed(() => ranking.value?.order ?? EMPTY);
  const flaggedList = computed(() => (ranking.value === null ? EMPTY : cuts.flaggedOf(ranking.value)));
  const cut = computed(() => flaggedList.value.length);
  function moveCut(count: number): void {
    if (ranking.value !== null) cuts.move(ranking.value, count);
  }
  const threshold = computed<number | null>(() => {
    const last = suspicion.value[Math.max(0, cut.value - 1)];
    return last === undefined ? null : (ranking.value?.values[last] ?? null);
  });
  const trainCount = computed(() => data.columns.value?.trainCount ?? 0);
  const flagged = computed<Uint8Array | null>(() => toMask(flaggedList.value, trainCount.value));
  /** What the score last in view flags, whatever evidence is in view. */
  const flaggedByScore = computed<Uint8Array>(() => {
    const own = scores.ranking.value;
    return toMask(own === null ? EMPTY : cuts.flaggedOf(own), trainCount.value);
  });

  const shown = useShownSamples(data, suspicion, flagged);

  // ---- Figures --------------------------------------------------------------------------------------------------

  /** Precision of the flagged from what a person judged. */
  const judgedPrecision = computed(() => judgedShare(flaggedList.value, data.verdicts.value));

  /** What is true of the flagged, on practice data. */
  const truePrecision = computed(() => {
    const known = data.mask.data.value;
    if (known === null || flaggedList.value.length === 0) return null;
    let hits = 0;
    for (const index of flaggedList.value) hits += known[index] ?? 0;
    const all = known.reduce((sum, bit) => sum + bit, 0);
    return { precision: hits / flaggedList.value.length, recall: all === 0 ? null : hits / all };
  });

  /** The given class that most of the flagged carry. */
  const topClass = computed(() => {
    const known = data.columns.value;
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
    ...data,
    ...shown,
    ...{ scores, neurons, combined, choices, evidenceId, choose, isNeurons, isCombined, ranking },
    ...{ suspicion, cut, moveCut, threshold, flaggedList, flagged, flaggedByScore },
    ...{ judgedPrecision, truePrecision, topClass },
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
