/**
 * Every architecture, one entry each. An entry names its network and builds it for a shape and class count; the code
 * that builds is loaded then, so that listing architectures needs no TensorFlow.
 */
import type * as tfl from '@tensorflow/tfjs-layers';
import type { ArchitectureEntry, ArchitectureTaps } from '../../../src-shared/domain/catalog.ts';
import type { ImageShape, Modality } from '../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import * as about from './about.ts';
import { LARGE_IMAGE } from './input-size.ts';
import type { ResNetDepth } from './resnet.ts';
import type { WideResNetSize } from './wide-resnet.ts';

export interface Architecture extends ArchitectureEntry {
  /**
   * Logits float32 [B, classes] from images float32 [B,H,W,C], or from series float32 [B,T,V], whose `shape` is [T,1,V].
   * Throws `run.unfit` when samples of this shape are too small for it or of the other modality.
   */
  build: (shape: ImageShape, classes: number) => Promise<tfl.LayersModel>;
}

/** The first stage sees edges and colours, of clean and triggered samples alike: neurons are watched from the second on. */
function taps(cuts: readonly string[], cut: string, attention = cuts.slice(-3)): ArchitectureTaps {
  return { cut, cuts, features: 'features', attention, watchedAfter: cuts[0] ?? null };
}

function stages(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `stage${i + 1}`);
}

function wideResNet(
  size: WideResNetSize,
  parameters: number,
  megaMacs: number,
  trainingMiB: number,
): Architecture {
  return {
    id: `wrn-${size.depth}-${size.width}`,
    title: `WideResNet-${size.depth}-${size.width}`,
    ...about.WIDE_RESNET,
    modality: 'image',
    parameters,
    megaMacs,
    trainingMiB,
    taps: taps(['group1', 'group2', 'group3'], 'group1'),
    async build(shape, classes) {
      const { buildWideResNet } = await import('./wide-resnet.ts');
      return buildWideResNet(size, shape, classes);
    },
  };
}

function resNet(depth: ResNetDepth, parameters: number, megaMacs: number, trainingMiB: number): Architecture {
  return {
    id: `resnet-${depth}`,
    title: `ResNet-${depth}`,
    ...about.RESNET,
    modality: 'image',
    parameters,
    megaMacs,
    trainingMiB,
    smallStemFrom: LARGE_IMAGE,
    taps: taps(stages(4), 'stage2'),
    async build(shape, classes) {
      const { buildResNet } = await import('./resnet.ts');
      return buildResNet(depth, shape, classes);
    },
  };
}

function seriesResNet(
  depth: ResNetDepth,
  parameters: number,
  megaMacs: number,
  trainingMiB: number,
): Architecture {
  return {
    id: `resnet-${depth}-1d`,
    title: `ResNet-${depth}-1D`,
    ...about.RESNET_1D,
    modality: 'series',
    parameters,
    megaMacs,
    trainingMiB,
    taps: taps(stages(4), 'stage2'),
    async build(shape, classes) {
      const { buildSeriesResNet } = await import('./resnet.ts');
      return buildSeriesResNet(depth, shape, classes);
    },
  };
}

const VGG16_BN: Architecture = {
  id: 'vgg16-bn',
  title: 'VGG16-BN',
  ...about.VGG16,
  modality: 'image',
  parameters: 14_728_266,
  megaMacs: 313,
  trainingMiB: 1176,
  taps: { ...taps(stages(5), 'stage3'), watchedAfter: null },
  async build(shape, classes) {
    const { buildVgg16 } = await import('./vgg.ts');
    return buildVgg16(shape, classes);
  },
};

const MOBILENET_V2: Architecture = {
  id: 'mobilenet-v2',
  title: 'MobileNetV2',
  ...about.MOBILENET_V2,
  modality: 'image',
  parameters: 2_236_682,
  megaMacs: 88,
  trainingMiB: 3349,
  // Attention takes the last stage of each of the last three resolutions.
  taps: { ...taps(stages(7), 'stage3', ['stage3', 'stage5', 'stage7']), watchedAfter: 'stage2' },
  async build(shape, classes) {
    const { buildMobileNetV2 } = await import('./mobilenet.ts');
    return buildMobileNetV2(shape, classes);
  },
};

const DENSENET_121: Architecture = {
  id: 'densenet-121',
  title: 'DenseNet-121',
  ...about.DENSENET_121,
  modality: 'image',
  parameters: 6_956_298,
  megaMacs: 888,
  trainingMiB: 6742,
  taps: taps(stages(4), 'stage2'),
  async build(shape, classes) {
    const { buildDenseNet121 } = await import('./densenet.ts');
    return buildDenseNet121(shape, classes);
  },
};

const INCEPTION_V3: Architecture = {
  id: 'inception-v3',
  title: 'Inception-v3',
  ...about.INCEPTION_V3,
  modality: 'image',
  parameters: 21_638_954,
  megaMacs: 978,
  trainingMiB: 3228,
  taps: taps(stages(3), 'stage1'),
  async build(shape, classes) {
    const { buildInceptionV3 } = await import('./inception.ts');
    return buildInceptionV3(shape, classes);
  },
};

const TS_RESNET: Architecture = {
  id: 'ts-resnet',
  title: 'TS-ResNet',
  ...about.TS_RESNET,
  modality: 'series',
  parameters: 506_442,
  megaMacs: 64,
  trainingMiB: 704,
  taps: taps(stages(3), 'stage1'),
  async build(shape, classes) {
    const { buildTsResNet } = await import('./series-networks.ts');
    return buildTsResNet(shape, classes);
  },
};

const TS_FCN: Architecture = {
  id: 'ts-fcn',
  title: 'TS-FCN',
  ...about.TS_FCN,
  modality: 'series',
  parameters: 268_042,
  megaMacs: 34,
  trainingMiB: 580,
  taps: { ...taps(stages(3), 'stage1'), watchedAfter: null },
  async build(shape, classes) {
    const { buildSeriesFcn } = await import('./series-networks.ts');
    return buildSeriesFcn(shape, classes);
  },
};

/** The first of each modality is its default. */
export const ARCHITECTURES: readonly Architecture[] = [
  wideResNet({ depth: 16, width: 1 }, 175_066, 27, 682),
  wideResNet({ depth: 16, width: 2 }, 691_674, 101, 885),
  wideResNet({ depth: 28, width: 2 }, 1_467_610, 214, 1241),
  wideResNet({ depth: 40, width: 1 }, 563_930, 83, 1034),
  wideResNet({ depth: 40, width: 2 }, 2_243_546, 328, 1615),
  wideResNet({ depth: 40, width: 4 }, 8_949_210, 1299, 2705),
  resNet(18, 11_173_962, 555, 1571),
  resNet(34, 21_282_122, 1159, 2204),
  VGG16_BN,
  MOBILENET_V2,
  DENSENET_121,
  INCEPTION_V3,
  TS_RESNET,
  TS_FCN,
  seriesResNet(18, 3_849_162, 87, 805),
  seriesResNet(34, 7_223_498, 178, 1119),
];

export function findArchitecture(id: string): Architecture {
  const found = ARCHITECTURES.find((architecture) => architecture.id === id);
  if (found === undefined) {
    const known = ARCHITECTURES.map((architecture) => architecture.id).join(', ');
    throw new AssayError('usage.invalid', `There is no architecture "${id}". Known: ${known}.`, { arch: id });
  }
  return found;
}

/** Architectures that read samples of this kind, the default first. */
export function architecturesFor(modality: Modality): readonly Architecture[] {
  return ARCHITECTURES.filter((architecture) => architecture.modality === modality);
}
