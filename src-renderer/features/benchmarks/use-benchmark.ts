/** The benchmark that a person has put together, what it would do, and what there is of it. */
import {
  computed,
  onScopeDispose,
  ref,
  shallowRef,
  watch,
  type ComputedRef,
  type Ref,
  type ShallowRef,
} from 'vue';
import type { JobSnapshot } from '../../../src-shared/domain/job.ts';
import type { BenchmarkLimitArgs, BenchmarkRequestArgs } from '../../../src-shared/rpc/contract.ts';
import { activeJobs, workspace } from '../../app/session.ts';
import { useQuery, type Query } from '../../rpc/use-query.ts';
import { formOf, readForm, requestKey, restoreForm, type BenchmarkForm, type ReadForm } from './request.ts';

const FORM_KEY = 'assay.benchmark';
/** After the last change, before the host is asked: a person who types is not done yet. */
const SETTLE_MS = 250;

export interface BenchmarkState {
  form: Ref<BenchmarkForm>;
  offer: Query<'benchmarks.tables'>;
  /** Null before it is known what can be chosen. */
  read: ComputedRef<ReadForm | null>;
  request: ShallowRef<BenchmarkRequestArgs | null>;
  limits: ShallowRef<BenchmarkLimitArgs | null>;
  /** Whether plan and tables are those of the form as it is now. */
  isSettled: ComputedRef<boolean>;
  plan: Query<'benchmarks.plan'>;
  tables: Query<'benchmarks.read'>;
  atWork: Query<'benchmarks.atWork'>;
  /** The job that runs just this benchmark. */
  job: ComputedRef<JobSnapshot | null>;
  /** Benchmarks that run or wait beside it. */
  others: ComputedRef<{ job: JobSnapshot; request: BenchmarkRequestArgs }[]>;
  measuring: ComputedRef<JobSnapshot | null>;
  adopt(request: BenchmarkRequestArgs): void;
}

export function useBenchmark(): BenchmarkState {
  const form = ref<BenchmarkForm>(restoreForm(localStorage.getItem(FORM_KEY)));
  watch(form, (value) => localStorage.setItem(FORM_KEY, JSON.stringify(value)), { deep: true });
  const isOpen = (): boolean => workspace.value !== null;
  const isElsewhere = { 'workspace.changed': () => true };
  const offer = useQuery('benchmarks.tables', () => (isOpen() ? {} : null), {
    ...isElsewhere,
    'library.changed': () => true,
  });
  const read = computed(() => (offer.data.value === null ? null : readForm(form.value, offer.data.value)));

  const request = shallowRef<BenchmarkRequestArgs | null>(null);
  const limits = shallowRef<BenchmarkLimitArgs | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const settle = (): void => {
    request.value = read.value?.request ?? null;
    limits.value = read.value?.limits ?? null;
  };
  watch(
    read,
    (_now, before) => {
      clearTimeout(timer);
      if (before === undefined || before === null) settle();
      else timer = setTimeout(settle, SETTLE_MS);
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));
  const isSettled = computed(
    () =>
      read.value !== null &&
      JSON.stringify([read.value.request, read.value.limits]) ===
        JSON.stringify([request.value, limits.value]),
  );

  const atWork: Query<'benchmarks.atWork'> = useQuery('benchmarks.atWork', () => (isOpen() ? {} : null), {
    ...isElsewhere,
    'benchmark.changed': () => true,
    'run.changed': ({ runId }) => atWork.data.value?.runs.some(({ run }) => run === runId) ?? false,
  });
  // Jobs come and go without any news of a cell: one waits, or ends before its first run.
  const jobIds = computed(() =>
    activeJobs.value.flatMap(({ kind, id }) => (kind === 'benchmark' ? [id] : [])).join(),
  );
  watch(jobIds, () => void atWork.refresh());
  const isQuiet = (): boolean => jobIds.value === '';
  const stale = {
    ...isElsewhere,
    'benchmark.changed': () => true,
    // An import may have brought the data; while a benchmark runs its own news say enough.
    'library.changed': isQuiet,
  };
  const tables = useQuery(
    'benchmarks.read',
    () => (isOpen() && request.value !== null ? { request: request.value } : null),
    stale,
  );
  const plan = useQuery(
    'benchmarks.plan',
    () =>
      isOpen() && request.value !== null && limits.value !== null
        ? { request: request.value, limits: limits.value }
        : null,
    stale,
  );

  const known = computed(() =>
    (atWork.data.value?.jobs ?? []).flatMap(({ jobId, request: asked }) => {
      const job = activeJobs.value.find(({ id }) => id === jobId);
      return job === undefined ? [] : [{ job, request: asked }];
    }),
  );
  const ownKey = computed(() => (request.value === null ? '' : requestKey(request.value)));
  const job = computed(
    () => known.value.find((one) => requestKey(one.request) === ownKey.value)?.job ?? null,
  );
  const others = computed(() => known.value.filter((one) => one.job !== job.value));
  return {
    ...{ form, offer, read, request, limits, isSettled, plan, tables, atWork, job, others },
    measuring: computed(() => activeJobs.value.find(({ kind }) => kind === 'measure') ?? null),
    adopt(asked) {
      if (offer.data.value !== null) form.value = formOf(asked, offer.data.value, form.value);
    },
  };
}
