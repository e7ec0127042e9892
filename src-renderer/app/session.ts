/** What every screen knows: the program, its settings, the open workspace with what it holds, and the tray. */
import { computed, ref, shallowRef, watch } from 'vue';
import type { DefenseEntry } from '../../src-shared/domain/catalog.ts';
import { isActive, type JobSnapshot } from '../../src-shared/domain/job.ts';
import { toAssayError, type AssayError } from '../../src-shared/errors/assay-error.ts';
import type { Hello, Library, LibraryRun, LibraryVersion, Settings } from '../../src-shared/rpc/contract.ts';
import { useLanguage } from '../i18n/index.ts';
import { said } from '../i18n/said.ts';
import { saidCatalog } from '../i18n/said-catalog.ts';
import { call, connectionCount, onEvent } from '../rpc/connection.ts';

const greeting = shallowRef<Hello | null>(null);
/** With the catalog and the formats in the language in force. */
export const hello = computed<Hello | null>(() => {
  if (greeting.value === null) return null;
  const { catalog, formats } = greeting.value;
  return {
    ...greeting.value,
    catalog: saidCatalog(catalog),
    formats: formats.map((one) => ({ ...one, title: said(one.title), summary: said(one.summary) })),
  };
});
export const settings = shallowRef<Settings | null>(null);
/** Null while no workspace is open, and until the first answer. */
export const library = shallowRef<Library | null>(null);
export const jobs = shallowRef<readonly JobSnapshot[]>([]);
export const startError = shallowRef<AssayError | null>(null);
/** True once it is known whether a workspace is open. */
export const isReady = ref(false);

export const activeJobs = computed(() => jobs.value.filter(isActive));
export const workspace = computed(() => greeting.value?.workspace ?? null);

const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');
const isSystemDark = ref(systemIsDark.matches);
systemIsDark.addEventListener('change', (event) => (isSystemDark.value = event.matches));

export const theme = computed<'light' | 'dark'>(() => {
  const chosen = settings.value?.theme ?? 'system';
  if (chosen !== 'system') return chosen;
  return isSystemDark.value ? 'dark' : 'light';
});

/** Call once, before the first screen. */
export function startSession(): void {
  watch(theme, (value) => (document.documentElement.dataset['theme'] = value), { immediate: true });
  watch(
    () => settings.value?.language ?? 'system',
    (value) => useLanguage(value),
    { immediate: true },
  );
  onEvent('jobs.changed', (list) => (jobs.value = list));
  onEvent('settings.changed', (value) => (settings.value = value));
  onEvent('workspace.changed', ({ workspace: opened }) => {
    if (greeting.value !== null) greeting.value = { ...greeting.value, workspace: opened };
    if (opened === null) library.value = null;
  });
  onEvent('library.changed', () => void readLibrary());
  watch(connectionCount, () => void begin(), { immediate: connectionCount.value > 0 });
}

async function begin(): Promise<void> {
  try {
    [greeting.value, settings.value, jobs.value] = await Promise.all([
      call('app.hello', {}),
      call('settings.read', {}),
      call('jobs.list', {}),
    ]);
    await readLibrary();
    startError.value = null;
    isReady.value = true;
  } catch (thrown) {
    const error = toAssayError(thrown);
    if (error.code !== 'rpc.closed') startError.value = error;
  }
}

async function readLibrary(): Promise<void> {
  if (workspace.value === null) {
    library.value = null;
    return;
  }
  try {
    library.value = await call('library.read', {});
  } catch (thrown) {
    // Closed in the meantime: another event tells.
    if (toAssayError(thrown).code !== 'conflict') throw thrown;
  }
}

export function versionById(id: number | null): LibraryVersion | null {
  return library.value?.versions.find((one) => one.id === id) ?? null;
}

export function runById(id: number | null): LibraryRun | null {
  return library.value?.runs.find((one) => one.id === id) ?? null;
}

export function versionTitle(version: Pick<LibraryVersion, 'dataset' | 'version'>): string {
  return `${version.dataset} v${version.version}`;
}

export function defenseById(id: string): DefenseEntry | null {
  return hello.value?.catalog.defenses.find((one) => one.id === id) ?? null;
}

/** The job a run is at work in, if it is. */
export function jobOfRun(runId: number): JobSnapshot | null {
  return activeJobs.value.find((job) => job.kind === 'audit' && job.runId === runId) ?? null;
}
