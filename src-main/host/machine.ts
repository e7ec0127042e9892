/** What this machine has for work that shares it. */
import { availableParallelism, totalmem } from 'node:os';
import { visibleGpus } from '../compute/runtime/gpus.ts';
import type { Machine } from '../jobs/worker-place.ts';

/** May ask the graphics driver, which takes a moment. */
export function readMachine(device: 'auto' | 'cpu' | 'cuda'): Machine {
  // A container may have less than the machine.
  const allowed = process.constrainedMemory();
  const memoryBytes = allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
  return { cores: availableParallelism(), memoryBytes, gpus: visibleGpus(device) };
}
