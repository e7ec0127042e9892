/** One convolution with its gradient on numbers worked out by hand: a backend that gets this wrong is not used. */
import * as tf from '@tensorflow/tfjs-core';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';

/** Throws `backend.unavailable` when the native backend cannot be selected or computes something else. */
export async function checkBackend(): Promise<void> {
  const isSelected = await tf.setBackend('tensorflow');
  // 2x2 image [[1,2],[3,4]], 2x2 filter [[1,0],[0,1]]: output 1 + 4 = 5, gradient of the filter = the image.
  const [output, gradient] = tf.tidy(() => {
    const image = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    const filter = tf.tensor4d([1, 0, 0, 1], [2, 2, 1, 1]);
    const apply = (f: tf.Tensor): tf.Scalar => tf.sum(tf.conv2d(image, f as tf.Tensor4D, 1, 'valid'));
    return [Array.from(apply(filter).dataSync()), Array.from(tf.grad(apply)(filter).dataSync())];
  });
  if (isSelected && String(output) === '5' && String(gradient) === '1,2,3,4') return;
  throw new AssayError(
    'backend.unavailable',
    'TensorFlow was loaded but computes wrong numbers on this machine. Try: npm run assay -- setup --device cpu',
    { output: String(output), gradient: String(gradient) },
  );
}
