/** What Inspect asks the host about a run once, whatever evidence is in view. */
import { computed, type Ref } from 'vue';
import type { RunDetail } from '../../../src-shared/rpc/contract.ts';
import { said } from '../../i18n/said.ts';
import { useQuery, type Query } from '../../rpc/use-query.ts';
import { useColumns } from '../samples/use-columns.ts';

export function useRunData(runId: Ref<number | null>) {
  const answer = useQuery('runs.read', () => (runId.value === null ? null : { runId: runId.value }), {
    'run.changed': (event) => event.runId === runId.value,
  });
  const run = { ...answer, data: computed(() => inWords(answer.data.value)) };
  const versionId = computed(() => run.data.value?.versionId ?? null);
  const version = useQuery('versions.read', () =>
    versionId.value === null ? null : { versionId: versionId.value },
  );
  const { columns, verdicts, error: columnsError, judge } = useColumns(() => versionId.value);

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
  return {
    ...{ run, version, versionId, columns, verdicts, columnsError, judge },
    ...{ isolated, labelled, suspects, predicted, parts, secondPredicted, mask, features },
  };
}

export type RunData = ReturnType<typeof useRunData>;

export function hasSubset(run: RunDetail | null, name: string): boolean {
  return run?.subsets.some((subset) => subset.name === name) ?? false;
}

/** Scores are called what the language in force calls them. */
export function inWords(run: RunDetail | null): RunDetail | null {
  return run && { ...run, metrics: run.metrics.map((one) => ({ ...one, title: said(one.title) })) };
}
