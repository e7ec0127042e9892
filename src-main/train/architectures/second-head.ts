/**
 * The second head of end-to-end anti-backdoor learning (E2ABL, Jiang et al. 2024, section 3): two convolutions and one
 * dense layer that classify from the middle of a network. The paper gives no sizes; here both convolutions have the
 * width of the map they read, at least 32, and stride 2 as long as there is something to halve.
 */
import * as tfl from '@tensorflow/tfjs-layers';
import { classify, convNormRelu, overImage, overTime } from './blocks.ts';

const SMALLEST_WIDTH = 32;
/** Maps smaller than this along any side keep their size. */
const SMALLEST_HALVED = 8;

/**
 * A network of its own: logits float32 [B, classes] from the output float32 [B,h,w,c] of the layer the head sits at;
 * `cutShape` is [h,w,c]. Maps of height 1, as series have, get kernels and strides along the width only.
 * Its layers are named `second_...`, so that its weights can be stored beside those of the network.
 */
export function buildSecondHead(
  cutShape: readonly [height: number, width: number, channels: number],
  classes: number,
): tfl.LayersModel {
  const [height, width, channels] = cutShape;
  const spread = height === 1 ? overTime : overImage;
  const filters = Math.max(channels, SMALLEST_WIDTH);
  const map = tfl.input({ shape: [...cutShape], name: 'second_map' });
  let x = map;
  let size = height === 1 ? width : Math.min(height, width);
  for (const name of ['second_conv1', 'second_conv2']) {
    const stride = size < SMALLEST_HALVED ? 1 : 2;
    x = convNormRelu(x, { name, filters, kernel: spread(3), strides: spread(stride) });
    size = Math.ceil(size / stride);
  }
  return tfl.model({ inputs: map, outputs: classify(x, classes, 'second_'), name: 'second_head' });
}

/** Shape [h,w,c] of what a layer puts out, as `buildSecondHead` takes it. Throws RangeError for an unknown layer. */
export function mapShapeAt(
  model: tfl.LayersModel,
  layerName: string,
): readonly [height: number, width: number, channels: number] {
  const layer = model.layers.find(({ name }) => name === layerName);
  if (layer === undefined) throw new RangeError(`${model.name} has no layer ${layerName}`);
  const [, ...sizes] = layer.outputShape as (number | null)[];
  const [height, width, channels] = sizes.map((size) => size ?? undefined);
  if (sizes.length !== 3 || height === undefined || width === undefined || channels === undefined) {
    throw new RangeError(
      `the output of ${layerName} is no map [B,h,w,c], so that no second head can sit there`,
    );
  }
  return [height, width, channels];
}
