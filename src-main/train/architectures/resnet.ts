/**
 * Residual networks with basic blocks (He et al. 2016, tables 1 and 6): ResNet-18 and ResNet-34 with the 3x3 stem that
 * suits small images, and the same networks over time, every 3x3 convolution replaced by one of 3 time steps.
 *
 * Images of 128 pixels and more get the 7x7 stem with pooling of the original. Series shorter than 32 steps keep their
 * length in the last stage, which would otherwise see a map of three steps or fewer.
 */
import * as tfl from '@tensorflow/tfjs-layers';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import {
  activate,
  add,
  classify,
  conv,
  convNormRelu,
  imageInput,
  norm,
  overImage,
  overTime,
  padFor,
  seriesInput,
  type Spread,
} from './blocks.ts';
import { LARGE_IMAGE, requireInput } from './input-size.ts';

/** Basic blocks of the four stages, by depth. */
const BLOCKS = { 18: [2, 2, 2, 2], 34: [3, 4, 6, 3] } as const;
export type ResNetDepth = keyof typeof BLOCKS;

const SHORT_SERIES = 32;

/** Logits [B, classes] from images [B,H,W,C]. Layers that defenses tap: `stage1` to `stage4`, `features`. */
export function buildResNet(depth: ResNetDepth, shape: ImageShape, classes: number): tfl.LayersModel {
  requireInput({ title: `ResNet-${depth}`, modality: 'image', smallest: 8 }, shape);
  const image = imageInput(shape);
  const stem =
    Math.min(shape[0], shape[1]) < LARGE_IMAGE
      ? convNormRelu(image, { name: 'stem', filters: 64, kernel: [3, 3] })
      : largeStem(image);
  const logits = classify(stages(stem, depth, overImage, 2), classes);
  return tfl.model({ inputs: image, outputs: logits, name: `resnet_${depth}` });
}

/** Logits [B, classes] from series [B,T,V]; `shape` is [T,1,V]. The same taps as for images. */
export function buildSeriesResNet(depth: ResNetDepth, shape: ImageShape, classes: number): tfl.LayersModel {
  requireInput({ title: `ResNet-${depth}-1D`, modality: 'series', smallest: 8 }, shape);
  const { series, map } = seriesInput(shape);
  const stem = convNormRelu(map, { name: 'stem', filters: 64, kernel: overTime(3) });
  const lastStride = shape[0] < SHORT_SERIES ? 1 : 2;
  const logits = classify(stages(stem, depth, overTime, lastStride), classes);
  return tfl.model({ inputs: series, outputs: logits, name: `resnet_${depth}_1d` });
}

function largeStem(image: tfl.SymbolicTensor): tfl.SymbolicTensor {
  const x = convNormRelu(image, { name: 'stem', filters: 64, kernel: [7, 7], strides: [2, 2] });
  // After a ReLU nothing is below the zeros of the padding, so they never win a maximum.
  const padded = padFor(x, [3, 3], 'stem_pool_pad');
  return tfl.layers
    .maxPooling2d({ poolSize: 3, strides: 2, name: 'stem_pool' })
    .apply(padded) as tfl.SymbolicTensor;
}

function stages(
  stem: tfl.SymbolicTensor,
  depth: ResNetDepth,
  spread: Spread,
  lastStride: number,
): tfl.SymbolicTensor {
  let x = stem;
  BLOCKS[depth].forEach((blocks, stage) => {
    const filters = 64 * 2 ** stage;
    for (let block = 0; block < blocks; block++) {
      const isFirst = block === 0;
      const stride = !isFirst || stage === 0 ? 1 : stage === 3 ? lastStride : 2;
      const name = `stage${stage + 1}_block${block + 1}`;
      const output = block === blocks - 1 ? `stage${stage + 1}` : `${name}_relu`;
      const hasProjection = isFirst && stage > 0;
      x = basicBlock(x, { name, output, filters, stride, spread, hasProjection });
    }
  });
  return x;
}

interface BasicBlock {
  name: string;
  output: string;
  filters: number;
  stride: number;
  spread: Spread;
  hasProjection: boolean;
}

function basicBlock(x: tfl.SymbolicTensor, block: BasicBlock): tfl.SymbolicTensor {
  const { name, filters, spread } = block;
  const [kernel, strides] = [spread(3), spread(block.stride)];
  let h = convNormRelu(x, { name: `${name}_conv1`, filters, kernel, strides });
  h = norm(conv(h, { name: `${name}_conv2`, filters, kernel }), `${name}_conv2_bn`);
  const shortcut = block.hasProjection
    ? norm(conv(x, { name: `${name}_shortcut`, filters, kernel: [1, 1], strides }), `${name}_shortcut_bn`)
    : x;
  return activate(add([shortcut, h], `${name}_add`), block.output);
}
