/** Adds our kernels to the native backend. Layers ask for them by name and compose where they are absent. */
import { getKernel, registerKernel } from '@tensorflow/tfjs-core';
import { batchNormTraining, batchNormTrainingGradient } from './batch-norm.ts';
import { sparseCrossEntropy } from './cross-entropy.ts';
import { momentumUpdate } from './momentum.ts';
import { reluGradient } from './relu-gradient.ts';

const KERNELS = [
  batchNormTraining,
  batchNormTrainingGradient,
  reluGradient,
  sparseCrossEntropy,
  momentumUpdate,
];

export function registerKernels(): void {
  for (const kernel of KERNELS) {
    // tfjs types an absent kernel as present; asking twice would otherwise print a warning.
    const existing: unknown = getKernel(kernel.kernelName, kernel.backendName);
    if (existing === undefined) registerKernel(kernel);
  }
}
