/**
 * Pieces that networks of several families are made of. Series networks use the same two-dimensional layers on maps of
 * height 1, with kernels [1,k], so that fused batch normalisation and ReLU serve both. Time lies along the width because
 * convolutions are computed in strips along it, and columns one step wide leave most of a strip unused.
 *
 * Strided convolutions pad explicitly: the library's `same` would pad an even size after its end only and sample another
 * grid than the reference codes, and numeric padding has no gradient on the native backend.
 */
import * as tfl from '@tensorflow/tfjs-layers';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { BatchNorm } from '../layers/batch-norm.ts';
import { SpatialMean } from '../layers/spatial-mean.ts';
import { Relu } from '../layers/relu.ts';

/** Size of a kernel, or a stride, along height and width (1 and time steps for series). */
export type Extent = readonly [height: number, width: number];

/** How a network of either modality spells a one-number kernel or stride. */
export type Spread = (size: number) => Extent;
export const overImage: Spread = (size) => [size, size];
export const overTime: Spread = (size) => [1, size];

export interface ConvOptions {
  name: string;
  filters: number;
  kernel: Extent;
  strides?: Extent;
  useBias?: boolean;
}

/** The input layer of an image network: float32 [B,H,W,C]. */
export function imageInput(shape: ImageShape): tfl.SymbolicTensor {
  return tfl.input({ shape: [...shape], name: 'image' });
}

/** The input layer of a series network, float32 [B,T,V], already reshaped to maps [B,1,T,V]. */
export function seriesInput([steps, , variables]: ImageShape): {
  series: tfl.SymbolicTensor;
  map: tfl.SymbolicTensor;
} {
  const series = tfl.input({ shape: [steps, variables], name: 'series' });
  const reshape = tfl.layers.reshape({ targetShape: [1, steps, variables], name: 'series_map' });
  return { series, map: reshape.apply(series) as tfl.SymbolicTensor };
}

export function conv(x: tfl.SymbolicTensor, options: ConvOptions): tfl.SymbolicTensor {
  const { name, filters, kernel, strides = [1, 1], useBias = false } = options;
  const isStrided = isMoreThanOne(strides);
  const input = isStrided ? padFor(x, kernel, `${name}_pad`) : x;
  return tfl.layers
    .conv2d({
      filters,
      kernelSize: [...kernel],
      strides: [...strides],
      padding: !isStrided && isMoreThanOne(kernel) ? 'same' : 'valid',
      useBias,
      kernelInitializer: 'zeros',
      name,
    })
    .apply(input) as tfl.SymbolicTensor;
}

/** Zeros on every side, as many as keep an odd kernel centred; nothing for a kernel of one pixel. */
export function padFor(x: tfl.SymbolicTensor, kernel: Extent, name: string): tfl.SymbolicTensor {
  if (!isMoreThanOne(kernel)) return x;
  const [vertical, horizontal] = [(kernel[0] - 1) / 2, (kernel[1] - 1) / 2];
  return tfl.layers
    .zeroPadding2d({
      padding: [
        [vertical, vertical],
        [horizontal, horizontal],
      ],
      name,
    })
    .apply(x) as tfl.SymbolicTensor;
}

export function norm(x: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor {
  return new BatchNorm({ name }).apply(x) as tfl.SymbolicTensor;
}

export function activate(x: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor {
  return new Relu({ name }).apply(x) as tfl.SymbolicTensor;
}

/** Batch normalisation and ReLU; the ReLU's layer is `output` where a defense taps it. */
export function normRelu(
  x: tfl.SymbolicTensor,
  name: string,
  output: string = `${name}_relu`,
): tfl.SymbolicTensor {
  return activate(norm(x, `${name}_bn`), output);
}

export function convNormRelu(
  x: tfl.SymbolicTensor,
  options: ConvOptions,
  output?: string,
): tfl.SymbolicTensor {
  return normRelu(conv(x, options), options.name, output);
}

export function add(inputs: tfl.SymbolicTensor[], name: string): tfl.SymbolicTensor {
  return tfl.layers.add({ name }).apply(inputs) as tfl.SymbolicTensor;
}

export function concatenate(inputs: tfl.SymbolicTensor[], name: string): tfl.SymbolicTensor {
  return tfl.layers.concatenate({ axis: -1, name }).apply(inputs) as tfl.SymbolicTensor;
}

/** The end of every network: mean over the map (`features`), then one dense layer (`logits`). */
export function classify(x: tfl.SymbolicTensor, classes: number, prefix = ''): tfl.SymbolicTensor {
  const features = new SpatialMean({ name: `${prefix}features` }).apply(x) as tfl.SymbolicTensor;
  return tfl.layers
    .dense({ units: classes, kernelInitializer: 'zeros', name: `${prefix}logits` })
    .apply(features) as tfl.SymbolicTensor;
}

function isMoreThanOne([vertical, horizontal]: Extent): boolean {
  return vertical > 1 || horizontal > 1;
}
