/**
 * Every architecture, one line each. An entry names its network and builds it for a shape and class count; the code
 * that builds is loaded then, so that listing architectures needs no TensorFlow.
 */
import type * as tfl from '@tensorflow/tfjs-layers';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { WideResNetSize } from './wide-resnet.ts';

export interface Architecture {
  id: string;
  title: string;
  /** Trainable parameters for 10 classes and 3 channels, for the catalog; a test compares it with the network. */
  parameters: number;
  /** Multiply-adds of one forward pass of a 32x32x3 image, in millions: what time estimates scale with. */
  megaMacs: number;
  build(shape: ImageShape, classes: number): Promise<tfl.LayersModel>;
}

function wideResNet(size: WideResNetSize, parameters: number, megaMacs: number): Architecture {
  return {
    id: `wrn-${size.depth}-${size.width}`,
    title: `WideResNet-${size.depth}-${size.width}`,
    parameters,
    megaMacs,
    async build(shape, classes) {
      const { buildWideResNet } = await import('./wide-resnet.ts');
      return buildWideResNet(size, shape, classes);
    },
  };
}

export const ARCHITECTURES: readonly Architecture[] = [
  wideResNet({ depth: 16, width: 1 }, 175_066, 27),
  wideResNet({ depth: 16, width: 2 }, 691_674, 98),
  wideResNet({ depth: 28, width: 2 }, 1_467_610, 214),
  wideResNet({ depth: 40, width: 1 }, 563_930, 84),
  wideResNet({ depth: 40, width: 2 }, 2_243_546, 331),
];

export function findArchitecture(id: string): Architecture {
  const found = ARCHITECTURES.find((architecture) => architecture.id === id);
  if (found === undefined) {
    const known = ARCHITECTURES.map((architecture) => architecture.id).join(', ');
    throw new AssayError('usage.invalid', `There is no architecture "${id}". Known: ${known}.`, { arch: id });
  }
  return found;
}
