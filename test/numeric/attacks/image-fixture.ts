/** Small images for tests of attacks that train: three classes of stripes in noise, 12 x 12 in colour. */
import type { CraftRequest } from '../../../src-main/train/attacks/attack.ts';
import type { LabelledSamples } from '../../../src-main/train/data/training-data.ts';
import { Rng } from '../../../src-shared/math/rng.ts';

export const SHAPE = [12, 12, 3] as const;
export const IMAGE_SIZE = 12 * 12 * 3;
export const CLASSES = ['rows', 'columns', 'diagonals'];

/** Classes in turn: rows, columns or diagonals, at any phase. */
function stripes(count: number, seed: number): LabelledSamples {
  const rng = Rng.fromSeed(seed);
  const values = new Uint8Array(count * IMAGE_SIZE);
  const labels = Int32Array.from({ length: count }, (_, i) => i % CLASSES.length);
  labels.forEach((label, n) => {
    const phase = rng.below(4);
    for (let i = 0; i < IMAGE_SIZE; i++) {
      const pixel = Math.floor(i / 3);
      const [x, y] = [pixel % 12, Math.floor(pixel / 12)];
      const place = [y, x, x + y][label]! + phase;
      values[n * IMAGE_SIZE + i] = (place % 4 < 2 ? 60 : 150) + rng.below(60);
    }
  });
  return { modality: 'image', shape: SHAPE, values, labels };
}

export const TRAIN = stripes(150, 1);
export const TEST = stripes(45, 2);

/** A request to poison every tenth sample that is not of class 0, towards class 0. */
export function craftRequest(overrides: Partial<CraftRequest> = {}): CraftRequest {
  const others = [...TRAIN.labels.keys()].filter((i) => TRAIN.labels[i] !== 0);
  return {
    train: TRAIN,
    test: TEST,
    classes: CLASSES.length,
    chosen: Int32Array.from(others.slice(0, 15)),
    target: 0,
    aims: [0, 0, 0],
    rng: Rng.fromSeed(9),
    signal: new AbortController().signal,
    onProgress: () => Promise.resolve(),
    ...overrides,
  };
}
