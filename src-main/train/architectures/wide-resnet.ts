/**
 * Wide residual networks for small images, WRN-d-k (Zagoruyko and Komodakis 2016), in the form of the ABL and NAD
 * code: pre-activation blocks whose projection shortcut takes the activated input, no dropout. Padding is explicit
 * where the stride is 2, since `same` would sample a different grid than the reference code.
 *
 * Differences: global average pooling in place of an 8x8 window, so that other image sizes work.
 */
import * as tfl from '@tensorflow/tfjs-layers';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { BatchNorm } from '../layers/batch-norm.ts';
import { Relu } from '../layers/relu.ts';

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
  const image = tfl.input({ shape: [...shape], name: 'image' });
  let x = conv(image, 'stem', 16, 3, 1);
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
  x = normRelu(x, 'tail');
  x = tfl.layers.globalAveragePooling2d({ name: 'features' }).apply(x) as tfl.SymbolicTensor;
  const logits = tfl.layers.dense({ units: classes, name: 'logits' }).apply(x) as tfl.SymbolicTensor;
  return tfl.model({ inputs: image, outputs: logits, name: `wrn_${size.depth}_${size.width}` });
}

function residualBlock(
  x: tfl.SymbolicTensor,
  name: string,
  outputName: string,
  inChannels: number,
  outChannels: number,
  stride: number,
): tfl.SymbolicTensor {
  const activated = normRelu(x, `${name}_pre1`);
  let h = conv(activated, `${name}_conv1`, outChannels, 3, stride);
  h = conv(normRelu(h, `${name}_pre2`), `${name}_conv2`, outChannels, 3, 1);
  const shortcut =
    inChannels === outChannels ? x : conv(activated, `${name}_shortcut`, outChannels, 1, stride);
  return tfl.layers.add({ name: outputName }).apply([shortcut, h]) as tfl.SymbolicTensor;
}

function normRelu(x: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor {
  const normed = new BatchNorm({ name: `${name}_bn` }).apply(x) as tfl.SymbolicTensor;
  return new Relu({ name: `${name}_relu` }).apply(normed) as tfl.SymbolicTensor;
}

function conv(
  x: tfl.SymbolicTensor,
  name: string,
  filters: number,
  kernelSize: number,
  strides: number,
): tfl.SymbolicTensor {
  const padded =
    kernelSize === 3 && strides === 2
      ? (tfl.layers.zeroPadding2d({ padding: 1, name: `${name}_pad` }).apply(x) as tfl.SymbolicTensor)
      : x;
  const padding = kernelSize === 3 && strides === 1 ? 'same' : 'valid';
  return tfl.layers
    .conv2d({ filters, kernelSize, strides, padding, useBias: false, kernelInitializer: 'zeros', name })
    .apply(padded) as tfl.SymbolicTensor;
}
