/**
 * Time series drawn by rule, for a benchmark without data: classes of waves that differ in their number of periods, with
 * phase, height and noise of their own. Written as UCR text, so that they are imported like any others.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Rng } from '../../src-shared/math/rng.ts';

export const PRACTICE_CLASSES = 4;
export const PRACTICE_STEPS = 64;
const NOISE = 0.25;

/** Writes `waves_TRAIN.tsv` and `waves_TEST.tsv` into an existing folder. */
export async function writePracticeSeries(
  folder: string,
  size: { train: number; test: number; seed: number },
): Promise<void> {
  const rng = Rng.fromSeed(size.seed);
  await writeFile(join(folder, 'waves_TRAIN.tsv'), drawLines(size.train, rng.fork('train')));
  await writeFile(join(folder, 'waves_TEST.tsv'), drawLines(size.test, rng.fork('test')));
}

function drawLines(count: number, rng: Rng): string {
  const lines = Array.from({ length: count }, (_, i) => {
    const label = i % PRACTICE_CLASSES;
    const phase = 2 * Math.PI * rng.uniform();
    const height = 0.7 + 0.6 * rng.uniform();
    const values = Array.from({ length: PRACTICE_STEPS }, (_unused, t) => {
      const wave = Math.sin((2 * Math.PI * (label + 1) * t) / PRACTICE_STEPS + phase);
      return (height * wave + NOISE * rng.normal()).toFixed(4);
    });
    return `${label + 1}\t${values.join('\t')}\n`;
  });
  return lines.join('');
}
