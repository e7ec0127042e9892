/**
 * Networks for time series of Wang, Yan and Oates (2017, section II): a fully convolutional network and a residual
 * network, in the form of the dl-4-tsc code. Convolutions keep the length and have biases.
 */
import * as tfl from '@tensorflow/tfjs-layers';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { activate, add, classify, conv, convNormRelu, norm, overTime, seriesInput } from './blocks.ts';
import { requireInput } from './input-size.ts';

/** The widest kernel, in time steps: a shorter series would meet padding in every position of it. */
const SMALLEST = 8;

/** Logits [B, classes] from series [B,T,V]; `shape` is [T,1,V]. Taps: `stage1` to `stage3`, `features`. */
export function buildSeriesFcn(shape: ImageShape, classes: number): tfl.LayersModel {
  requireInput({ title: 'TS-FCN', modality: 'series', smallest: SMALLEST }, shape);
  const { series, map } = seriesInput(shape);
  const sizes: readonly [filters: number, steps: number][] = [
    [128, 8],
    [256, 5],
    [128, 3],
  ];
  let x = map;
  sizes.forEach(([filters, steps], i) => {
    const stage = `stage${i + 1}`;
    x = convNormRelu(x, { name: `${stage}_conv`, filters, kernel: overTime(steps), useBias: true }, stage);
  });
  return tfl.model({ inputs: series, outputs: classify(x, classes), name: 'ts_fcn' });
}

/** Logits [B, classes] from series [B,T,V]; `shape` is [T,1,V]. Taps: `stage1` to `stage3`, `features`. */
export function buildTsResNet(shape: ImageShape, classes: number): tfl.LayersModel {
  requireInput({ title: 'TS-ResNet', modality: 'series', smallest: SMALLEST }, shape);
  const { series, map } = seriesInput(shape);
  let x = residualBlock(map, 'stage1', 64, true);
  x = residualBlock(x, 'stage2', 128, true);
  x = residualBlock(x, 'stage3', 128, false);
  return tfl.model({ inputs: series, outputs: classify(x, classes), name: 'ts_resnet' });
}

/** The shortcut is normalised in every block and projected where the channels change. */
function residualBlock(
  x: tfl.SymbolicTensor,
  name: string,
  filters: number,
  hasProjection: boolean,
): tfl.SymbolicTensor {
  let h = convNormRelu(x, { name: `${name}_conv1`, filters, kernel: overTime(8), useBias: true });
  h = convNormRelu(h, { name: `${name}_conv2`, filters, kernel: overTime(5), useBias: true });
  h = conv(h, { name: `${name}_conv3`, filters, kernel: overTime(3), useBias: true });
  h = norm(h, `${name}_conv3_bn`);
  const shortcut = hasProjection
    ? conv(x, { name: `${name}_shortcut`, filters, kernel: [1, 1], useBias: true })
    : x;
  return activate(add([norm(shortcut, `${name}_shortcut_bn`), h], `${name}_add`), name);
}
