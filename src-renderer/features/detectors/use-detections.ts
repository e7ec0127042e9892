/** Detectors on one run as the screen knows them: which there are, how they compare, and the job that runs them. */
import { computed, ref, shallowRef, watch, type Ref } from 'vue';
import type { DetectorEntry } from '../../../src-shared/domain/detection.ts';
import type { DetectionSummary, DetectorOffer, DetectorSummary } from '../../../src-shared/rpc/contract.ts';
import type { OptionValue } from '../../../src-shared/schema/fields.ts';
import { attempt } from '../../app/notices.ts';
import { activeJobs, hello } from '../../app/session.ts';
import { call } from '../../rpc/connection.ts';
import { said } from '../../i18n/said.ts';
import { useQuery } from '../../rpc/use-query.ts';
import type { DetectionColumns } from './figures.ts';
import { sameOptions } from './figures.ts';

type Options = Readonly<Record<string, OptionValue>>;

export interface OfferedDetector extends DetectorOffer {
  entry: DetectorEntry;
  defaults: Options;
}

export function useDetections(runId: Ref<number>) {
  const isOfThisRun = (event: { runId: number }): boolean => event.runId === runId.value;
  const offers = useQuery('detections.offers', () => ({ runId: runId.value }), {
    'run.changed': isOfThisRun,
  });
  /** Which way of running a detector is meant, where it is not the newest. */
  const wanted = shallowRef<Readonly<Record<string, Options>>>({});
  watch(runId, () => (wanted.value = {}));

  const detectors = computed<OfferedDetector[]>(() =>
    (offers.data.value ?? []).flatMap((offer) => {
      const entry = hello.value?.catalog.detectors.find(({ id }) => id === offer.detector);
      if (entry === undefined) return [];
      const defaults = Object.fromEntries(
        Object.entries(entry.options).map(([name, field]) => [name, field.default]),
      );
      const obstacle = offer.obstacle === null ? null : said(offer.obstacle);
      return [{ ...offer, obstacle, entry, defaults }];
    }),
  );
  /** Only what is stored: what is still being computed takes its place when it has come. */
  const choices = computed(() =>
    detectors.value.flatMap(({ detector, stored }) => {
      const options = wanted.value[detector];
      const chosen = stored.find((one) => options !== undefined && sameOptions(one.options, options));
      const found = chosen ?? stored[0];
      return found === undefined ? [] : [{ detector, options: { ...found.options } }];
    }),
  );
  // Asked again when there is something else to compare, not at every news of a run that is still at work.
  const comparison = useQuery('detections.read', () =>
    choices.value.length === 0 ? null : { runId: runId.value, choices: choices.value },
  );
  /** Stays while the next one is awaited, so that the screen does not come and go with each detector. */
  const latest = shallowRef<DetectionSummary | null>(null);
  watch(runId, () => (latest.value = null));
  watch(comparison.data, (answer) => {
    if (answer !== null) latest.value = answer;
  });
  const found = computed(() => (latest.value === null ? null : inWords(latest.value)));

  const job = computed(
    () => activeJobs.value.find((one) => one.kind === 'detect' && one.runId === runId.value) ?? null,
  );
  const isStarting = ref(false);

  async function start(asked: readonly { detector: string; options: Options }[]): Promise<void> {
    isStarting.value = true;
    await attempt(async () => {
      const list = asked.map(({ detector, options }) => ({ detector, options: { ...options } }));
      await call('detections.start', { runId: runId.value, detectors: list });
      const complete = asked.map(({ detector, options }) => [
        detector,
        { ...detectors.value.find((one) => one.detector === detector)?.defaults, ...options },
      ]);
      wanted.value = { ...wanted.value, ...(Object.fromEntries(complete) as Record<string, Options>) };
    });
    isStarting.value = false;
  }

  /** The columns of a detection that is in the comparison. */
  async function columnsOf(found: DetectorSummary): Promise<DetectionColumns> {
    const { detector, options, score } = found;
    const asked = { runId: runId.value, detector, options: { ...options } };
    const [flags, values] = await Promise.all([
      call('detections.flags', asked),
      call('detections.score', asked),
    ]);
    return { flags, score: values, suspicious: score.suspicious };
  }

  function choose(detector: string, options: Options): void {
    wanted.value = { ...wanted.value, [detector]: options };
  }

  return { offers, detectors, comparison, found, job, isStarting, start, choose, columnsOf };
}

/** The same in the language in force. */
function inWords(summary: DetectionSummary): DetectionSummary {
  return {
    ...summary,
    detectors: summary.detectors.map((one) => ({
      ...one,
      title: said(one.title),
      score: { ...one.score, title: said(one.score.title) },
      notes: one.notes.map(said),
    })),
    leftOut: summary.leftOut.map((one) => ({ ...one, reason: said(one.reason) })),
  };
}
