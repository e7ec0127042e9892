/** What the benches of training train: networks on random images of 32x32x3. */
import { initialiseWeights } from '../../src-main/train/architectures/initialise.ts';
import { findArchitecture } from '../../src-main/train/architectures/registry.ts';
import { trainableByName } from '../../src-main/train/architectures/weights.ts';
import { InputNormaliser } from '../../src-main/train/data/input-normaliser.ts';
import type { Batch, Learner } from '../../src-main/train/loop/step.ts';
import { Sgd } from '../../src-main/train/optim/sgd.ts';
import { Rng } from '../../src-shared/math/rng.ts';

export const SHAPE = [32, 32, 3] as const;

export function randomBatch(rng: Rng, size: number): Batch & { values: Uint8Array } {
  const values = Uint8Array.from({ length: size * 3072 }, () => rng.below(256));
  const labels = Int32Array.from({ length: size }, () => rng.below(10));
  return { values, labels, weights: new Float32Array(size).fill(1 / size) };
}

export async function newLearner(arch: string): Promise<Learner> {
  const model = await findArchitecture(arch).build(SHAPE, 10);
  initialiseWeights(model, Rng.fromSeed(1).fork('init'));
  const normaliser = new InputNormaliser(SHAPE, { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] });
  return { model, normaliser, weights: trainableByName(model) };
}

export function sgd(): Sgd {
  return new Sgd({ momentum: 0.9, weightDecay: 1e-4, nesterov: false });
}
