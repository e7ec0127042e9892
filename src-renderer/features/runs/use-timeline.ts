/** The curves of a run, fetched piece by piece as they grow. */
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import type { TimelinePoint } from '../../../src-shared/domain/run.ts';
import { toAssayError } from '../../../src-shared/errors/assay-error.ts';
import { call, connectionCount, onEvent } from '../../rpc/connection.ts';

export function useTimeline(runId: () => number | null): ShallowRef<readonly TimelinePoint[]> {
  const points = shallowRef<readonly TimelinePoint[]>([]);
  let isAsking = false;
  let isStale = false;

  async function fetchMore(): Promise<void> {
    const id = runId();
    if (id === null) return;
    if (isAsking) {
      isStale = true;
      return;
    }
    isAsking = true;
    try {
      const last = points.value.at(-1)?.seq ?? 0;
      const more = await call('runs.timeline', { runId: id, after: last });
      if (more.length > 0 && runId() === id) points.value = merge(points.value, more);
    } catch (thrown) {
      if (toAssayError(thrown).code !== 'rpc.closed') throw thrown;
    } finally {
      isAsking = false;
    }
    if (isStale) {
      isStale = false;
      await fetchMore();
    }
  }

  const stop = onEvent('run.changed', (event) => {
    if (event.runId === runId()) void fetchMore();
  });
  watch(
    [runId, connectionCount],
    ([id], [before]) => {
      if (id !== before) points.value = [];
      void fetchMore();
    },
    { immediate: true },
  );
  onScopeDispose(stop);
  return points;
}

/** A point that comes again under a new number, after a resume or with more metrics, replaces the older one. */
function merge(old: readonly TimelinePoint[], more: readonly TimelinePoint[]): TimelinePoint[] {
  const byPlace = new Map(
    [...old, ...more].map((point) => [`${point.stage} ${point.epoch} ${point.step}`, point]),
  );
  return [...byPlace.values()].sort((a, b) => a.seq - b.seq);
}
