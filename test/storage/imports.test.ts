import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ImageShape } from '../../src-shared/domain/dataset.ts';
import {
  computeVersionHash,
  countByClass,
  countRejections,
  findIncompleteImport,
  findVersion,
  findVersionBySourceHash,
  finishImport,
  iterateSamples,
  listDatasetNames,
  listIncompleteImports,
  listRejections,
  listVersions,
  readAllBytes,
  readLabels,
  readBytes,
  readBytesOf,
  readSamples,
  readSamplesOf,
  removeIncompleteImport,
  startImport,
  storeSampleGroup,
} from '../../src-main/storage/index.ts';
import {
  CLASSES,
  group,
  importSamples,
  labelOf,
  newWorkspace,
  OPTIONS,
  pixelsOf,
  plan,
  thrownBy,
} from './support/samples.ts';

describe('importing', () => {
  it('stores labels, names, hashes and pixels as they came, over pack borders', async () => {
    const { db } = newWorkspace();
    // 100 x 100 x 3: 34 samples a pack, so 90 + 25 samples need four, with the split inside one.
    const shape: ImageShape = [100, 100, 3];
    const id = startImport(db, plan({ shape }));
    let at = 0;
    for (const count of [1, 33, 34, 0, 22]) {
      storeSampleGroup(db, id, group('train', at, count, shape), [], at + count);
      at += count;
    }
    storeSampleGroup(
      db,
      id,
      group('test', at, 25, shape),
      [{ name: 'bad.png', reason: 'cut short' }],
      at + 30,
    );
    const version = await finishImport(db, id);
    expect(version).toMatchObject({
      id,
      dataset: 'traffic',
      version: 1,
      splits: { train: 90, test: 25 },
      shape,
    });
    expect(db.prepare('SELECT pack_index, sample_count FROM packs ORDER BY pack_index').raw().all()).toEqual([
      [0, 34],
      [1, 34],
      [2, 34],
      [3, 13],
    ]);
    const all = pixelsOf(0, 115, 30_000);
    const same = (found: Uint8Array, start: number, count: number): boolean =>
      Buffer.compare(found, all.subarray(start * 30_000, (start + count) * 30_000)) === 0;
    expect(same(readAllBytes(db, id, 'train'), 0, 90)).toBe(true);
    expect(same(readAllBytes(db, id, 'test'), 90, 25)).toBe(true);
    expect(same(readBytes(db, id, 33, 36), 33, 36)).toBe(true);
    expect(readBytes(db, id, 115, 0)).toHaveLength(0);
    const picked = readBytesOf(db, id, Int32Array.of(114, 0, 34, 0));
    expect(
      [114, 0, 34, 0].every((index, row) =>
        same(picked.subarray(row * 30_000, (row + 1) * 30_000), index, 1),
      ),
    ).toBe(true);
    const labels = Array.from({ length: 115 }, (_, i) => labelOf(i));
    expect([...readLabels(db, id, 'train')]).toEqual(labels.slice(0, 90));
    expect([...readLabels(db, id, 'test')]).toEqual(labels.slice(90));
    const seen = [...iterateSamples(db, id, 'test')];
    expect(seen.map((sample) => sample.index)).toEqual(Array.from({ length: 25 }, (_, i) => 90 + i));
    expect(seen.every((sample) => same(sample.bytes, sample.index, 1))).toBe(true);
    expect([...iterateSamples(db, id)].map((sample) => sample.label)).toEqual(labels);
    expect(readSamples(db, id, 89, 2)).toEqual([
      { index: 89, split: 'train', label: labelOf(89), name: 'train/89.png', sourceSha256: hashOf(89) },
      { index: 90, split: 'test', label: labelOf(90), name: 'test/90.png', sourceSha256: hashOf(90) },
    ]);
    expect(readSamplesOf(db, id, [90, 3]).map((sample) => sample.name)).toEqual([
      'test/90.png',
      'train/3.png',
    ]);
    expect(countByClass(db, id, 'train').reduce((sum, n) => sum + n)).toBe(90);
    expect(listRejections(db, id)).toEqual([{ name: 'bad.png', reason: 'cut short' }]);
    expect(countRejections(db, id)).toBe(1);
    for (const [start, count] of [
      [-1, 1],
      [0.5, 1],
      [115, 1],
      [0, 116],
    ] as const) {
      expect(thrownBy(() => readBytes(db, id, start, count))).toMatchObject({ code: 'input.invalid' });
    }
    expect(thrownBy(() => readBytesOf(db, id, [115]))).toMatchObject({ code: 'input.invalid' });
  });

  it('hashes shape, classes, splits, labels and pixels in that order', async () => {
    const { db } = newWorkspace();
    const version = await importSamples(db, 6000, 1000);
    const labels = Buffer.alloc(7000 * 4);
    for (let i = 0; i < 7000; i++) labels.writeInt32LE(labelOf(i), i * 4);
    const expected = createHash('sha256')
      .update(
        `{"shape":[8,8,3],"classes":["zero","one","two","three"],"splits":{"train":6000,"test":1000}}\n`,
      )
      .update(labels)
      .update(pixelsOf(0, 7000, 192))
      .digest('hex');
    expect(version.sha256).toBe(expected);
    expect(await computeVersionHash(db, version.id)).toBe(expected);
    db.prepare('UPDATE samples SET label = (label + 1) % 4 WHERE sample_index = 5000').run();
    expect(await computeVersionHash(db, version.id)).not.toBe(expected);
  });

  it('is invisible until it is finished, can be found again and continued', async () => {
    const { db } = newWorkspace();
    const id = startImport(db, plan());
    storeSampleGroup(db, id, group('train', 0, 10), [{ name: 'x', reason: 'y' }], 11);
    expect(listVersions(db)).toEqual([]);
    expect(thrownBy(() => findVersion(db, 'traffic'))).toMatchObject({ code: 'not-found' });
    expect(findVersionBySourceHash(db, 'a'.repeat(64), OPTIONS)).toBeNull();
    const found = findIncompleteImport(db, 'a'.repeat(64), { format: null, channels: null, size: null });
    expect(found).toMatchObject({
      versionId: id,
      dataset: 'traffic',
      version: 1,
      nextOrdinal: 11,
      samples: 10,
    });
    expect(findIncompleteImport(db, 'a'.repeat(64), { ...OPTIONS, channels: 1 })).toBeNull();
    expect(findIncompleteImport(db, 'c'.repeat(64), OPTIONS)).toBeNull();
    storeSampleGroup(db, id, group('test', 10, 5), [], 16);
    const version = await finishImport(db, id);
    expect(listIncompleteImports(db)).toEqual([]);
    expect(findVersionBySourceHash(db, 'a'.repeat(64), OPTIONS)).toEqual(version);
    expect(findVersionBySourceHash(db, 'a'.repeat(64), { ...OPTIONS, size: [8, 8] })).toBeNull();
    expect(thrownBy(() => storeSampleGroup(db, id, group('test', 15, 1), [], 17))).toMatchObject({
      code: 'conflict',
    });
    expect(thrownBy(() => removeIncompleteImport(db, id))).toMatchObject({ code: 'conflict' });
  });

  it('can be removed whole, the new dataset with it', () => {
    const { db } = newWorkspace();
    const id = startImport(db, plan());
    storeSampleGroup(db, id, group('train', 0, 10), [{ name: 'x', reason: 'y' }], 11);
    removeIncompleteImport(db, id);
    expect(listDatasetNames(db)).toEqual([]);
    for (const table of ['versions', 'samples', 'packs', 'rejections']) {
      expect(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0);
    }
  });

  it('aborted while it is being hashed stays unfinished', async () => {
    const { db } = newWorkspace();
    const id = startImport(db, plan());
    storeSampleGroup(db, id, group('train', 0, 10), [], 10);
    await expect(finishImport(db, id, { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(listVersions(db)).toEqual([]);
    expect((await finishImport(db, id)).splits.train).toBe(10);
  });

  it('refuses groups that do not fit, and stores nothing of them', () => {
    const { db } = newWorkspace();
    const id = startImport(db, plan());
    storeSampleGroup(db, id, group('train', 0, 4), [], 4);
    const good = group('train', 4, 4);
    const twice = { ...good, names: ['a', 'b', 'c', 'train/1.png'] };
    const refused: [typeof good, number, string][] = [
      [{ ...good, bytes: good.bytes.subarray(1) }, 8, 'input.invalid'],
      [{ ...good, labels: Int32Array.of(0, 1, CLASSES.length, 0) }, 8, 'input.invalid'],
      [{ ...good, labels: Int32Array.of(0, 1, -1, 0) }, 8, 'input.invalid'],
      [{ ...good, names: ['a'] }, 8, 'input.invalid'],
      [{ ...good, sourceSha256: ['', '', '', ''] }, 8, 'input.invalid'],
      [twice, 8, 'input.invalid'],
      [good, 7, 'conflict'],
    ];
    for (const [bad, next, code] of refused) {
      expect(thrownBy(() => storeSampleGroup(db, id, bad, [{ name: 'r', reason: 's' }], next))).toMatchObject(
        { code },
      );
    }
    expect(db.prepare('SELECT count(*) FROM samples').pluck().get()).toBe(4);
    expect(db.prepare('SELECT sum(sample_count) FROM packs').pluck().get()).toBe(4);
    expect(countRejections(db, id)).toBe(0);
    storeSampleGroup(db, id, group('test', 4, 1), [], 5);
    expect(thrownBy(() => storeSampleGroup(db, id, group('train', 5, 1), [], 6))).toMatchObject({
      code: 'input.invalid',
    });
  });

  it('on a full disk is storage.full, and the workspace is as before', async () => {
    const { db } = newWorkspace();
    const id = startImport(db, plan());
    storeSampleGroup(db, id, group('train', 0, 10), [], 10);
    const pages = Number(db.pragma('page_count', { simple: true }));
    db.pragma(`max_page_count = ${pages + 5}`);
    expect(thrownBy(() => storeSampleGroup(db, id, group('train', 10, 3000), [], 3010))).toMatchObject({
      code: 'storage.full',
    });
    expect(findIncompleteImport(db, 'a'.repeat(64), OPTIONS)).toMatchObject({ samples: 10, nextOrdinal: 10 });
    db.pragma(`max_page_count = ${pages + 500}`);
    storeSampleGroup(db, id, group('train', 10, 3000), [], 3010);
    expect((await finishImport(db, id)).splits.train).toBe(3010);
  });

  it('of a source without a training sample is refused', async () => {
    const { db } = newWorkspace();
    const id = startImport(db, plan());
    storeSampleGroup(db, id, group('test', 0, 3), [], 3);
    await expect(finishImport(db, id)).rejects.toMatchObject({ code: 'input.invalid' });
  });
});

describe('finding versions', () => {
  it('takes a name or a name and number, and says what there is', async () => {
    const { db } = newWorkspace();
    expect(String(thrownBy(() => findVersion(db, 'traffic')))).toContain('holds no dataset yet');
    await importSamples(db, 5, 0);
    await importSamples(db, 6, 0, { sourceSha256: 'b'.repeat(64) });
    await importSamples(db, 7, 0, { dataset: 'animals', sourceSha256: 'c'.repeat(64) });
    startImport(db, plan({ sourceSha256: 'd'.repeat(64) }));
    expect(findVersion(db, 'traffic').version).toBe(2);
    expect(findVersion(db, 'traffic@1').splits.train).toBe(5);
    expect(listVersions(db).map((v) => `${v.dataset}@${v.version}`)).toEqual([
      'animals@1',
      'traffic@1',
      'traffic@2',
    ]);
    const error = thrownBy(() => findVersion(db, 'traffic@3'));
    expect(error).toMatchObject({
      code: 'not-found',
      details: { available: ['animals@1', 'traffic@1', 'traffic@2'] },
    });
    expect(String(error)).toContain('animals@1, traffic@1, traffic@2');
    for (const bad of ['traffic@', 'traffic@0', 'traffic@x']) {
      expect(thrownBy(() => findVersion(db, bad))).toMatchObject({ code: 'input.invalid' });
    }
  });

  it('refuses names that could not be asked for', () => {
    const { db } = newWorkspace();
    for (const dataset of ['', ' a', 'a@1', 'a/b', 'a\nb', 'x'.repeat(101)]) {
      expect(thrownBy(() => startImport(db, plan({ dataset })))).toMatchObject({ code: 'input.invalid' });
    }
    expect(startImport(db, plan({ dataset: 'Straßenschilder (2)' }))).toBe(1);
  });
});

function hashOf(index: number): string {
  return createHash('sha256').update(`bytes ${index}`).digest('hex');
}
