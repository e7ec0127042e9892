/**
 * VGG16 with batch normalisation (Simonyan and Zisserman 2015, configuration D) for small images: thirteen convolutions
 * with biases and five pools, then one dense layer. Images below 32 pixels are padded with zeros to 32 on all sides,
 * since five pools would leave nothing of them.
 *
 * Differences: global average pooling before the dense layer, so that other sizes work; equal at 32 pixels.
 */
import * as tfl from '@tensorflow/tfjs-layers';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { classify, convNormRelu, imageInput } from './blocks.ts';
import { requireInput } from './input-size.ts';

const STAGES = [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
] as const;
const SMALLEST_UNPADDED = 32;

/** Logits [B, classes] from images [B,H,W,C]. Layers that defenses tap: `stage1` to `stage5` (pools), `features`. */
export function buildVgg16(shape: ImageShape, classes: number): tfl.LayersModel {
  requireInput({ title: 'VGG16-BN', modality: 'image', smallest: SMALLEST_UNPADDED / 2 }, shape);
  const image = imageInput(shape);
  let x = padToFit(image, shape);
  STAGES.forEach((widths, stage) => {
    widths.forEach((filters, i) => {
      const name = `stage${stage + 1}_conv${i + 1}`;
      x = convNormRelu(x, { name, filters, kernel: [3, 3], useBias: true });
    });
    const pool = tfl.layers.maxPooling2d({ poolSize: 2, strides: 2, name: `stage${stage + 1}` });
    x = pool.apply(x) as tfl.SymbolicTensor;
  });
  return tfl.model({ inputs: image, outputs: classify(x, classes), name: 'vgg16_bn' });
}

function padToFit(image: tfl.SymbolicTensor, [height, width]: ImageShape): tfl.SymbolicTensor {
  const [rows, columns] = [missing(height), missing(width)];
  if (rows === 0 && columns === 0) return image;
  const before = [Math.floor(rows / 2), Math.floor(columns / 2)] as const;
  return tfl.layers
    .zeroPadding2d({
      padding: [
        [before[0], rows - before[0]],
        [before[1], columns - before[1]],
      ],
      name: 'fit',
    })
    .apply(image) as tfl.SymbolicTensor;
}

function missing(size: number): number {
  return Math.max(0, SMALLEST_UNPADDED - size);
}
