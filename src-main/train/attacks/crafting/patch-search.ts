/** A square patch whose pixels are found by gradient descent: Adam on u, where a pixel in 0..1 is (tanh(u) + 1) / 2. */
import * as tf from '@tensorflow/tfjs-core';
import type { ImageShape } from '../../../../src-shared/domain/dataset.ts';
import type { Rng } from '../../../../src-shared/math/rng.ts';
import type { Square } from '../image-options.ts';
import { makeAdam, updateBy } from './surrogate.ts';
import { variableGradients } from '../../optim/gradients.ts';

const RATE = 0.1;
const START_DEVIATION = 0.1;

export class PatchSearch {
  readonly #shape: ImageShape;
  readonly #square: Square;
  readonly #variable: tf.Variable<tf.Rank.R3>;
  /** 1 outside of the patch, 0 inside, float32 [H,W,1]. */
  readonly #outside: tf.Tensor3D;
  readonly #adam = makeAdam(RATE);

  /** Pixels begin near the middle of their range. Holds tensors of its own until `dispose`. */
  constructor(shape: ImageShape, square: Square, rng: Rng) {
    this.#shape = shape;
    this.#square = square;
    const { side } = square;
    const start = Float32Array.from({ length: side * side * shape[2] }, () => START_DEVIATION * rng.normal());
    // At 0 the pixel is 0.5, and there it moves half as fast as u: twice the deviation in u makes the wanted one.
    const spread = start.map((value) => 2 * value);
    this.#variable = tf.tidy(() => tf.variable(tf.tensor3d(spread, [side, side, shape[2]])));
    this.#outside = tf.tidy(() => tf.sub(1, this.#padded(tf.ones([side, side, 1]))));
  }

  /**
   * One update towards a smaller value of `loss`, which is given a function that puts the patch on pixels
   * float32 [B,H,W,C]. `share` in 0..1 shortens the step. Returns the value before the update.
   */
  learn(loss: (stamp: (pixels: tf.Tensor4D) => tf.Tensor4D) => tf.Scalar, share = 1): number {
    return tf.tidy(() => {
      const before = tf.clone(this.#variable);
      const { value, grads } = variableGradients(
        () => loss((pixels) => tf.add(tf.mul(pixels, this.#outside), this.#padded(this.#pixels()))),
        [this.#variable],
      );
      updateBy(this.#adam, [this.#variable], grads);
      this.#variable.assign(tf.add(before, tf.mul(tf.sub(this.#variable, before), share)));
      return value.dataSync()[0]!;
    });
  }

  /** The patch as bytes, [side,side,C]. */
  bytes(): Uint8Array {
    return tf.tidy(() => Uint8Array.from(this.#pixels().dataSync(), (value) => Math.round(255 * value)));
  }

  dispose(): void {
    this.#adam.dispose();
    this.#variable.dispose();
    this.#outside.dispose();
  }

  #pixels(): tf.Tensor3D {
    return tf.div(tf.add(tf.tanh(this.#variable), 1), 2);
  }

  /** [side,side,C] to [H,W,C] with zeros around it. */
  #padded(patch: tf.Tensor3D): tf.Tensor3D {
    const [height, width] = this.#shape;
    const { top, left, side } = this.#square;
    return tf.pad3d(patch, [
      [top, height - top - side],
      [left, width - left - side],
      [0, 0],
    ]);
  }
}
