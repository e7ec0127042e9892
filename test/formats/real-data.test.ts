/** The published datasets, where they are at hand: counts, shapes and class names, and CIFAR back to the very bytes. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_IMPORT } from '../../src-shared/worker/contract.ts';
import { rowsOf } from './support/series.ts';
import { exportAgain, importFrom, samplesOf, type Imported } from './support/sources.ts';

const DATA = process.env['ASSAY_DATA'] ?? resolve(import.meta.dirname, '../../../shared/data');
const isThere = existsSync(DATA);

function countsOf(imported: Imported): Record<'train' | 'test', number> {
  const samples = samplesOf(imported);
  const train = samples.filter(({ split }) => split === 'train').length;
  return { train, test: samples.length - train };
}

describe.skipIf(!isThere)(`real data (${isThere ? DATA : `skipped: there is no ${DATA}`})`, () => {
  test('CIFAR-10', async () => {
    const imported = await importFrom(join(DATA, 'cifar10'));
    expect(imported.importer).toBe('cifar');
    expect(countsOf(imported)).toEqual({ train: 20_000, test: 5_000 });
    expect(imported.plan.classes[9]).toBe('truck');
    const { folder } = await exportAgain(imported);
    for (const name of ['data_batch_1.bin', 'data_batch_2.bin', 'test_batch.bin']) {
      expect(readFileSync(join(folder, name)).equals(readFileSync(join(DATA, 'cifar10', name)))).toBe(true);
    }
  });

  test('MNIST', async () => {
    const imported = await importFrom(join(DATA, 'mnist'));
    expect(imported.importer).toBe('idx');
    expect(imported.plan.shape).toEqual([28, 28, 1]);
    expect(countsOf(imported)).toEqual({ train: 10_000, test: 2_000 });
  });

  test('GTSRB in its original sizes', async () => {
    const imported = await importFrom(join(DATA, 'gtsrb-original-size'));
    expect(imported.importer).toBe('gtsrb');
    expect(imported.plan.shape).toEqual([32, 32, 3]);
    expect(imported.plan.resizeRule).toMatch(/^images of mixed size \(height 25 to 159, width 25 to 175\)/);
    expect(countsOf(imported)).toEqual({ train: 480, test: 0 });
    expect(imported.plan.classes).toHaveLength(16);
    expect(imported.plan.classes[0]).toBe('Speed limit 30');
  });

  test('ECG5000: the format with both splits; the three files of the training split hold the same', async () => {
    const folder = join(DATA, 'timeseries/ECG5000');
    const imported = await importFrom(folder);
    expect(imported.importer).toBe('ucr');
    expect(imported.plan.shape).toEqual([140, 1, 1]);
    expect(imported.plan.classes).toEqual(['1', '2', '3', '4', '5']);
    expect(imported.plan.resizeRule).toBe(
      'kept as they are; read from ECG5000_TRAIN.tsv and ECG5000_TEST.tsv; not read: ECG5000_TRAIN.arff, ECG5000_TRAIN.ts',
    );
    expect(countsOf(imported)).toEqual({ train: 500, test: 4499 });
    const labels = rowsOf(imported).map(([split, label]) => `${split} ${label}`);
    const perClass = ['1', '2', '3', '4', '5'].map(
      (c) => labels.filter((one) => one === `train ${c}`).length,
    );
    expect(perClass).toEqual([292, 177, 10, 19, 2]);
    const train = rowsOf(imported).slice(0, 500);
    expect(train[0]?.[2].slice(0, 2)).toEqual([-0.11252183, -2.8272038].map(Math.fround));
    for (const [name, id] of [
      ['ECG5000_TRAIN.ts', 'uea-ts'],
      ['ECG5000_TRAIN.arff', 'arff'],
      ['ECG5000_TRAIN.tsv', 'ucr'],
    ] as const) {
      const single = await importFrom(join(folder, name));
      expect(single.importer).toBe(id);
      expect(rowsOf(single)).toEqual(train);
    }
    const { folder: written } = await exportAgain(imported);
    expect(rowsOf(await importFrom(written))).toEqual(rowsOf(imported));
  });

  test('UWaveGestureLibrary', async () => {
    const imported = await importFrom(join(DATA, 'timeseries/UWaveGestureLibrary'));
    expect(imported.importer).toBe('uea-ts');
    expect(imported.plan.shape).toEqual([315, 1, 3]);
    expect(imported.plan.classes).toEqual(['1.0', '2.0', '3.0', '4.0', '5.0', '6.0', '7.0', '8.0']);
    expect(imported.plan.resizeRule).toMatch(/^kept as they are; read from /);
    expect(countsOf(imported)).toEqual({ train: 120, test: 320 });
  });

  test('SpokenArabicDigits, compressed, lengths 4 to 93', async () => {
    const imported = await importFrom(join(DATA, 'timeseries/SpokenArabicDigits'));
    expect(imported.plan.shape).toEqual([93, 1, 13]);
    expect(imported.plan.classes).toHaveLength(10);
    expect(imported.plan.resizeRule).toBe(
      '8 799 of 8 800 series stretched to 93 steps, linear; read from SpokenArabicDigits_TRAIN.ts.gz and SpokenArabicDigits_TEST.ts',
    );
    expect(countsOf(imported)).toEqual({ train: 6600, test: 2200 });
    const refused = importFrom(join(DATA, 'timeseries/SpokenArabicDigits'), null, {
      ...DEFAULT_IMPORT,
      lengths: 'refuse',
    });
    await expect(refused).rejects.toThrow(/from 4 to 93 steps/);
  });

  test('a folder of several datasets is refused', async () => {
    await expect(importFrom(join(DATA, 'timeseries'))).rejects.toThrow(/several files of time series/);
  });
});
