/** A source that is looked at before it is imported: how it shall be read, and what it would become. */
import { computed, reactive, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { toAssayError, type AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { ImportPreview } from '../../../src-shared/rpc/contract.ts';
import type { ImportOptions, LengthRule, MissingRule } from '../../../src-shared/worker/contract.ts';
import { call } from '../../rpc/connection.ts';

/** As the form has it; empty: as the data suggests. */
export interface ImportChoices {
  format: string;
  side: number | '';
  channels: '' | '1' | '3';
  lengths: '' | LengthRule;
  missing: '' | MissingRule;
}

export interface SourcePreview {
  source: Ref<string>;
  choices: ImportChoices;
  /** What is asked of the program for this source. */
  request: ComputedRef<{ source: string; format: string | null; options: ImportOptions }>;
  preview: ShallowRef<ImportPreview | null>;
  /** The last one of this source: its choices stay when one of them does not work. */
  known: ShallowRef<ImportPreview | null>;
  isSeries: ComputedRef<boolean>;
  error: ShallowRef<AssayError | null>;
  isLooking: Ref<boolean>;
  look: () => Promise<void>;
  stop: () => void;
}

/** Looks again whenever a choice changes. */
export function useSourcePreview(): SourcePreview {
  const source = ref('');
  const choices = reactive<ImportChoices>({ format: '', side: '', channels: '', lengths: '', missing: '' });
  const preview = shallowRef<ImportPreview | null>(null);
  const known = shallowRef<ImportPreview | null>(null);
  const error = shallowRef<AssayError | null>(null);
  const isLooking = ref(false);
  let looking: AbortController | null = null;
  let lookedAt = '';

  const isSeries = computed(() => known.value?.modality === 'series');
  const request = computed(() => ({
    source: source.value.trim(),
    format: choices.format === '' ? null : choices.format,
    options: optionsOf(choices, isSeries.value),
  }));

  async function look(): Promise<void> {
    looking?.abort();
    preview.value = null;
    error.value = null;
    if (request.value.source !== lookedAt) {
      lookedAt = request.value.source;
      known.value = null;
      // What was said of another source's series need not hold here.
      choices.lengths = choices.missing = '';
    }
    if (lookedAt === '') return;
    const controller = new AbortController();
    looking = controller;
    isLooking.value = true;
    try {
      const found = await call('imports.preview', request.value, { signal: controller.signal });
      if (looking === controller) known.value = preview.value = found;
    } catch (thrown) {
      const failure = toAssayError(thrown);
      if (looking === controller && failure.code !== 'run.cancelled') error.value = failure;
    } finally {
      if (looking === controller) isLooking.value = false;
    }
  }

  watch(choices, () => void look());
  const stop = (): void => looking?.abort();
  return { source, choices, request, preview, known, isSeries, error, isLooking, look, stop };
}

/** Only what the samples of this source can have. */
function optionsOf({ side, channels, lengths, missing }: ImportChoices, isSeries: boolean): ImportOptions {
  return isSeries
    ? {
        size: null,
        channels: null,
        lengths: lengths === '' ? null : lengths,
        missing: missing === '' ? null : missing,
      }
    : {
        size: side === '' ? null : [side, side],
        channels: channels === '' ? null : (Number(channels) as 1 | 3),
        lengths: null,
        missing: null,
      };
}
