/**
 * What screens make of answers that come late, out of order, or not at all. It needs no browser, but what it tries is written
 * for one, and is type-checked as such in this folder alone.
 */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, ref, shallowRef, type EffectScope } from 'vue';
import { notices } from '../../src-renderer/app/notices.ts';
import type { DetectionColumns } from '../../src-renderer/features/detectors/figures.ts';
import { useSampleSets } from '../../src-renderer/features/detectors/use-sample-sets.ts';
import { useCombinedEvidence } from '../../src-renderer/features/inspect/use-combined-evidence.ts';
import { useCuts } from '../../src-renderer/features/inspect/use-cuts.ts';
import type { NeuronEvidence } from '../../src-renderer/features/inspect/use-neuron-evidence.ts';
import type { RunData } from '../../src-renderer/features/inspect/use-run-data.ts';
import { useScoreEvidence } from '../../src-renderer/features/inspect/use-score-evidence.ts';
import { useQuery } from '../../src-renderer/rpc/use-query.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import type { DetectorSummary } from '../../src-shared/rpc/contract.ts';
import { Question, settle } from '../support/question.ts';

const host = vi.hoisted(() => ({
  call: (_name: string, _args: unknown): Promise<unknown> => Promise.reject(new Error('nobody answers')),
}));
// The real one is at home in a window.
vi.mock('../../src-renderer/rpc/connection.ts', async () => ({
  call: (name: string, args: unknown) => host.call(name, args),
  connectionCount: (await import('vue')).ref(1),
  onEvent: () => () => undefined,
}));

function failure(): AssayError {
  return new AssayError('not-found', 'It cannot be read.');
}

/** Runs it as a screen would. */
function onScreen<Made>(make: () => Made): Made & { scope: EffectScope } {
  const scope = effectScope();
  return { ...scope.run(make)!, scope };
}

beforeEach(() => {
  notices.value = [];
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => run());
});

describe('a query', () => {
  it('forgets why another question failed, and keeps it while the same is asked again', async () => {
    const asked: Question<unknown>[] = [];
    host.call = () => asked[asked.push(new Question()) - 1]!.promise;
    const runId = ref<number | null>(3);
    const { error, data, refresh } = onScreen(() =>
      useQuery('runs.read', () => (runId.value === null ? null : { runId: runId.value })),
    );
    asked[0]!.fail(failure());
    await settle();
    expect(error.value?.code).toBe('not-found');
    void refresh();
    await settle();
    expect(error.value?.code).toBe('not-found');
    asked[1]!.fail(failure());
    await settle();

    runId.value = 7;
    await settle();
    expect(error.value).toBeNull();
    asked[2]!.fail(failure());
    await settle();
    expect(error.value).not.toBeNull();

    runId.value = null;
    await settle();
    expect([error.value, data.value]).toEqual([null, null]);
  });
});

describe('samples that detectors flag', () => {
  const detector = (title: string): DetectorSummary => ({ title }) as DetectorSummary;
  const flagging = (...flags: number[]): DetectionColumns => ({
    ...{ flags: Uint8Array.from(flags), score: new Float32Array(flags.length), suspicious: 'high' },
  });
  const [slow, quick] = [detector('slow'), detector('quick')];

  function open() {
    const asked = new Map<string, Question<DetectionColumns>>();
    const runId = ref(3);
    const compared = shallowRef([slow, quick]);
    const shown = onScreen(() =>
      useSampleSets(
        runId,
        () => compared.value,
        ({ title }) => {
          const question = new Question<DetectionColumns>();
          asked.set(title, question);
          return question.promise;
        },
      ),
    );
    return { ...shown, asked, runId, compared };
  }

  it('are those asked for last, whichever answer comes first', async () => {
    const { asked, sets, title, showFlagged } = open();
    void showFlagged(slow);
    void showFlagged(quick);
    asked.get('quick')!.answer(flagging(0, 1));
    await settle();
    asked.get('slow')!.answer(flagging(1, 0));
    await settle();
    expect([title.value, sets.value.map(({ indices }) => [...indices])]).toEqual(['quick', [[1]]]);
  });

  it('are of the run in view alone, and nothing is said of another that could not be read', async () => {
    const { asked, sets, runId, showFlagged, showPair } = open();
    void showPair(slow, quick);
    runId.value = 7;
    await settle();
    for (const question of asked.values()) question.answer(flagging(1, 1));
    await settle();
    expect(sets.value).toEqual([]);

    void showFlagged(slow);
    runId.value = 8;
    await settle();
    asked.get('slow')!.fail(failure());
    await settle();
    expect(notices.value).toEqual([]);

    void showFlagged(slow);
    asked.get('slow')!.fail(failure());
    await settle();
    expect(notices.value).toHaveLength(1);
  });

  it('are dropped with the comparison they belong to, when closed, and with the screen', async () => {
    const ends = [
      (all: ReturnType<typeof open>) => (all.compared.value = [quick]),
      (all: ReturnType<typeof open>) => all.close(),
      (all: ReturnType<typeof open>) => all.scope.stop(),
    ];
    for (const end of ends) {
      const all = open();
      void all.showFlagged(slow);
      end(all);
      await settle();
      all.asked.get('slow')!.answer(flagging(1, 0));
      await settle();
      expect(all.sets.value).toEqual([]);
    }
  });
});

describe('evidence of several methods together', () => {
  it('begins with what the run flagged, also where that comes after the score', async () => {
    const isolated = shallowRef<Int32Array | null>(null);
    const metrics = [
      { id: 'entropy', title: 'Entropy', unit: 'nats', suspicious: 'low', hasFinal: true, epochs: [] },
    ];
    const none = { data: shallowRef(null) };
    const data = {
      run: { data: shallowRef({ metrics, metric: 'entropy' }) },
      isolated: { data: isolated },
      ...{ suspects: none, secondPredicted: none, mask: none },
      columns: shallowRef({ trainCount: 4 }),
      verdicts: shallowRef(new Uint8Array(4)),
    } as unknown as RunData;
    host.call = (name) =>
      Promise.resolve(name === 'scores.read' ? Float32Array.of(3, 0.5, 2, 0.1) : { detectors: [] });
    const runId = ref<number | null>(3);
    const neurons = { ranking: shallowRef(null) } as unknown as NeuronEvidence;
    const { methods, ranking } = onScreen(() => {
      const scores = useScoreEvidence(runId, data, ref(null));
      return useCombinedEvidence({ runId, data, scores, neurons, cuts: useCuts(runId) }, () => true);
    });
    await settle();
    expect(methods.value.map(({ id, count }) => [id, count])).toEqual([['entropy', 0]]);
    isolated.value = Int32Array.of(3, 1);
    await settle();
    expect(methods.value.map(({ id, count }) => [id, count])).toEqual([['entropy', 2]]);
    expect([...ranking.value!.initial]).toEqual([3, 1]);
  });
});
