/** A tiny dataset of time series as files: noisy waves of two classes, slow and fast, labelled 1 and 2. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rng } from '../../src-shared/math/rng.ts';

export const STEPS = 32;

function lines(count: number, rng: Rng): string {
  return Array.from({ length: count }, (_, i) => {
    const cycles = i % 2 === 0 ? 1 : 4;
    const phase = rng.uniform();
    const values = Array.from({ length: STEPS }, (_step, t) =>
      (Math.sin(2 * Math.PI * (phase + (cycles * t) / STEPS)) + 0.1 * rng.normal()).toFixed(4),
    );
    return [1 + (i % 2), ...values].join('\t');
  }).join('\n');
}

/** Writes 200 training and 60 test series of 32 steps into `folder`, which it makes, a line each. */
export function writeWaves(folder: string): void {
  mkdirSync(folder);
  const rng = Rng.fromSeed(3);
  writeFileSync(join(folder, 'Waves_TRAIN.tsv'), lines(200, rng));
  writeFileSync(join(folder, 'Waves_TEST.tsv'), lines(60, rng));
}
