/** Runs our kernels by name. Callers compose what a kernel does where the backend has none. */
import * as tf from '@tensorflow/tfjs-core';

/** `fused: false` forces the composed forms: for tests and for measuring what the fused ones gain. */
export const kernelSettings = { fused: true };

export function hasKernel(name: string): boolean {
  if (!kernelSettings.fused) return false;
  const kernel: unknown = tf.getKernel(name, tf.getBackend());
  return kernel !== undefined && kernel !== null;
}

/** The outputs belong to the surrounding tidy. */
export function runKernel(
  name: string,
  inputs: tf.NamedTensorMap,
  attributes: Record<string, number | boolean> = {},
): tf.Tensor[] {
  const result = tf.engine().runKernel<tf.Tensor | tf.Tensor[]>(name, inputs, attributes);
  return Array.isArray(result) ? result : [result];
}
