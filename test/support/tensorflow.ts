/** Real TensorFlow for a test file: sets the runtime up if need be (once per user), loads it, adds our kernels. */
import { selectBackend } from '../../src-main/compute/select-backend.ts';
import { ensureRuntime } from '../../src-main/compute/runtime/setup.ts';

export async function useTensorflow(): Promise<void> {
  await ensureRuntime({ device: 'cpu', onProgress: () => undefined, signal: new AbortController().signal });
  await selectBackend('cpu');
}
