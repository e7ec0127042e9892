/** Where a person is: the dataset version and run that the screens are about, kept while moving between them. */
import { computed, ref, watch } from 'vue';
import type { RouteLocationNormalizedLoaded } from 'vue-router';
import { library, runById, versionById } from './session.ts';

const chosenVersion = ref<number | null>(null);
const chosenRun = ref<number | null>(null);

/** The newest version, where none was chosen yet. */
export const placeVersionId = computed<number | null>(
  () => versionById(chosenVersion.value)?.id ?? library.value?.versions.at(-1)?.id ?? null,
);

/** The chosen run when it is of this version, else its newest. */
export const placeRunId = computed<number | null>(() => {
  const runs = (library.value?.runs ?? []).filter(({ versionId }) => versionId === placeVersionId.value);
  return (runs.find(({ id }) => id === chosenRun.value) ?? runs[0])?.id ?? null;
});

export function goToVersion(id: number): void {
  chosenVersion.value = id;
}

/** Follows the address: a screen about a run is also about the run's version. */
export function followRoute(route: RouteLocationNormalizedLoaded): void {
  watch(
    () => [route.params['versionId'], route.params['runId'], library.value] as const,
    ([version, run]) => {
      if (typeof version === 'string' && version !== '') chosenVersion.value = Number(version);
      if (typeof run === 'string' && run !== '') {
        chosenRun.value = Number(run);
        chosenVersion.value = runById(Number(run))?.versionId ?? chosenVersion.value;
      }
    },
    { immediate: true },
  );
}
