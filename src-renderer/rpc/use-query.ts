/** What the host knows, kept up to date on a screen: asked when its arguments change and when an event says so. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { toAssayError, type AssayError } from '../../src-shared/errors/assay-error.ts';
import type { AnswerOf, ArgsOf, CallName, EventName, Events } from '../../src-shared/rpc/contract.ts';
import { call, connectionCount, onEvent } from './connection.ts';

export interface Query<Name extends CallName> {
  /** Null until the first answer; the last good answer while a new one is awaited. */
  data: ShallowRef<AnswerOf<Name> | null>;
  error: ShallowRef<AssayError | null>;
  isLoading: Ref<boolean>;
  refresh: () => Promise<void>;
}

type Refetch = {
  [Name in EventName]?: (value: Events[Name]) => boolean;
};

/**
 * `args` returns the arguments, or null while there is nothing to ask. `on`: events that make the answer stale, each
 * with the condition under which it does.
 */
export function useQuery<Name extends CallName>(
  name: Name,
  args: () => ArgsOf<Name> | null,
  on: Refetch = {},
): Query<Name> {
  // The type of a shallow ref of a type parameter is not narrowed by itself.
  const data = shallowRef(null) as ShallowRef<AnswerOf<Name> | null>;
  const error = shallowRef<AssayError | null>(null);
  const isLoading = ref(false);
  let latest: AbortController | null = null;
  let askedFor = '';

  async function refresh(): Promise<void> {
    const wanted = args();
    latest?.abort();
    if (wanted === null) {
      // Nor is an answer wanted that has come already and only waits for its turn.
      latest = null;
      data.value = null;
      error.value = null;
      askedFor = '';
      isLoading.value = false;
      return;
    }
    const controller = new AbortController();
    latest = controller;
    isLoading.value = true;
    const key = JSON.stringify(wanted);
    // Another thing altogether: neither what was known of the last one nor why it failed must be shown for it.
    if (key !== askedFor) {
      data.value = null;
      error.value = null;
    }
    askedFor = key;
    try {
      const answer = await call(name, wanted, { signal: controller.signal });
      if (latest !== controller) return;
      data.value = answer;
      error.value = null;
    } catch (thrown) {
      if (latest !== controller || controller.signal.aborted) return;
      const found = toAssayError(thrown);
      // The connection comes back by itself, and then everything is asked again.
      if (found.code !== 'rpc.closed') error.value = found;
    } finally {
      if (latest === controller) isLoading.value = false;
    }
  }

  const stops = Object.entries(on).map(([event, condition]) =>
    onEvent(event as EventName, (value) => {
      if ((condition as (value: unknown) => boolean)(value)) void refresh();
    }),
  );
  watch([() => JSON.stringify(args()), connectionCount], () => void refresh(), { immediate: true });
  onScopeDispose(() => {
    latest?.abort();
    for (const stop of stops) stop();
  });
  return { data, error, isLoading, refresh };
}
