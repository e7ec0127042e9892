/** Sets of samples that a person asked for: what one detector flags, and what two flag together and apart. */
import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import type { DetectorSummary } from '../../../src-shared/rpc/contract.ts';
import { notifyError } from '../../app/notices.ts';
import { t } from '../../i18n/index.ts';
import { flaggedOf, splitFlags, type DetectionColumns, type SampleSet } from './figures.ts';

/** `compared`: the detectors side by side, whose sets alone are shown; `columnsOf`: what is stored of one of them. */
export function useSampleSets(
  runId: Ref<number>,
  compared: () => readonly DetectorSummary[] | undefined,
  columnsOf: (detector: DetectorSummary) => Promise<DetectionColumns>,
) {
  const sets = shallowRef<readonly SampleSet[]>([]);
  const title = ref('');
  /** Counts what was asked: an answer to anything but the last question is not wanted any more. */
  let asked = 0;

  function close(): void {
    asked++;
    sets.value = [];
  }
  watch([runId, compared], close);
  onScopeDispose(close);

  async function show(name: string, find: () => Promise<readonly SampleSet[]>): Promise<void> {
    const own = ++asked;
    try {
      const found = await find();
      if (own !== asked) return;
      title.value = name;
      sets.value = found;
    } catch (thrown) {
      if (own === asked) notifyError(thrown);
    }
  }

  async function showFlagged(detector: DetectorSummary): Promise<void> {
    await show(detector.title, async () => {
      const indices = flaggedOf(await columnsOf(detector));
      return [{ id: 'flagged', title: t('detectors.flaggedBy', { name: detector.title }), indices }];
    });
  }

  async function showPair(a: DetectorSummary, b: DetectorSummary): Promise<void> {
    await show(t('detectors.pair', { a: a.title, b: b.title }), async () => {
      const { both, onlyA, onlyB } = splitFlags(...(await Promise.all([columnsOf(a), columnsOf(b)])));
      return [
        { id: 'both', title: t('detectors.both'), indices: both },
        { id: 'onlyA', title: t('detectors.only', { name: a.title }), indices: onlyA },
        { id: 'onlyB', title: t('detectors.only', { name: b.title }), indices: onlyB },
      ];
    });
  }

  return { sets, title, showFlagged, showPair, close };
}
