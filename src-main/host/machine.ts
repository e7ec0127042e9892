/** What this machine has for work that shares it. */
import { availableParallelism, totalmem } from 'node:os';
import { visibleGpus } from '../compute/runtime/gpus.ts';
import type { Machine } from '../jobs/worker-place.ts';

export function memoryBytes(): number {
  // A container may have less than the machine.
  const allowed = process.constrainedMemory();
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
}

/** May ask the graphics driver, which takes a moment. Throws `backend.unavailable` where there is no TensorFlow for it. */
export function readMachine(device: 'auto' | 'cpu' | 'cuda'): Machine {
  return { cores: availableParallelism(), memoryBytes: memoryBytes(), gpus: visibleGpus(device) };
}
