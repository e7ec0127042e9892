import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { END, KeptResults, type KeptResult } from '../../src-main/benchmarks/kept-results.ts';
import { acquireWriterLock } from '../../src-main/storage/writer-lock.ts';
import type { BenchmarkFigures } from '../../src-shared/domain/benchmark.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-kept-results-'));
  path = join(folder, 'results.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function result(of: string, data: string, cleanAccuracy: number): KeptResult {
  const figures: BenchmarkFigures = {
    cleanAccuracy,
    attackSuccess: 0.5,
    robustAccuracy: null,
    isolated: null,
    suspects: null,
    captured: null,
    kept: null,
    labelFound: null,
    recovered: null,
    auroc: null,
    seconds: 3,
  };
  return { of, data, figures: { [END]: figures }, measuredAt: '2026-01-02T03:04:05.000Z' };
}

it('finds what was measured of a run on the same data, and on any while the data is not known', async () => {
  await new KeptResults(path).add([result('run', 'data', 0.25)]);
  const kept = new KeptResults(path);
  expect(kept.find('run', 'data')?.figures[END]?.cleanAccuracy).toBe(0.25);
  expect(kept.find('run', null)?.data).toBe('data');
  expect(kept.find('run', 'other data')).toBeNull();
  expect(kept.hasOnOtherData('run', 'other data')).toBe(true);
  expect(kept.find('other run', null)).toBeNull();
});

it('keeps what others have added to the file meanwhile, in one order', async () => {
  const [one, other] = [new KeptResults(path), new KeptResults(path)];
  await one.add([result('b', 'data', 0.5)]);
  await other.add([result('a', 'data', 0.75)]);
  expect(other.find('b', 'data')).not.toBeNull();
  const lines = readFileSync(path, 'utf8').split('\n').slice(4, 6);
  expect(lines.map((line) => line.trim().slice(0, 9))).toEqual(['{"of":"a"', '{"of":"b"']);
});

it('loses nothing of what is added at once, by one or by several, and leaves no lock behind', async () => {
  const [one, other, third] = [new KeptResults(path), new KeptResults(path), new KeptResults(path)];
  await Promise.all([
    one.add([result('a', 'data', 0.1)]),
    one.add([result('b', 'data', 0.2)]),
    other.add([result('c', 'data', 0.3)]),
    third.add([result('d', 'data', 0.4)]),
    other.add([result('e', 'data', 0.5)]),
  ]);
  const kept = new KeptResults(path);
  expect(['a', 'b', 'c', 'd', 'e'].filter((of) => kept.find(of, 'data') === null)).toEqual([]);
  expect(readdirSync(folder)).toEqual(['results.json']);
});

it('waits for another process that holds the file', async () => {
  const lock = acquireWriterLock(path);
  const added = new KeptResults(path).add([result('a', 'data', 0.1)]);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(readdirSync(folder)).not.toContain('results.json');
  lock.release();
  await added;
  expect(new KeptResults(path).find('a', 'data')).not.toBeNull();
});

it('goes on after an addition that failed, and makes the folder', async () => {
  path = join(folder, 'new', 'results.json');
  const kept = new KeptResults(path);
  await kept.add([result('a', 'data', 0.1)]);
  const good = readFileSync(path, 'utf8');
  writeFileSync(path, 'notes of mine');
  await expect(kept.add([result('b', 'data', 0.2)])).rejects.toThrow(/left as it is/);
  writeFileSync(path, good);
  await kept.add([result('c', 'data', 0.3)]);
  expect(new KeptResults(path).find('c', 'data')).not.toBeNull();
});

it('says what is wrong with a file that holds something else, and leaves it as it is', () => {
  const broken = {
    'no JSON': '{"format": ',
    'another format': '{"format":"something","version":1,"results":[]}',
    'a later version': '{"format":"assay-benchmark-results","version":2,"results":[]}',
    'a result without data': '{"format":"assay-benchmark-results","version":1,"results":[{"of":"run"}]}',
  };
  for (const [what, text] of Object.entries(broken)) {
    writeFileSync(path, text);
    expect(() => new KeptResults(path), what).toThrow(/results.*left as it is/s);
    expect(readFileSync(path, 'utf8')).toBe(text);
  }
  writeFileSync(path, '{"format":"assay-benchmark-results","version":2,"results":[]}');
  expect(() => new KeptResults(path)).toThrow(/version/);
});

it('does not overwrite a file that was broken after it was read', async () => {
  const kept = new KeptResults(path);
  writeFileSync(path, 'notes of mine');
  await expect(kept.add([result('run', 'data', 0.25)])).rejects.toThrow(/left as it is/);
  expect(readFileSync(path, 'utf8')).toBe('notes of mine');
});
