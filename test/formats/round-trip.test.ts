/** Import, export, import again: splits, class names and pixels stay what they were, in every layout. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { npyHeader } from '../../src-main/formats/codecs/npy.ts';
import { toNetpbm } from '../../src-main/formats/exporters/support/images.ts';
import { hashSource } from '../../src-main/formats/hash-source.ts';
import {
  AS_IT_COMES,
  cifarBytes,
  contentOf,
  exportAgain,
  filesBelow,
  idxBytes,
  importFrom,
  NEVER,
  openTree,
  pixelsOf,
  pngOf,
  samplesOf,
  writeFolder,
  writeTar,
  writeZip,
  type Files,
} from './support/sources.ts';

const LABELS = [0, 1, 2, 0, 1, 2, 1, 0];

function cifar10(): Files {
  return {
    'data_batch_1.bin': cifarBytes(LABELS),
    'data_batch_2.bin': cifarBytes(LABELS, 50),
    'test_batch.bin': cifarBytes([0, 1, 2], 90),
    'batches.meta.txt': 'plane\ncar\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n',
  };
}

function cifar100(): Files {
  const file = (fines: number[], seed: number): Buffer =>
    Buffer.concat(
      fines.map((fine, i) => Buffer.concat([Buffer.of(fine % 20, fine), pixelsOf(seed + i, 32, 32)])),
    );
  const names = Array.from({ length: 100 }, (_, i) => `thing ${i}`);
  return {
    'train.bin': file([3, 99, 3, 99, 45, 45], 0),
    'test.bin': file([99, 3], 40),
    'fine_label_names.txt': `${names.join('\n')}\n`,
  };
}

function idxFiles(): Files {
  const images = (count: number, seed: number): Uint8Array =>
    Buffer.concat(Array.from({ length: count }, (_, i) => pixelsOf(seed + i, 5, 4, 1)));
  return {
    'train-images-idx3-ubyte.gz': gzipSync(idxBytes([6, 5, 4], images(6, 0))),
    'train-labels-idx1-ubyte.gz': gzipSync(idxBytes([6], Buffer.of(0, 1, 2, 0, 1, 2))),
    't10k-images-idx3-ubyte.gz': gzipSync(idxBytes([3, 5, 4], images(3, 60))),
    't10k-labels-idx1-ubyte.gz': gzipSync(idxBytes([3], Buffer.of(2, 1, 0))),
  };
}

async function imageFolders(): Promise<Files> {
  const files: Files = { 'README.txt': 'Pictures of pets.' };
  for (const [c, name] of ['cat', 'dog'].entries()) {
    for (let i = 0; i < 3; i++) files[`train/${name}/${i}.png`] = await pngOf(10 * c + i);
    files[`val/${name}/sub/9.png`] = await pngOf(10 * c + 9);
  }
  return files;
}

function gtsrb(): Files {
  const header = 'Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2;ClassId\r\n';
  const ppm = (seed: number): Buffer => toNetpbm(pixelsOf(seed), [8, 8, 3]);
  const row = (file: string, id: number): string => `${file};8;8;1;1;6;6;${id}\r\n`;
  const files: Files = { 'class_names.csv': 'ClassId,Name\n7,Limit 100\n38,"Keep right, please"\n' };
  for (const [i, id] of [7, 38].entries()) {
    const folder = `GTSRB/Final_Training/Images/000${String(id).padStart(2, '0')}`;
    for (const j of [0, 1]) files[`${folder}/0000${j}_00000.ppm`] = ppm(10 * i + j);
    files[`${folder}/GT-000${String(id).padStart(2, '0')}.csv`] =
      header + row('00000_00000.ppm', id) + row('00001_00000.ppm', id);
  }
  files['GTSRB/Final_Test/Images/00000.ppm'] = ppm(80);
  files['GTSRB/Final_Test/GT-final_test.csv'] = header + row('00000.ppm', 38);
  return files;
}

async function csvManifest(): Promise<Files> {
  const files: Files = {};
  const lines = ['path,label,split'];
  for (let i = 0; i < 6; i++) {
    files[`pictures/${i}.png`] = await pngOf(i, 8, 8, 1);
    lines.push(`pictures/${i}.png,"${i % 2 === 0 ? 'a, b' : 'c'}",${i === 5 ? 'test' : 'train'}`);
  }
  // Two of every class are needed for training.
  files['pictures/6.png'] = await pngOf(6, 8, 8, 1);
  lines.push('pictures/6.png,c,train');
  return { ...files, 'list.csv': `${lines.join('\n')}\n` };
}

async function npz(): Promise<string> {
  const images = (count: number, seed: number): Buffer =>
    Buffer.concat(Array.from({ length: count }, (_, i) => pixelsOf(seed + i, 4, 5)));
  const labels = (values: bigint[]): Buffer => Buffer.from(BigInt64Array.from(values).buffer);
  return writeZip({
    'x_train.npy': Buffer.concat([npyHeader('|u1', [4, 3, 4, 5]), images(4, 0)]),
    'y_train.npy': Buffer.concat([npyHeader('<i8', [4]), labels([0n, 1n, 0n, 1n])]),
    'x_test.npy': Buffer.concat([npyHeader('|u1', [2, 3, 4, 5]), images(2, 30)]),
    'y_test.npy': Buffer.concat([npyHeader('<i8', [2, 1]), labels([1n, 0n])]),
  });
}

describe('a dataset comes back as it was', () => {
  const cases: [string, string, () => Promise<string>, { train: number; test: number }, number[]][] = [
    [
      'CIFAR-10',
      'cifar',
      async () => writeFolder(await Promise.resolve(cifar10())),
      { train: 16, test: 3 },
      [32, 32, 3],
    ],
    [
      'CIFAR-100',
      'cifar',
      async () => writeFolder(await Promise.resolve(cifar100())),
      { train: 6, test: 2 },
      [32, 32, 3],
    ],
    [
      'IDX',
      'idx',
      async () => writeFolder(await Promise.resolve(idxFiles())),
      { train: 6, test: 3 },
      [5, 4, 1],
    ],
    [
      'image folder',
      'image-folder',
      async () => writeFolder(await imageFolders()),
      { train: 6, test: 2 },
      [8, 8, 3],
    ],
    [
      'GTSRB',
      'gtsrb',
      async () => writeFolder(await Promise.resolve(gtsrb())),
      { train: 4, test: 1 },
      [8, 8, 3],
    ],
    [
      'CSV manifest',
      'csv-manifest',
      async () => writeFolder(await csvManifest()),
      { train: 6, test: 1 },
      [8, 8, 1],
    ],
    ['npz', 'npz', npz, { train: 4, test: 2 }, [4, 5, 3]],
  ];

  test.each(cases)('%s', async (_title, id, make, counts, shape) => {
    const first = await importFrom(await make());
    expect(first.importer).toBe(id);
    expect(first.plan.shape).toEqual(shape);
    expect(first.plan.resizeRule).toBe('kept as they are');
    const splits = samplesOf(first).map(({ split }) => split);
    expect(splits).toEqual([...splits].sort().reverse());
    expect(splits.filter((split) => split === 'train')).toHaveLength(counts.train);
    expect(splits.filter((split) => split === 'test')).toHaveLength(counts.test);
    expect(new Set(samplesOf(first).map(({ name }) => name)).size).toBe(splits.length);

    const { folder } = await exportAgain(first);
    const second = await importFrom(folder);
    expect(second.importer).toBe(id);
    expect(contentOf(second)).toEqual(contentOf(first));
    expect(second.plan.classes).toEqual(first.plan.classes);
    expect(second.plan.layout.notes).toEqual(first.plan.layout.notes);
  });

  test.each(cases)('%s: an import goes on where it stopped', async (_title, _id, make) => {
    const path = await make();
    const whole = await importFrom(path);
    const rest = await importFrom(path, null, undefined, 3);
    expect(rest.items).toEqual(whole.items.slice(3));
  });

  test('CIFAR files are the same to the byte, coarse labels too', async () => {
    for (const files of [cifar10(), cifar100()]) {
      const { folder } = await exportAgain(await importFrom(writeFolder(files)));
      for (const [name, content] of Object.entries(files)) {
        if (name.endsWith('.bin'))
          expect(readFileSync(join(folder, name)).equals(content as Buffer)).toBe(true);
      }
    }
  });

  test('class ids of GTSRB are kept, though labels are contiguous', async () => {
    const imported = await importFrom(writeFolder(gtsrb()));
    expect(imported.plan.classes).toEqual(['Limit 100', 'Keep right, please']);
    expect(imported.plan.layout.notes['classIds']).toEqual([7, 38]);
    const { folder } = await exportAgain(imported);
    expect(filesBelow(folder)).toContain('GTSRB/Final_Training/Images/00038/GT-00038.csv');
  });
});

describe('image files of an export', () => {
  test('are the original bytes where nothing changed', async () => {
    const files = await imageFolders();
    const { folder, notes } = await exportAgain(await importFrom(writeFolder(files)));
    expect(notes).toEqual([]);
    expect(filesBelow(folder)).toEqual(
      Object.keys(files)
        .filter((name) => name.endsWith('.png'))
        .sort(),
    );
    for (const name of filesBelow(folder))
      expect(readFileSync(join(folder, name)).equals(files[name] as Buffer)).toBe(true);
  });

  test('are PNG of the pixels without the source, with a note', async () => {
    const imported = await importFrom(writeFolder(await imageFolders()));
    const { folder, notes } = await exportAgain(imported, undefined, null);
    expect(notes.join()).toMatch(/8 images were written as PNG/);
    expect(contentOf(await importFrom(folder))).toEqual(contentOf(imported));
  });

  test('are not copied from a file that has changed since', async () => {
    const imported = await importFrom(writeFolder(await imageFolders()));
    const changed = await imageFolders();
    changed['train/cat/0.png'] = await pngOf(77);
    const { folder, notes } = await exportAgain(imported, undefined, await openTree(writeFolder(changed)));
    expect(notes.join()).toMatch(/^1 images were written/);
    expect(contentOf(await importFrom(folder))).toEqual(contentOf(imported));
  });

  test('a relabelled sample moves to its class, a removed one is gone, names stay unique', async () => {
    const imported = await importFrom(writeFolder(await imageFolders()));
    const { folder } = await exportAgain(imported, (sample) => {
      if (sample.name === 'train/cat/2.png') return null;
      return sample.name === 'train/cat/0.png' ? { ...sample, label: 1 } : sample;
    });
    expect(filesBelow(folder).filter((name) => name.startsWith('train/'))).toEqual([
      'train/cat/1.png',
      'train/dog/0.png',
      'train/dog/0~2.png',
      'train/dog/1.png',
      'train/dog/2.png',
    ]);
  });

  test('stay inside the folder whatever the samples are called', async () => {
    const imported = await importFrom(writeFolder(await imageFolders()));
    const { folder } = await exportAgain(
      imported,
      (sample) => ({ ...sample, name: `../../${sample.index}/../CON` }),
      null,
    );
    expect(filesBelow(folder)).toHaveLength(8);
    expect(filesBelow(join(folder, '..')).every((name) => name.startsWith('out/'))).toBe(true);
  });
});

test('a layout that cannot hold the dataset any more gives way to npz', async () => {
  const imported = await importFrom(writeFolder(cifar10()), null, { ...AS_IT_COMES, size: [16, 16] });
  const { folder, notes } = await exportAgain(imported);
  expect(notes[0]).toMatch(/written as \.npz, because its images are 16 x 16 x 3/);
  const again = await importFrom(folder);
  expect(samplesOf(again).map(({ bytes }) => bytes)).toEqual(samplesOf(imported).map(({ bytes }) => bytes));
});

test('a folder, a zip of it and a tar.gz of it give the same samples and the same hash', async () => {
  const files = await imageFolders();
  const below = Object.fromEntries(
    Object.entries(files).map(([name, content]) => [`pets-main/${name}`, content]),
  );
  const folder = await importFrom(writeFolder(files));
  const hash = await hashSource(folder.tree, NEVER);
  for (const path of [await writeZip(below), await writeTar(below, true), await writeTar(below, false)]) {
    const packed = await importFrom(path);
    expect(packed.items).toEqual(folder.items);
    expect(await hashSource(packed.tree, NEVER)).toBe(hash);
  }
  files['train/cat/0.png'] = await pngOf(99);
  expect(await hashSource(await openTree(writeFolder(files)), NEVER)).not.toBe(hash);
});

test('an npz inside a zip or a folder reads like the npz', async () => {
  const path = await npz();
  const alone = await importFrom(path);
  const bytes = readFileSync(path);
  expect((await importFrom(await writeZip({ 'a/data.npz': bytes }))).items).toEqual(alone.items);
  expect((await importFrom(writeFolder({ 'data.npz': bytes, 'README.md': 'x' }))).items).toEqual(alone.items);
});

test('a CSV manifest can be named itself', async () => {
  const folder = writeFolder(await csvManifest());
  expect((await importFrom(join(folder, 'list.csv'))).items).toEqual((await importFrom(folder)).items);
});
