/** Labels and verdicts of a version, kept up to date; judging shows at once and is stored behind it. */
import { computed, ref, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import type { VerdictValue } from '../../../src-shared/domain/score.ts';
import { VERDICT_CODES } from '../../../src-shared/domain/score.ts';
import type { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { VersionColumns } from '../../../src-shared/rpc/contract.ts';
import { announce, notifyError } from '../../app/notices.ts';
import { savedAt, unsaved } from '../../app/status.ts';
import { t } from '../../i18n/index.ts';
import { call } from '../../rpc/connection.ts';
import { useQuery } from '../../rpc/use-query.ts';

export interface Columns {
  columns: ComputedRef<VersionColumns | null>;
  /** Codes, one a sample, with what was judged a moment ago. */
  verdicts: ComputedRef<Uint8Array>;
  error: ShallowRef<AssayError | null>;
  judge: (indices: Int32Array, value: VerdictValue | null, reason: string) => Promise<void>;
}

const NOTHING = new Uint8Array(0);

export function useColumns(versionId: () => number | null): Columns {
  const { data, error, refresh } = useQuery(
    'versions.columns',
    () => {
      const id = versionId();
      return id === null ? null : { versionId: id };
    },
    { 'verdicts.changed': (event) => event.versionId === versionId() && waiting.value === 0 },
  );
  const waiting = ref(0);
  const ahead = shallowRef<Uint8Array | null>(null);
  watch(data, () => (ahead.value = null));

  async function judge(indices: Int32Array, value: VerdictValue | null, reason: string): Promise<void> {
    const id = versionId();
    if (id === null || data.value === null || indices.length === 0) return;
    const codes = (ahead.value ?? data.value.verdicts).slice();
    for (const index of indices) codes[index] = VERDICT_CODES[value ?? 'none'];
    ahead.value = codes;
    waiting.value++;
    unsaved.value += indices.length;
    announce(t('verdicts.said', { n: indices.length, value: t(`verdicts.${value ?? 'none'}`) }));
    try {
      await call('verdicts.judge', { versionId: id, indices, value, reason });
      savedAt.value = new Date().toISOString();
    } catch (thrown) {
      notifyError(thrown);
    } finally {
      waiting.value--;
      unsaved.value -= indices.length;
      // What the host has is what counts; with more on the way, the last one asks.
      if (waiting.value === 0) await refresh();
    }
  }

  return {
    columns: computed(() => data.value),
    verdicts: computed(() => ahead.value ?? data.value?.verdicts ?? NOTHING),
    error,
    judge,
  };
}
