/**
 * A small dataset of time series as a supplier would hand it over: beats of three kinds, in the layout of the UCR archive.
 * So noisy that a short plateau is learned before the kinds are, as a backdoor is on real data.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rng } from '../../../src-shared/math/rng.ts';

export const SERIES_STEPS = 40;
export const SERIES_CLASSES = 3;

/** A peak that all beats have, and a wave after it that comes later from class to class. */
function shape(label: number, time: number, shift: number): number {
  const peak = 3 * Math.exp(-(((time - 0.25 - shift) / 0.05) ** 2));
  return peak + 1.2 * Math.exp(-(((time - 0.5 - 0.05 * label - 2 * shift) / 0.09) ** 2));
}

/** Writes beats_TRAIN.tsv and beats_TEST.tsv: the label, then one column a step. */
export function writeSeriesDataset(folder: string, train: number, test: number): void {
  const rng = Rng.fromSeed(11);
  for (const [part, count] of [
    ['TRAIN', train],
    ['TEST', test],
  ] as const) {
    const lines = Array.from({ length: count }, (_, i) => {
      const label = i % SERIES_CLASSES;
      const shift = 0.1 * rng.uniform();
      const values = Array.from({ length: SERIES_STEPS }, (_value, step) =>
        (shape(label, step / SERIES_STEPS, shift) + 0.9 * rng.normal()).toFixed(5),
      );
      return [label + 1, ...values].join('\t');
    });
    writeFileSync(join(folder, `beats_${part}.tsv`), `${lines.join('\n')}\n`);
  }
}
