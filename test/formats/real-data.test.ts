/** The published datasets, where they are at hand: counts, shapes and class names, and CIFAR back to the very bytes. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
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
});
