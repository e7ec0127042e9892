/**
 * MobileNetV2 (Sandler et al. 2018, table 2) for small images: the stem and the second stage keep the resolution, so
 * that a 32x32 image ends as a 4x4 map.
 */
import * as tfl from '@tensorflow/tfjs-layers';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { add, classify, conv, imageInput, norm, overImage, padFor, type ConvOptions } from './blocks.ts';
import { requireInput } from './input-size.ts';
import { Relu6 } from './relu6.ts';

/** Expansion, output channels, blocks, stride of the first block. */
const STAGES = [
  [1, 16, 1, 1],
  [6, 24, 2, 1],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/** Logits [B, classes] from images [B,H,W,C]. Layers that defenses tap: `stage1` to `stage7`, `features`. */
export function buildMobileNetV2(shape: ImageShape, classes: number): tfl.LayersModel {
  requireInput({ title: 'MobileNetV2', modality: 'image', smallest: 8 }, shape);
  const image = imageInput(shape);
  let x = convNormRelu6(image, { name: 'stem', filters: 32, kernel: [3, 3] });
  let channels = 32;
  STAGES.forEach(([expansion, filters, blocks, firstStride], stage) => {
    for (let block = 0; block < blocks; block++) {
      const name = `stage${stage + 1}_block${block + 1}`;
      const output = block === blocks - 1 ? `stage${stage + 1}` : `${name}_out`;
      const stride = block === 0 ? firstStride : 1;
      x = invertedResidual(x, { name, output, channels, expansion, filters, stride });
      channels = filters;
    }
  });
  x = convNormRelu6(x, { name: 'tail', filters: 1280, kernel: [1, 1] });
  return tfl.model({ inputs: image, outputs: classify(x, classes), name: 'mobilenet_v2' });
}

interface InvertedResidual {
  name: string;
  output: string;
  channels: number;
  expansion: number;
  filters: number;
  stride: number;
}

/** Ends without an activation; the layer `output` is the sum with the input where shapes agree, else the last norm. */
function invertedResidual(x: tfl.SymbolicTensor, block: InvertedResidual): tfl.SymbolicTensor {
  const { name, output, channels, filters, stride } = block;
  const wide = channels * block.expansion;
  let h = x;
  if (block.expansion !== 1) h = convNormRelu6(h, { name: `${name}_expand`, filters: wide, kernel: [1, 1] });
  h = depthwise(h, `${name}_depthwise`, stride);
  h = relu6(norm(h, `${name}_depthwise_bn`), `${name}_depthwise_relu`);
  h = conv(h, { name: `${name}_project`, filters, kernel: [1, 1] });
  const hasShortcut = stride === 1 && channels === filters;
  h = norm(h, hasShortcut ? `${name}_project_bn` : output);
  return hasShortcut ? add([x, h], output) : h;
}

function depthwise(x: tfl.SymbolicTensor, name: string, stride: number): tfl.SymbolicTensor {
  const padded = stride > 1 ? padFor(x, [3, 3], `${name}_pad`) : x;
  return tfl.layers
    .depthwiseConv2d({
      kernelSize: 3,
      strides: [...overImage(stride)],
      padding: stride > 1 ? 'valid' : 'same',
      useBias: false,
      depthwiseInitializer: 'zeros',
      name,
    })
    .apply(padded) as tfl.SymbolicTensor;
}

function convNormRelu6(x: tfl.SymbolicTensor, options: ConvOptions): tfl.SymbolicTensor {
  return relu6(norm(conv(x, options), `${options.name}_bn`), `${options.name}_relu`);
}

function relu6(x: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor {
  return new Relu6({ name }).apply(x) as tfl.SymbolicTensor;
}
