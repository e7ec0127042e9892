/** The practice dataset: the same for the same seed, balanced, and a CIFAR folder that imports. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Rng } from '../../src-shared/math/rng.ts';
import { drawRecords, writePracticeDataset } from '../../src-main/formats/practice/draw-dataset.ts';
import { SHAPE_CLASSES } from '../../src-main/formats/practice/shapes.ts';
import { RECORD_BYTES } from '../cli/support/cifar.ts';
import { runJson } from '../cli/support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-demo-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function draw(seed: number): Buffer {
  return Buffer.from(drawRecords(100, Rng.fromSeed(seed)));
}

it('is the same for the same seed and another for another', () => {
  expect(draw(1).equals(draw(1))).toBe(true);
  expect(draw(1).equals(draw(2))).toBe(false);
});

it('has as many pictures of each shape, none of them blank', () => {
  const records = draw(3);
  const counts = new Array<number>(SHAPE_CLASSES.length).fill(0);
  for (let at = 0; at < records.length; at += RECORD_BYTES) {
    counts[records[at] ?? -1]!++;
    const plane = records.subarray(at + 1, at + 1025);
    expect(Math.max(...plane) - Math.min(...plane)).toBeGreaterThan(30);
  }
  expect(counts).toEqual(new Array<number>(SHAPE_CLASSES.length).fill(10));
});

it('imports with the names of its shapes', async () => {
  await writePracticeDataset(folder, { train: 40, test: 20, seed: 1 });
  expect(readFileSync(join(folder, 'data_batch_1.bin'))).toHaveLength(40 * RECORD_BYTES);
  const { code, document } = await runJson('import', folder, '--workspace', join(folder, 'demo.assay'));
  expect(code).toBe(0);
  expect(document).toMatchObject({
    splits: { train: 40, test: 20 },
    classes: SHAPE_CLASSES.map(({ name }) => name),
  });
});
