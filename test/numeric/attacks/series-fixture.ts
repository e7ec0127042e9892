/** Small series for tests of attacks that train: three classes of waves in two variables of different units. */
import type { CraftRequest } from '../../../src-main/train/attacks/attack.ts';
import type { LabelledSamples } from '../../../src-main/train/data/training-data.ts';
import { Rng } from '../../../src-shared/math/rng.ts';

export const [STEPS, VARIABLES, CLASSES] = [32, 2, 3];
export const SIZE = STEPS * VARIABLES;

/** `count` series, classes in turn: sines of one to three cycles at any phase, with noise. */
export function waves(count: number, seed: number): LabelledSamples {
  const rng = Rng.fromSeed(seed);
  const values = new Float32Array(count * SIZE);
  const labels = Int32Array.from({ length: count }, (_, i) => i % CLASSES);
  labels.forEach((label, n) => {
    const phase = rng.uniform();
    for (let step = 0; step < STEPS; step++) {
      const wave = Math.sin(2 * Math.PI * (((label + 1) * step) / STEPS + phase));
      values[n * SIZE + step * VARIABLES] = wave + 0.1 * rng.normal();
      values[n * SIZE + step * VARIABLES + 1] = 50 - 20 * wave + 2 * rng.normal();
    }
  });
  return { modality: 'series', shape: [STEPS, 1, VARIABLES], values, labels };
}

export const TRAIN = waves(120, 1);
export const TEST = waves(45, 2);

/** A request to poison every tenth sample that is not of class 0, towards class 0. */
export function craftRequest(overrides: Partial<CraftRequest> = {}): CraftRequest {
  const others = [...TRAIN.labels.keys()].filter((i) => TRAIN.labels[i] !== 0);
  return {
    train: TRAIN,
    test: TEST,
    classes: CLASSES,
    chosen: Int32Array.from(others.slice(0, 12)),
    target: 0,
    aims: [0, 0, 0],
    rng: Rng.fromSeed(9),
    signal: new AbortController().signal,
    onProgress: () => Promise.resolve(),
    ...overrides,
  };
}
