/** Which answers Inspect still counts: a fair draw after the threshold moved, columns of an epoch or run left behind. */
import { describe, expect, it } from 'vitest';
import { computed, ref, shallowRef } from 'vue';
import {
  useCombinedColumns,
  type WantedColumn,
} from '../../../src-renderer/features/inspect/use-combined-columns.ts';
import { useFairCheck } from '../../../src-renderer/features/inspect/use-fair-check.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { ErrorCode } from '../../../src-shared/errors/codes.ts';
import { Question, settle } from '../../support/question.ts';

function failure(code: ErrorCode = 'not-found'): AssayError {
  return new AssayError(code, 'It cannot be read.');
}

describe('the precision of a fair draw', () => {
  const ranking = (length: number): Int32Array => Int32Array.from({ length }, (_, index) => index);

  it('is told of what it was drawn from alone, however that came about', () => {
    const suspicion = shallowRef(ranking(1000));
    const cut = ref(100);
    const evidence = ref<string | null>('loss');
    const { checked, draw } = useFairCheck(
      computed(() => new Uint8Array(1000).fill(1)),
      computed(() => evidence.value),
      computed(() => suspicion.value),
      computed(() => suspicion.value.subarray(0, cut.value)),
    );
    expect(checked.value).toBeNull();
    draw(1);
    expect(checked.value?.above).toMatchObject({ count: 20, value: 1 });
    cut.value = 300;
    expect(checked.value).toBeNull();
    cut.value = 100;
    expect(checked.value).not.toBeNull();
    suspicion.value = ranking(1000);
    expect(checked.value).not.toBeNull();

    // The same are flagged, but others come next, as by another epoch or other neurons.
    suspicion.value = Int32Array.of(...ranking(100), ...ranking(1000).subarray(100).toReversed());
    expect(checked.value).toBeNull();
    suspicion.value = ranking(1000).reverse();
    expect(checked.value).toBeNull();
    draw(1);
    expect(checked.value).not.toBeNull();
    evidence.value = 'entropy';
    expect(checked.value).toBeNull();
  });
});

describe('columns of several methods', () => {
  function open(...first: string[]) {
    const asked: { key: string; question: Question<string> }[] = [];
    const connections = ref(1);
    const keys = shallowRef<readonly string[]>(first);
    const wanted = (): WantedColumn<string>[] =>
      keys.value.map((key) => ({
        key,
        load: () => {
          const question = new Question<string>();
          asked.push({ key, question });
          return question.promise;
        },
      }));
    const fetched = useCombinedColumns(wanted, connections);
    const last = (key: string) => asked.findLast((one) => one.key === key)!.question;
    return { ...fetched, connections, keys, last, keysAsked: () => asked.map(({ key }) => key) };
  }

  it('are fetched once each, also where more are wanted meanwhile', async () => {
    const { columns, isLoading, keys, keysAsked, last } = open('3 a', '3 b');
    keys.value = ['3 a', '3 b', '3 c'];
    await settle();
    expect(keysAsked()).toEqual(['3 a', '3 b', '3 c']);
    for (const key of keys.value) last(key).answer(`column ${key}`);
    expect(isLoading.value).toBe(true);
    await settle();
    expect(isLoading.value).toBe(false);
    expect(columns.value.get('3 b')).toBe('column 3 b');
  });

  it('are dropped with the epoch and the run they belong to, answered or not', async () => {
    const { columns, error, keys, keysAsked, last } = open('3 a 1', '3 b 1', '3 c 1');
    last('3 a 1').answer('of epoch 1');
    await settle();
    keys.value = ['3 a 2'];
    await settle();
    expect([...columns.value.keys()]).toEqual([]);
    last('3 b 1').answer('of epoch 1');
    last('3 c 1').fail(failure());
    await settle();
    expect([[...columns.value.keys()], error.value]).toEqual([[], null]);

    // Back on a run, what was asked at the first visit is no answer to what is asked now.
    const before = last('3 a 2');
    keys.value = ['7 a 1'];
    await settle();
    keys.value = ['3 a 2'];
    await settle();
    before.answer('of the first visit');
    await settle();
    expect(columns.value.size).toBe(0);
    last('3 a 2').answer('of the second');
    await settle();
    expect([...columns.value]).toEqual([['3 a 2', 'of the second']]);
    expect(keysAsked().slice(3)).toEqual(['3 a 2', '7 a 1', '3 a 2']);
  });

  it('that cannot be read end the wait with an error, and are asked for again alone', async () => {
    const { columns, error, isLoading, keysAsked, last, retry } = open('3 a', '3 b');
    last('3 a').fail(failure());
    last('3 b').answer('b');
    await settle();
    expect([error.value?.code, isLoading.value]).toEqual(['not-found', false]);
    retry();
    expect([error.value, isLoading.value]).toEqual([null, true]);
    expect(keysAsked()).toEqual(['3 a', '3 b', '3 a']);
    last('3 a').answer('a');
    await settle();
    expect([columns.value.size, isLoading.value]).toEqual([2, false]);
  });

  it('are asked for again when a lost connection is back, without an error', async () => {
    const { connections, error, isLoading, keysAsked, last } = open('3 a');
    last('3 a').fail(failure('rpc.closed'));
    await settle();
    expect([error.value, isLoading.value]).toEqual([null, true]);
    connections.value++;
    await settle();
    expect(keysAsked()).toEqual(['3 a', '3 a']);
  });
});
