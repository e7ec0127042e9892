import { describe, expect, it } from 'vitest';
import {
  createRun,
  iterateTraces,
  listScoreMetrics,
  listSubsets,
  listTraceEpochs,
  listTraces,
  readScores,
  readSubset,
  readTrace,
  storeScores,
  storeSubset,
  storeTrace,
  type Connection,
} from '../../src-main/storage/index.ts';
import { newWorkspace, thrownBy } from './support/samples.ts';

const audit = (db: Connection): number => createRun(db, { kind: 'audit', versionId: null, spec: {} }).id;

describe('scores', () => {
  it('come back as they were, the last of a metric', () => {
    const { db } = newWorkspace();
    const run = audit(db);
    const values = Float32Array.from([0.5, 0.1, 0.5, 2, 0.1, -1, 0.5, 0.30000001192092896]);
    storeScores(db, run, 'entropy', Float32Array.of(9, 9, 9, 9, 9, 9, 9, 9, 9));
    storeScores(db, run, 'entropy', values);
    expect(readScores(db, run, 'entropy')).toEqual(values);
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
    expect(listTraces(db, run)).toEqual([{ metric: 'entropy', epochs: [1, 2] }]);
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
