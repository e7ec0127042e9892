/** One training step: forward pass, gradients, update. A pure function of batch, weights, slots and a few scalars. */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { InputNormaliser } from '../data/input-normaliser.ts';
import type { SampleValues } from '../../../src-shared/domain/sample-values.ts';
import { crossEntropy } from '../layers/ops.ts';
import type { Sgd } from '../optim/sgd.ts';
import { variableGradients } from '../optim/gradients.ts';

export interface Batch {
  /** [B,H,W,C], augmented. */
  values: SampleValues;
  /** One a row of logits: [B], unless the stage's own forward pass makes other rows of them. */
  labels: Int32Array;
  /** What each row's loss counts in the objective; 1/B each makes the plain mean, negative: "not this label". */
  weights: Float32Array;
}

/**
 * Logits float32 [L,K] in training mode, from the network's input float32 [B,...]; row i belongs to label i of the
 * batch. Borrows x and returns a tensor of the surrounding tidy.
 */
export type Forward = (x: tf.Tensor) => tf.Tensor2D;

/**
 * Scalar to minimise, from losses float32 [B] in nats and weights float32 [B].
 * Borrows both and returns a tensor of the surrounding tidy.
 */
export type Objective = (losses: tf.Tensor1D, weights: tf.Tensor1D) => tf.Scalar;

/** Learns the labels. */
export const descend: Objective = (losses, weights) => tf.sum(tf.mul(losses, weights));

/**
 * Learns labels whose weight is positive and unlearns those whose weight is negative, by ascent up to `cap` nats: beyond
 * it a label is improbable enough and the sample contributes no gradient.
 */
export function descendOrAscendUpTo(cap: number): Objective {
  return (losses, weights) => {
    const learned = tf.mul(losses, tf.relu(weights));
    const unlearned = tf.mul(tf.minimum(losses, cap), tf.relu(tf.neg(weights)));
    return tf.sum(tf.sub(learned, unlearned));
  };
}

/** Unlearns them: ascent on losses up to `cap` nats; a sample above the cap contributes no gradient. */
export function ascendUpTo(cap: number): Objective {
  return (losses, weights) => tf.neg(tf.sum(tf.mul(tf.minimum(losses, cap), weights)));
}

/** Learns until the batch's loss is below `level` nats, and from there unlearns (ABL's local gradient ascent, eq. 3). */
export function ascendBelow(level: number): Objective {
  return (losses, weights) => {
    const loss = tf.sum(tf.mul(losses, weights));
    return tf.mul(tf.sign(tf.sub(loss, level)), loss);
  };
}

/** |loss - level| + level (Ishida et al. 2020): pushes the same way as `ascendBelow`. */
export function flood(level: number): Objective {
  return (losses, weights) => {
    const loss: tf.Scalar = tf.sum(tf.mul(losses, weights));
    return tf.add(tf.abs(tf.sub(loss, level)), level);
  };
}

export interface Learner {
  model: tfl.LayersModel;
  normaliser: InputNormaliser;
  /** The weights that learn, by name. */
  weights: ReadonlyMap<string, tf.Variable>;
  /** What their gradients move, by the same names, where it is not these weights themselves. */
  moved?: ReadonlyMap<string, tf.Variable>;
}

export interface StepResult {
  objective: number;
  /** Loss of each sample of the batch in nats. */
  losses: Float32Array;
}

/** Batch normalisation uses the statistics of the batch and moves its averages. */
export const TRAINING = { batchNorm: 'train' } as const;

/** Runs the tensor work of a step: as it is written, or as one graph that does the same. */
export interface StepRunner {
  /**
   * Runs `body`, which changes nothing but variables and reads nothing that it computes: it may be called twice for one
   * step, or without being computed. The caller owns what is returned.
   */
  run<T extends tf.NamedTensorMap>(body: () => T): T;
  /** Why steps are run as they are written although a graph was wanted; null where nothing is to be said. */
  readonly whyNot: string | null;
  dispose(): void;
}

export const AS_WRITTEN: StepRunner = {
  run: (body) => tf.tidy(body),
  whyNot: null,
  dispose: () => undefined,
};

/** One update of `learner.weights`; `forward` is the whole network unless a stage says otherwise. */
export function trainStep(
  learner: Learner,
  optimizer: Sgd,
  batch: Batch,
  objective: Objective,
  rate: number,
  forward: Forward = (x) => learner.model.apply(x, TRAINING) as tf.Tensor2D,
  runner: StepRunner = AS_WRITTEN,
): StepResult {
  const results = runner.run(() => update(learner, optimizer, batch, objective, rate, forward));
  try {
    return {
      objective: results.objective.dataSync()[0] as number,
      losses: Float32Array.from(results.losses.dataSync()),
    };
  } finally {
    tf.dispose(results);
  }
}

function update(
  learner: Learner,
  optimizer: Sgd,
  batch: Batch,
  objective: Objective,
  rate: number,
  forward: Forward,
): { objective: tf.Scalar; losses: tf.Tensor1D } {
  const x = learner.normaliser.toTensor(batch.values);
  const labels = tf.tensor1d(batch.labels, 'int32');
  const sampleWeights = tf.tensor1d(batch.weights);
  const kept: tf.Tensor1D[] = [];
  try {
    const { value, grads } = variableGradients(() => {
      const losses = crossEntropy(forward(x), labels);
      // The scope of the gradients ends here, and they are read after the step.
      kept.push(tf.keep(losses));
      return objective(losses, sampleWeights);
    }, [...learner.weights.values()]);
    const gradients: tf.NamedTensorMap = {};
    for (const [name, variable] of learner.weights) {
      gradients[name] = grads[variable.name] as tf.Tensor;
    }
    optimizer.apply(learner.moved ?? learner.weights, gradients, rate);
    return { objective: value, losses: kept[0] as tf.Tensor1D };
  } catch (thrown) {
    tf.dispose(kept);
    throw thrown;
  }
}
