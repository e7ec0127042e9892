/**
 * Evidence of single neurons: what the run measured of them, those that a person has chosen, and the samples by how
 * strongly they drive those. Activations come from a job on the host and are kept here by neuron.
 */
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import { NEURONS_AT_ONCE, type NeuronReference } from '../../../src-shared/domain/neuron.ts';
import { orderBySuspicion } from '../../../src-shared/math/rank.ts';
import { attempt } from '../../app/notices.ts';
import { activeJobs } from '../../app/session.ts';
import { t } from '../../i18n/index.ts';
import { call } from '../../rpc/connection.ts';
import { useQuery, type Query } from '../../rpc/use-query.ts';
import { NEURONS, type Ranking } from './evidence.ts';
import { countActive, firstCut, keyOfNeuron, meanStandardised, rangesOf } from './neuron-scores.ts';

/** Several neurons chosen in a row are measured together. */
const GATHER_MS = 350;

/** Nothing is asked until `isInView` was true once for the run. */
export function useNeuronEvidence(runId: Ref<number | null>, isInView: () => boolean) {
  const hasOpened = ref(false);
  /** Null: the first. */
  const round = ref<number | null>(null);
  const chosen = shallowRef<readonly NeuronReference[]>([]);
  const known = shallowRef<ReadonlyMap<string, Float32Array>>(new Map());
  /** Neurons that a job was started for. One that was cancelled is started again by a person only. */
  const asked = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | null = null;

  function forget(): void {
    chosen.value = [];
    known.value = new Map();
    asked.clear();
  }
  watch(runId, () => {
    hasOpened.value = false;
    round.value = null;
    forget();
  });
  watch(round, forget);
  watch([runId, isInView], () => (hasOpened.value ||= isInView()), { immediate: true });

  const view: Query<'neurons.read'> = useQuery(
    'neurons.read',
    () => (hasOpened.value && runId.value !== null ? { runId: runId.value, round: round.value } : null),
    { 'run.changed': (event) => event.runId === runId.value && view.data.value === null },
  );
  const job = computed(
    () => activeJobs.value.find((one) => one.kind === 'neurons' && one.runId === runId.value) ?? null,
  );
  const missing = computed(() => chosen.value.filter((one) => !known.value.has(keyOfNeuron(one))));

  /** Whether everything chosen is here now. */
  async function fetch(): Promise<boolean> {
    const [run, found, wanted] = [runId.value, view.data.value, missing.value];
    if (run === null || found === null || wanted.length === 0) return true;
    const args = { runId: run, round: found.round, neurons: [...wanted] };
    const columns = await call('neurons.activations', args);
    // Another run or round was chosen while this was under way.
    if (columns === null || runId.value !== run || view.data.value?.round !== found.round) return false;
    const next = new Map(known.value);
    wanted.forEach((one, place) => next.set(keyOfNeuron(one), columns[place]!));
    known.value = next;
    return true;
  }

  /** Fetches what is missing, and has the host measure what it does not have. */
  async function measure(): Promise<void> {
    await attempt(async () => {
      if (await fetch()) return;
      const [run, found] = [runId.value, view.data.value];
      const wanted = missing.value.filter((one) => !asked.has(keyOfNeuron(one)));
      if (run === null || found === null || job.value !== null || wanted.length === 0) return;
      for (const one of wanted) asked.add(keyOfNeuron(one));
      await call('neurons.start', { runId: run, round: found.round, neurons: wanted });
    });
  }
  async function measureAgain(): Promise<void> {
    asked.clear();
    await measure();
  }
  watch(missing, (list) => {
    if (timer !== null) clearTimeout(timer);
    timer = list.length === 0 ? null : setTimeout(() => void measure(), GATHER_MS);
  });
  // Whatever way it ended: neurons chosen in the meantime are measured next.
  watch(
    () => job.value !== null,
    (isAtWork) => {
      if (!isAtWork) void measure();
    },
  );
  onScopeDispose(() => {
    if (timer !== null) clearTimeout(timer);
  });

  function isChosen(neuron: NeuronReference): boolean {
    return chosen.value.some((one) => keyOfNeuron(one) === keyOfNeuron(neuron));
  }

  function toggle(neuron: NeuronReference): void {
    const others = chosen.value.filter((one) => keyOfNeuron(one) !== keyOfNeuron(neuron));
    if (others.length < chosen.value.length) chosen.value = others;
    else if (others.length < NEURONS_AT_ONCE) {
      chosen.value = [...others, { layer: neuron.layer, channel: neuron.channel }];
    }
  }

  /** In the order of `chosen`; null while one of them is missing or none is chosen. */
  const columns = computed(() =>
    chosen.value.length === 0 || missing.value.length > 0
      ? null
      : chosen.value.map((one) => known.value.get(keyOfNeuron(one))!),
  );
  const ranges = computed(() => rangesOf(view.data.value?.layers ?? [], chosen.value));
  const active = computed(() => (columns.value === null ? null : countActive(columns.value, ranges.value)));
  const ranking = computed<Ranking | null>(() => {
    if (columns.value === null || active.value === null) return null;
    const values = meanStandardised(columns.value);
    const order = orderBySuspicion(values, 'high');
    return {
      ...{ id: NEURONS, title: t('neurons.ranking', { n: columns.value.length }) },
      ...{ unit: 'standard deviations', suspicious: 'high', values, order },
      initial: order.subarray(0, firstCut(active.value, ranges.value)),
    };
  });
  /** How many of the chosen neurons a sample drives beyond their range, of those that have one. */
  function activeFor(index: number): { active: number; of: number } | null {
    const count = active.value?.[index];
    const of = ranges.value.filter((end) => !Number.isNaN(end)).length;
    return count === undefined ? null : { active: count, of };
  }
  return {
    ...{ view, round, chosen, missing, columns, ranges, ranking, job },
    ...{ isChosen, toggle, measureAgain, activeFor, clear: () => (chosen.value = []) },
  };
}

export type NeuronEvidence = ReturnType<typeof useNeuronEvidence>;
