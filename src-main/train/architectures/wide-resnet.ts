/**
 * Wide residual networks for small images, WRN-d-k (Zagoruyko and Komodakis 2016), in the form of the ABL and NAD
 * code: pre-activation blocks whose projection shortcut takes the activated input, no dropout. Padding is explicit
 * where the stride is 2, since `same` would sample a different grid than the reference code.
 *
 * Differences: global average pooling in place of an 8x8 window, so that other image sizes work.
 */
import * as tfl from '@tensorflow/tfjs-layers';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { add, classify, conv, imageInput, normRelu, overImage } from './blocks.ts';
import { requireInput } from './input-size.ts';

export interface WideResNetSize {
  depth: number;
  width: number;
}

/** Logits [B, classes] from images [B,H,W,C]. Layers that defenses tap: `group1`, `group2`, `group3`, `features`. */
export function buildWideResNet(size: WideResNetSize, shape: ImageShape, classes: number): tfl.LayersModel {
  const blocks = (size.depth - 4) / 6;
  if (!Number.isInteger(blocks) || blocks < 1) {
    throw new RangeError(`WRN depth must be 6n + 4 (10, 16, 22, ...), not ${size.depth}`);
  }
  const title = `WideResNet-${size.depth}-${size.width}`;
  requireInput({ title, modality: 'image', smallest: 4 }, shape);
  const image = imageInput(shape);
  let x = conv(image, { name: 'stem', filters: 16, kernel: [3, 3] });
  let channels = 16;
  [16, 32, 64].forEach((base, group) => {
    const width = base * size.width;
    for (let block = 0; block < blocks; block++) {
      const stride = group > 0 && block === 0 ? 2 : 1;
      const isLast = block === blocks - 1;
      const name = `group${group + 1}_block${block + 1}`;
      const outputName = isLast ? `group${group + 1}` : `${name}_add`;
      x = residualBlock(x, name, outputName, channels, width, stride);
      channels = width;
    }
  });
  const logits = classify(normRelu(x, 'tail'), classes);
  return tfl.model({ inputs: image, outputs: logits, name: `wrn_${size.depth}_${size.width}` });
}

function residualBlock(
  x: tfl.SymbolicTensor,
  name: string,
  outputName: string,
  inChannels: number,
  filters: number,
  stride: number,
): tfl.SymbolicTensor {
  const strides = overImage(stride);
  const activated = normRelu(x, `${name}_pre1`);
  let h = conv(activated, { name: `${name}_conv1`, filters, kernel: [3, 3], strides });
  h = conv(normRelu(h, `${name}_pre2`), { name: `${name}_conv2`, filters, kernel: [3, 3] });
  const shortcut =
    inChannels === filters
      ? x
      : conv(activated, { name: `${name}_shortcut`, filters, kernel: [1, 1], strides });
  return add([shortcut, h], outputName);
}
