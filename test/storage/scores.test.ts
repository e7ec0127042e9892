import { describe, expect, it } from 'vitest';
import {
  createRun,
  iterateTraces,
  listScoreMetrics,
  listSubsets,
  listTraceEpochs,
  readScoreOrder,
  readScores,
  readSubset,
  readTrace,
  storeScores,
  storeSubset,
  storeTrace,
  type Connection,
  type ScoredSample,
} from '../../src-main/storage/index.ts';
import { newWorkspace, thrownBy } from './support/samples.ts';

const audit = (db: Connection): number => createRun(db, { kind: 'audit', versionId: null, spec: {} }).id;

function allPages(db: Connection, run: number, end: 'low' | 'high', size: number): number[] {
  const order: number[] = [];
  let last: ScoredSample | null = null;
  for (;;) {
    const page: ScoredSample[] = readScoreOrder(db, run, 'entropy', end, size, last);
    order.push(...page.map((row) => row.sampleIndex));
    last = page.at(-1) ?? null;
    if (page.length < size) return order;
  }
}

describe('scores', () => {
  it('come back as they were and page by page from either end, ties by index', () => {
    const { db } = newWorkspace();
    const run = audit(db);
    const values = Float32Array.from([0.5, 0.1, 0.5, 2, 0.1, -1, 0.5, 0.30000001192092896]);
    storeScores(db, run, 'entropy', Float32Array.of(9, 9, 9, 9, 9, 9, 9, 9, 9));
    storeScores(db, run, 'entropy', values);
    expect(readScores(db, run, 'entropy')).toEqual(values);
    const low = [5, 1, 4, 7, 0, 2, 6, 3];
    const high = [3, 0, 2, 6, 7, 1, 4, 5];
    for (const size of [1, 2, 3, 8, 20]) {
      expect(allPages(db, run, 'low', size)).toEqual(low);
      expect(allPages(db, run, 'high', size)).toEqual(high);
    }
    expect(listScoreMetrics(db, run)).toEqual(['entropy']);
    const error = thrownBy(() => readScores(db, run, 'loss'));
    expect(error).toMatchObject({ code: 'not-found', details: { available: ['entropy'] } });
  });

  it('that are not finite are refused whole', () => {
    const { db } = newWorkspace();
    const run = audit(db);
    storeScores(db, run, 'entropy', Float32Array.of(1, 2));
    expect(thrownBy(() => storeScores(db, run, 'entropy', Float32Array.of(3, NaN)))).toMatchObject({
      code: 'input.invalid',
      details: { index: 1 },
    });
    expect([...readScores(db, run, 'entropy')]).toEqual([1, 2]);
  });

  it('keep their traces bit by bit', () => {
    const { db } = newWorkspace();
    const run = audit(db);
    const buffer = new Float32Array(10).map((_, i) => Math.fround(i / 3));
    storeTrace(db, run, 'entropy', 2, buffer.subarray(3, 7));
    storeTrace(db, run, 'entropy', 1, Float32Array.of(NaN, 1));
    storeTrace(db, run, 'entropy', 1, Float32Array.of(5, 6));
    expect(listTraceEpochs(db, run, 'entropy')).toEqual([1, 2]);
    expect([...iterateTraces(db, run, 'entropy')]).toEqual([
      { epoch: 1, values: Float32Array.of(5, 6) },
      { epoch: 2, values: buffer.slice(3, 7) },
    ]);
    expect(thrownBy(() => readTrace(db, run, 'entropy', 3))).toMatchObject({ code: 'not-found' });
  });

  it('keep subsets in their order, the last of a name', () => {
    const { db } = newWorkspace();
    const run = audit(db);
    storeSubset(db, run, 'poisoned', Int32Array.of(1));
    storeSubset(db, run, 'poisoned', Int32Array.of(9, 2, 5));
    storeSubset(db, run, 'clean', Int32Array.of());
    expect(listSubsets(db, run)).toEqual([
      { name: 'clean', indices: Int32Array.of() },
      { name: 'poisoned', indices: Int32Array.of(9, 2, 5) },
    ]);
    expect(readSubset(db, run, 'poisoned')).toEqual(Int32Array.of(9, 2, 5));
    expect(thrownBy(() => readSubset(db, run, 'other'))).toMatchObject({ code: 'not-found' });
  });
});
