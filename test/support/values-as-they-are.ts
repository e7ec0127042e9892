/** A network's input without normalisation, for tests whose networks are worked out by hand. */
import * as tf from '@tensorflow/tfjs-core';
import { InputNormaliser } from '../../src-main/train/data/input-normaliser.ts';
import type { ImageShape } from '../../src-shared/domain/dataset.ts';
import { sampleSize, type SampleValues } from '../../src-shared/domain/sample-values.ts';

export class ValuesAsTheyAre extends InputNormaliser {
  constructor(shape: ImageShape) {
    super(shape, 'per-series');
  }

  /** float32 [B,H,W,C] of the values; the caller owns it. */
  override toTensor(values: SampleValues): tf.Tensor {
    return tf.tensor4d(Float32Array.from(values), [values.length / sampleSize(this.shape), ...this.shape]);
  }
}
