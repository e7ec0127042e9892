/** Input that is wrong: each kind ends with its own code and a sentence that says where, before any item is yielded. */
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { npyHeader } from '../../src-main/formats/codecs/npy.ts';
import { chooseImporter } from '../../src-main/formats/registry.ts';
import type { ErrorCode } from '../../src-shared/errors/codes.ts';
import {
  AS_IT_COMES,
  cifarBytes,
  failureOf,
  idxBytes,
  importFrom,
  NEVER,
  openTree,
  pixelsOf,
  pngOf,
  samplesOf,
  writeFolder,
  writeZip,
  type Files,
} from './support/sources.ts';

const GOOD = [0, 1, 0, 1];

function npy(descr: string, shape: number[], data: Uint8Array): Buffer {
  return Buffer.concat([npyHeader(descr, shape), data]);
}

const images = Buffer.concat([0, 1, 2, 3].map((seed) => pixelsOf(seed, 4, 4)));
const labels = npy('|u1', [4], Buffer.from(GOOD));

async function pngs(names: string[]): Promise<Files> {
  const files: Files = {};
  for (const [i, name] of names.entries()) files[name] = await pngOf(i);
  return files;
}

const PAIRS = ['a/1.png', 'a/2.png', 'b/1.png', 'b/2.png'];

type Bad = [title: string, code: ErrorCode, words: RegExp, make: () => Promise<string> | string];

const CIFAR: Bad[] = [
  [
    'cut off',
    'import.unreadable',
    /data_batch_1\.bin has 12192 bytes.*record 3 is cut off/,
    () => writeFolder({ 'data_batch_1.bin': cifarBytes(GOOD).subarray(0, -100) }),
  ],
  [
    'label out of range',
    'import.unreadable',
    /data_batch_1\.bin: record 2 .* label 10\b/,
    () => writeFolder({ 'data_batch_1.bin': cifarBytes([0, 1, 10, 1]) }),
  ],
  [
    'empty file',
    'import.unreadable',
    /test_batch\.bin is empty/,
    () => writeFolder({ 'data_batch_1.bin': cifarBytes(GOOD), 'test_batch.bin': '' }),
  ],
  [
    'python version',
    'import.unsafe',
    /data_batch_1 is CIFAR's "python version"/,
    () => writeFolder({ data_batch_1: Buffer.of(0x80, 2, 0x7d), 'batches.meta': Buffer.of(0x80, 2) }),
  ],
  [
    'too few names',
    'import.unreadable',
    /should name 10 different classes/,
    () => writeFolder({ 'data_batch_1.bin': cifarBytes(GOOD), 'batches.meta.txt': 'a\nb\n' }),
  ],
  [
    'a class with one sample',
    'input.invalid',
    /class "1" .*only one training sample/,
    () => writeFolder({ 'data_batch_1.bin': cifarBytes([0, 0, 1]) }),
  ],
  [
    'one class',
    'input.invalid',
    /only the class "4"/,
    () => writeFolder({ 'data_batch_1.bin': cifarBytes([4, 4, 4]) }),
  ],
];

const IDX: Bad[] = [
  [
    'size against header',
    'import.unreadable',
    /train-images-idx3-ubyte promises 4 x 4 x 4/,
    () =>
      writeFolder({
        'train-images-idx3-ubyte': idxBytes([4, 4, 4], pixelsOf(0, 60, 1, 1)),
        'train-labels-idx1-ubyte': idxBytes([4], Buffer.from(GOOD)),
      }),
  ],
  [
    'gz cut off',
    'import.unreadable',
    /train-labels-idx1-ubyte\.gz is cut off or damaged/,
    () =>
      writeFolder({
        'train-images-idx3-ubyte.gz': gzipSync(idxBytes([4, 4, 4], pixelsOf(0, 64, 1, 1))),
        'train-labels-idx1-ubyte.gz': gzipSync(idxBytes([4], Buffer.from(GOOD))).subarray(0, -6),
      }),
  ],
  [
    'labels missing',
    'import.unreadable',
    /that belongs to it is missing/,
    () => writeFolder({ 'train-images-idx3-ubyte': idxBytes([4, 4, 4], pixelsOf(0, 64, 1, 1)) }),
  ],
  [
    'counts differ',
    'import.unreadable',
    /has 4 images, but .* has 3 labels/,
    () =>
      writeFolder({
        'train-images-idx3-ubyte': idxBytes([4, 4, 4], pixelsOf(0, 64, 1, 1)),
        'train-labels-idx1-ubyte': idxBytes([3], Buffer.of(0, 1, 0)),
      }),
  ],
];

const NPZ: Bad[] = [
  [
    'object array',
    'import.unsafe',
    /y\.npy is an array of Python objects/,
    () =>
      writeZip({
        'X.npy': npy('|u1', [4, 4, 4, 3], images),
        'y.npy': npy('|O', [4], Buffer.of(0x80, 4, 0x2e)),
      }),
  ],
  [
    'records',
    'import.unreadable',
    /array of records/,
    () =>
      writeZip({
        'X.npy': Buffer.from(npyHeader('|u1', [4]).toString('latin1').replace("'|u1'", '[(1,2'), 'latin1'),
        'y.npy': labels,
      }),
  ],
  [
    'text labels',
    'import.unreadable',
    /type "<U3"/,
    () => writeZip({ 'X.npy': npy('|u1', [4, 4, 4, 3], images), 'y.npy': npy('<U3', [4], Buffer.alloc(48)) }),
  ],
  [
    'unknown names',
    'import.unreadable',
    /no pair of arrays .* it has p \(4 x 4 x 4 x 3\), q \(4\)/,
    () => writeZip({ 'p.npy': npy('|u1', [4, 4, 4, 3], images), 'q.npy': labels }),
  ],
  [
    'cut off',
    'import.unreadable',
    /X\.npy promises 4 x 4 x 4 x 3 values/,
    () => writeZip({ 'X.npy': npy('|u1', [4, 4, 4, 3], images.subarray(9)), 'y.npy': labels }),
  ],
  [
    'values beyond black and white',
    'input.invalid',
    /values from -1 to 1/,
    () =>
      writeZip({
        'X.npy': npy(
          '<f4',
          [4, 2, 2, 1],
          Buffer.from(Float32Array.from({ length: 16 }, (_, i) => (i % 3) - 1).buffer),
        ),
        'y.npy': labels,
      }),
  ],
];

const FOLDERS: Bad[] = [
  ['empty folder', 'input.invalid', /has no files in it/, () => writeFolder({})],
  [
    'no class folders',
    'input.invalid',
    /no class folders/,
    async () => writeFolder(await pngs(['1.png', '2.png'])),
  ],
  [
    'one class',
    'input.invalid',
    /only the class "a"/,
    async () => writeFolder(await pngs(['a/1.png', 'a/2.png'])),
  ],
  [
    'a class with one sample',
    'input.invalid',
    /class "b" .*Add samples of it/,
    async () => writeFolder(await pngs(['a/1.png', 'a/2.png', 'b/1.png'])),
  ],
  [
    'a class left with one sample by damage',
    'input.invalid',
    /class "b"/,
    async () => {
      const files = await pngs(PAIRS);
      return writeFolder({ ...files, 'b/2.png': (files['b/2.png'] as Buffer).subarray(0, 90) });
    },
  ],
  [
    'every image unreadable',
    'import.unreadable',
    /Not one of the 4 images/,
    () => writeFolder(Object.fromEntries(PAIRS.map((name) => [name, 'no picture']))),
  ],
  [
    'a class in the test split only',
    'input.invalid',
    /"c" .* 1 test samples but no training sample/,
    async () => writeFolder(await pngs([...PAIRS.map((name) => `train/${name}`), 'test/c/1.png'])),
  ],
];

const TABLES: Bad[] = [
  [
    'path out of the dataset',
    'import.unsafe',
    /list\.csv, line 2, names "\.\.\/x\.png"/,
    () => writeFolder({ 'list.csv': 'path,label\n../x.png,a\n' }),
  ],
  [
    'unknown split',
    'import.unreadable',
    /line 3, has the split "later"/,
    async () =>
      writeFolder({
        ...(await pngs(PAIRS)),
        'list.csv': 'path,label,split\na/1.png,a,train\na/2.png,a,later\n',
      }),
  ],
  [
    'no label',
    'import.unreadable',
    /line 2, has no label/,
    async () => writeFolder({ ...(await pngs(PAIRS)), 'list.csv': 'path,label\na/1.png,\n' }),
  ],
  [
    'a path twice',
    'import.unreadable',
    /line 3, names a\/1\.png a second time/,
    async () => writeFolder({ ...(await pngs(PAIRS)), 'list.csv': 'path,label\na/1.png,x\na/1.png,y\n' }),
  ],
  [
    'ragged',
    'import.unreadable',
    /list\.csv cannot be read as a table/,
    async () => writeFolder({ ...(await pngs(PAIRS)), 'list.csv': 'path,label\na/1.png,x,1,2\n' }),
  ],
  [
    'GTSRB class',
    'import.unreadable',
    /GT-00001\.csv, line 2, has the class "one"/,
    async () => writeFolder({ ...(await pngs(PAIRS)), 'a/GT-00001.csv': 'Filename;ClassId\n1.png;one\n' }),
  ],
];

const JUNK: Bad[] = [
  [
    'JPEG',
    'import.unrecognised',
    /a single JPEG picture.*Tried: CIFAR/,
    () => join(writeFolder({ 'x.assay': Buffer.of(0xff, 0xd8, 0xff, 0xe0, 1, 2) }), 'x.assay'),
  ],
  [
    'junk',
    'import.unrecognised',
    /a file of 9 bytes/,
    () => join(writeFolder({ 'x.npz': 'no numpy!' }), 'x.npz'),
  ],
  ['folder of notes', 'import.unrecognised', /1 files/, () => writeFolder({ 'a/notes.txt': 'hello' })],
];

describe.each([
  ['CIFAR', CIFAR],
  ['IDX', IDX],
  ['npz', NPZ],
  ['image folder', FOLDERS],
  ['tables', TABLES],
  ['anything else', JUNK],
])('%s', (_format, cases) => {
  test.each(cases)('%s', async (_title, code, words, make) => {
    const tree = await openTree(await make());
    const error = await failureOf(
      chooseImporter(tree, null).then((importer) => importer.plan(tree, AS_IT_COMES, NEVER)),
    );
    expect({ code: error.code, exit: error.exitCode }).toEqual({ code, exit: 2 });
    expect(error.message).toMatch(words);
  });
});

test('a 2 GB file that is not what it says fails at once', async () => {
  for (const name of [
    'data_batch_1.bin',
    'data.npz',
    'train-images-idx3-ubyte',
    'signs.zip',
    'signs.tar.gz',
  ]) {
    const path = join(writeFolder({ [name]: '' }), name);
    truncateSync(path, 2 * 1024 ** 3);
    const started = performance.now();
    const error = await failureOf(importFrom(path));
    expect(error.exitCode).toBe(2);
    expect(performance.now() - started).toBeLessThan(2000);
  }
});

test('an unknown format is wrong usage, a known one is taken at its word', async () => {
  const folder = writeFolder(await pngs(PAIRS));
  const error = await failureOf(importFrom(folder, 'parquet'));
  expect(error.code).toBe('usage.invalid');
  expect(error.message).toContain('image-folder');
  expect((await failureOf(importFrom(folder, 'cifar'))).code).toBe('import.unreadable');
});

test('a size that cannot be is wrong usage', async () => {
  const folder = writeFolder(await pngs(PAIRS));
  expect((await failureOf(importFrom(folder, null, { ...AS_IT_COMES, size: [0, 32] }))).code).toBe(
    'usage.invalid',
  );
});

test('damaged images among good ones are listed with the reason, the rest imported', async () => {
  const files = await pngs([...PAIRS, 'a/3.png', 'a/4.png', 'a/5.png', 'b/3.png']);
  files['a/3.png'] = (files['a/3.png'] as Buffer).subarray(0, 100);
  files['a/4.png'] = 'no picture';
  files['a/5.png'] = '';
  const imported = await importFrom(writeFolder(files));
  expect(samplesOf(imported).map(({ name }) => name)).toEqual([
    'a/1.png',
    'a/2.png',
    'b/1.png',
    'b/2.png',
    'b/3.png',
  ]);
  expect(imported.items.map(({ ordinal }) => ordinal)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  const rejected = imported.items.flatMap((item) =>
    item.kind === 'rejected' ? [`${item.name} ${item.reason}`] : [],
  );
  expect(rejected).toEqual([
    expect.stringMatching(/^a\/3\.png cannot be decoded/),
    expect.stringMatching(/^a\/4\.png is no image/),
    'a/5.png is empty',
  ]);
});

test('files a table names that are not there are listed', async () => {
  const files = await pngs(PAIRS);
  const list = `path,label\n${[...PAIRS, 'a/9.png'].map((name) => `${name},${name[0]}`).join('\n')}\n`;
  const imported = await importFrom(writeFolder({ ...files, 'list.csv': list }));
  expect(imported.items.filter(({ kind }) => kind === 'rejected')).toEqual([
    {
      kind: 'rejected',
      ordinal: 4,
      name: 'a/9.png',
      reason: 'is named in list.csv, line 6, but is not there',
    },
  ]);
});
