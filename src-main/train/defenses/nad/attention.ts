/**
 * Attention maps and their distance (Li et al. 2021, section 3.2, equations 1 to 3, with the sum of squares over
 * channels), and the forward pass that has them beside the logits.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

/** Added to the norm of a map, so that one of zeros stays one. */
const SMALL = 1e-6;
/** Added under the root, far below anything measurable: its slope at zero would be infinite. */
const TINY = 1e-24;

/** float32 [B, positions], each row of length 1, from a stage's output float32 [B,H,W,C]. Differentiable. */
export function attentionMap(stage: tf.Tensor4D): tf.Tensor2D {
  return tf.tidy(() => {
    const [batch, height, width] = stage.shape;
    const energy = tf.reshape(tf.sum(tf.square(stage), 3), [batch, height * width]);
    const norm = tf.sqrt(tf.add(tf.sum(tf.square(energy), 1, true), TINY));
    return tf.div(energy, tf.add(norm, SMALL));
  });
}

/** Mean over batch and positions of the squared difference, one weight a pair of maps; a scalar. Differentiable. */
export function attentionDistance(
  student: readonly tf.Tensor2D[],
  teacher: readonly tf.Tensor2D[],
  weights: readonly number[],
): tf.Scalar {
  return tf.tidy(() => {
    let sum: tf.Scalar = tf.scalar(0);
    student.forEach((map, i) => {
      const difference = tf.mean(tf.squaredDifference(map, teacher[i]!));
      sum = tf.add(sum, tf.mul(difference, weights[i]!));
    });
    return sum;
  });
}

/** The network with the outputs of the given layers beside its own; shares its weights and is not to be disposed of. */
export function tapped(
  model: tfl.LayersModel,
  layers: readonly string[],
): (x: tf.Tensor, kwargs?: object) => { stages: tf.Tensor4D[]; logits: tf.Tensor2D } {
  const outputs = layers.map((name) => model.getLayer(name).output as tfl.SymbolicTensor);
  const taps = tfl.model({ inputs: model.inputs, outputs: [...outputs, ...model.outputs] });
  return (x, kwargs = {}) => {
    const values = taps.apply(x, { ...kwargs }) as tf.Tensor[];
    return { stages: values.slice(0, -1) as tf.Tensor4D[], logits: values.at(-1) as tf.Tensor2D };
  };
}
