/** The update of a weight with momentum: the same operations as composed, without the library's way around each of them. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { input, nativeKernel, typeAttribute } from './native-backend.ts';

/**
 * weight, gradient and slot of one shape; scalars momentum and rate, and decay where the weight decays -> the new slot and
 * the new weight. Attribute `nesterov`.
 */
export const momentumUpdate: KernelConfig = {
  kernelName: 'AssayMomentumUpdate',
  backendName: 'tensorflow',
  kernelFunc: nativeKernel((backend, inputs, { nesterov }) => {
    const type = [typeAttribute(backend, 'T', 'float32')];
    const run = (name: string, a: TensorInfo, b: TensorInfo): TensorInfo =>
      backend.executeSingleOutput(name, type, [a, b]);
    const weight = input(inputs, 'weight');
    const momentum = input(inputs, 'momentum');
    const decay = inputs['decay'];
    const plain = input(inputs, 'gradient');
    const gradient = decay === undefined ? plain : run('AddV2', plain, run('Mul', weight, decay));
    const velocity = run('AddV2', run('Mul', input(inputs, 'slot'), momentum), gradient);
    const step = nesterov === true ? run('AddV2', gradient, run('Mul', velocity, momentum)) : velocity;
    return [velocity, run('Sub', weight, run('Mul', step, input(inputs, 'rate')))];
  }),
};
