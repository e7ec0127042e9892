/** What the status bar tells of the screen in view: its counts, and whether everything is stored. */
import { ref, shallowRef } from 'vue';

export interface StatusCounts {
  samples: number;
  shown: number;
  selected: number;
}

/** Null on screens without samples. */
export const statusCounts = shallowRef<StatusCounts | null>(null);
export const savedAt = ref<string | null>(null);
/** Verdicts that are on their way to the disk. */
export const unsaved = ref(0);
