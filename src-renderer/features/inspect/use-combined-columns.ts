/** Columns of the methods laid over each other: each fetched once, and kept as long as it is wanted. */
import { computed, shallowRef, watch, type Ref } from 'vue';
import { toAssayError, type AssayError } from '../../../src-shared/errors/assay-error.ts';

export interface WantedColumn<Column> {
  /** Another run, or another state of it, has other keys. */
  key: string;
  load: () => Promise<Column>;
}

/** `connections`: counts those made to the host; with each, what failed is asked for again. */
export function useCombinedColumns<Column>(
  wanted: () => readonly WantedColumn<Column>[],
  connections: Ref<number>,
) {
  const columns = shallowRef<ReadonlyMap<string, Column>>(new Map());
  const failures = shallowRef<ReadonlyMap<string, AssayError>>(new Map());
  /** Asked for, whatever came of it. What is not in here any more has no use for its answer. */
  const requests = new Map<string, Promise<Column>>();

  function update(): void {
    const keys = new Set(wanted().map(({ key }) => key));
    for (const key of requests.keys()) if (!keys.has(key)) requests.delete(key);
    columns.value = new Map([...columns.value].filter(([key]) => keys.has(key)));
    failures.value = new Map([...failures.value].filter(([key]) => keys.has(key)));
    for (const { key, load } of wanted()) {
      if (requests.has(key)) continue;
      const request = load();
      requests.set(key, request);
      void keep(key, request);
    }
  }

  async function keep(key: string, request: Promise<Column>): Promise<void> {
    try {
      const column = await request;
      if (requests.get(key) === request) columns.value = new Map(columns.value).set(key, column);
    } catch (thrown) {
      if (requests.get(key) !== request) return;
      failures.value = new Map(failures.value).set(key, toAssayError(thrown));
    }
  }

  /** Asks again for what failed. */
  function retry(): void {
    for (const key of failures.value.keys()) requests.delete(key);
    failures.value = new Map();
    update();
  }

  watch(
    () =>
      wanted()
        .map(({ key }) => key)
        .join('\n'),
    update,
    { immediate: true },
  );
  watch(connections, retry);

  const hasFailed = (key: string): boolean => {
    const code = failures.value.get(key)?.code;
    // The connection comes back by itself, and then it is asked again.
    return code !== undefined && code !== 'rpc.closed';
  };
  const error = computed(() => [...failures.value].find(([key]) => hasFailed(key))?.[1] ?? null);
  const isLoading = computed(() => wanted().some(({ key }) => !columns.value.has(key) && !hasFailed(key)));
  return { columns, error, isLoading, retry };
}
