/**
 * DenseNet-121 (Huang et al. 2017, table 1) for small images: a 3x3 stem without pooling or normalisation, as the usual
 * ports to 32x32 have it, growth 32, bottlenecks of four times the growth, transitions that halve channels and size.
 */
import * as tfl from '@tensorflow/tfjs-layers';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { classify, concatenate, conv, imageInput, normRelu } from './blocks.ts';
import { requireInput } from './input-size.ts';

const GROWTH = 32;
const BLOCKS = [6, 12, 24, 16] as const;

/**
 * Logits [B, classes] from images [B,H,W,C]. Layers that defenses tap: `stage1` to `stage3` (after each transition),
 * `stage4` (the last activation), `features`.
 */
export function buildDenseNet121(shape: ImageShape, classes: number): tfl.LayersModel {
  requireInput({ title: 'DenseNet-121', modality: 'image', smallest: 8 }, shape);
  const image = imageInput(shape);
  let channels = 2 * GROWTH;
  let x = conv(image, { name: 'stem', filters: channels, kernel: [3, 3] });
  BLOCKS.forEach((layers, i) => {
    const stage = `stage${i + 1}`;
    for (let layer = 0; layer < layers; layer++) x = denseLayer(x, `${stage}_layer${layer + 1}`);
    channels += layers * GROWTH;
    const isLast = i === BLOCKS.length - 1;
    if (isLast) {
      x = normRelu(x, 'tail', stage);
    } else {
      channels /= 2;
      x = transition(x, channels, stage);
    }
  });
  return tfl.model({ inputs: image, outputs: classify(x, classes), name: 'densenet_121' });
}

function denseLayer(x: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor {
  const narrow = conv(normRelu(x, `${name}_pre1`), {
    name: `${name}_conv1`,
    filters: 4 * GROWTH,
    kernel: [1, 1],
  });
  const grown = conv(normRelu(narrow, `${name}_pre2`), {
    name: `${name}_conv2`,
    filters: GROWTH,
    kernel: [3, 3],
  });
  return concatenate([x, grown], `${name}_concat`);
}

function transition(x: tfl.SymbolicTensor, filters: number, stage: string): tfl.SymbolicTensor {
  const name = `${stage}_transition`;
  const h = conv(normRelu(x, `${name}_pre`), { name, filters, kernel: [1, 1] });
  return tfl.layers.averagePooling2d({ poolSize: 2, strides: 2, name: stage }).apply(h) as tfl.SymbolicTensor;
}
