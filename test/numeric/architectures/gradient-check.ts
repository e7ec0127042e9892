/** Analytic gradients against central finite differences of the loss, with the loss itself summed in double precision. */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { readWeights, writeWeights } from '../../../src-main/train/architectures/weights.ts';
import { crossEntropy } from '../../../src-main/train/layers/ops.ts';
import { Rng } from '../../../src-shared/math/rng.ts';

/** One term of a loss: the summed cross-entropy of logits float32 [B,K] with labels int32 [B]. */
export interface Term {
  logits: tf.Tensor2D;
  labels: tf.Tensor1D;
}

/** Change of the loss that a step along a direction should make: far above rounding, far below curvature. */
const LOSS_STEP = 0.005;

/**
 * Sets the offsets of batch normalisation so that every second channel is well above zero and the others well below:
 * near the kink of a ReLU finite differences would disagree with a gradient that is right.
 */
export function moveOffKinks(model: tfl.LayersModel): void {
  const values = readWeights(model);
  for (const [name, value] of values) {
    if (name.endsWith('/beta')) value.forEach((_, channel) => (value[channel] = channel % 2 === 0 ? 4 : -4));
  }
  writeWeights(model, values);
}

/**
 * For each weight the relative difference between gradient and finite differences, the larger of two directions: along
 * the gradient, and along random numbers with the gradient's signs.
 */
export function gradientErrors(
  weights: ReadonlyMap<string, tf.Variable>,
  terms: () => Term[],
): Map<string, number> {
  const { grads } = tf.variableGrads(() => {
    const sums = terms().map(({ logits, labels }) => tf.sum<tf.Scalar>(crossEntropy(logits, labels)));
    return tf.addN<tf.Scalar>(sums);
  }, [...weights.values()]);
  const errors = new Map<string, number>();
  for (const [name, variable] of weights) {
    const gradient = grads[variable.name]!.dataSync<'float32'>();
    const stream = Rng.fromSeed(3).fork(name);
    const random = Float32Array.from(gradient, (g) => Math.sign(g) * Math.abs(stream.normal()));
    const differences = [gradient, random].map((along) => errorAlong(variable, gradient, along, terms));
    errors.set(name, Math.max(...differences));
  }
  tf.dispose(grads);
  return errors;
}

function errorAlong(
  variable: tf.Variable,
  gradient: Float32Array,
  along: Float32Array,
  terms: () => Term[],
): number {
  const length = Math.sqrt(along.reduce((sum, value) => sum + value * value, 0));
  const slope = along.reduce((sum, value, i) => sum + (value / length) * gradient[i]!, 0);
  const start = variable.dataSync<'float32'>().slice();
  const step = LOSS_STEP / slope;
  const lossAt = (shift: number): number =>
    tf.tidy(() => {
      const moved = start.map((value, i) => value + (shift * along[i]!) / length);
      variable.assign(tf.tensor(moved, variable.shape));
      return exactLoss(terms());
    });
  const numeric = (lossAt(step) - lossAt(-step)) / (2 * step);
  tf.tidy(() => variable.assign(tf.tensor(start, variable.shape)));
  return Math.abs(numeric - slope) / slope;
}

function exactLoss(terms: readonly Term[]): number {
  let loss = 0;
  for (const { logits, labels } of terms) {
    const values = logits.dataSync<'float32'>();
    const classes = logits.shape[1];
    labels.dataSync<'int32'>().forEach((label, row) => {
      const z = values.subarray(row * classes, (row + 1) * classes);
      const largest = Math.max(...z);
      loss += largest + Math.log(z.reduce((sum, value) => sum + Math.exp(value - largest), 0)) - z[label]!;
    });
  }
  return loss;
}
