/** Loads TensorFlow for a device, adds our kernels, and makes it the backend that tfjs-core computes with. */
import * as tf from '@tensorflow/tfjs-core';
import { registerKernels } from './kernels/register.ts';
import { loadTensorflow } from './runtime/load.ts';

export interface SelectedBackend {
  /** For people and reports, e.g. `tensorflow 2.21.0 (cpu)`. */
  description: string;
  device: 'cpu' | 'cuda';
  tensorflowVersion: string;
}

/** Throws `runtime.missing` or `backend.unavailable` with the command that mends it. */
export async function selectBackend(device: 'auto' | 'cpu' | 'cuda'): Promise<SelectedBackend> {
  const loaded = await loadTensorflow(device);
  registerKernels();
  await tf.setBackend('tensorflow');
  return {
    description: `tensorflow ${loaded.version} (${loaded.device})`,
    device: loaded.device,
    tensorflowVersion: loaded.version,
  };
}
