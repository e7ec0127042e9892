/**
 * The two networks of the input-aware attack (Nguyen and Tran 2020, published code): an encoder that halves an image up to
 * three times and a decoder that enlarges it again, of blocks of convolution, batch normalisation and ReLU.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { ImageShape } from '../../../../src-shared/domain/dataset.ts';
import type { Rng } from '../../../../src-shared/math/rng.ts';
import { conv, convNormRelu, imageInput, norm } from '../../architectures/blocks.ts';
import { initialiseWeights } from '../../architectures/initialise.ts';
import { trainableByName } from '../../architectures/weights.ts';
import { TRAINING } from '../../loop/step.ts';

const MOST_HALVINGS = 3;
/** Keeps the ends of the scale out of reach, where tanh has no gradient. */
const ALMOST_TWO = 2 + 1e-7;

export class ImageToImage {
  readonly #model: tfl.LayersModel;
  /** What learns. */
  readonly weights: readonly tf.Variable[];

  constructor(name: string, shape: ImageShape, outChannels: number, filters: number, rng: Rng) {
    this.#model = buildEncoderDecoder(name, shape, outChannels, filters);
    initialiseWeights(this.#model, rng);
    this.weights = [...trainableByName(this.#model).values()];
  }

  /** float32 [B,H,W,outChannels] in 0..1 from a network's input [B,H,W,C]; a tensor of the surrounding tidy. */
  apply(input: tf.Tensor, isTraining: boolean): tf.Tensor4D {
    const raw = this.#model.apply(input, isTraining ? TRAINING : {}) as tf.Tensor4D;
    return unitScale(raw);
  }

  dispose(): void {
    this.#model.dispose();
  }
}

/** tanh brought to 0..1. */
export function unitScale(x: tf.Tensor4D): tf.Tensor4D {
  return tf.add(tf.div(tf.tanh(x), ALMOST_TWO), 0.5);
}

/** As often as both sides are even, so that the decoder arrives at the size of the image. */
function halvingsOf([height, width]: ImageShape): number {
  let halvings = 0;
  while (
    halvings < MOST_HALVINGS &&
    height % 2 ** (halvings + 1) === 0 &&
    width % 2 ** (halvings + 1) === 0
  ) {
    halvings++;
  }
  return halvings;
}

function buildEncoderDecoder(
  name: string,
  shape: ImageShape,
  outChannels: number,
  filters: number,
): tfl.LayersModel {
  const image = imageInput(shape);
  const halvings = halvingsOf(shape);
  const kernel = [3, 3] as const;
  let x = image;
  let width = filters;
  for (let step = 0; step < halvings; step++) {
    width = filters * 2 ** step;
    x = convNormRelu(x, { name: `down${step}_a`, filters: width, kernel });
    x = convNormRelu(x, { name: `down${step}_b`, filters: width, kernel });
    x = tfl.layers.maxPooling2d({ poolSize: 2, name: `down${step}_pool` }).apply(x) as tfl.SymbolicTensor;
  }
  x = convNormRelu(x, { name: 'middle', filters: width, kernel });
  for (let step = halvings - 1; step >= 0; step--) {
    const upsample = tfl.layers.upSampling2d({
      size: [2, 2],
      interpolation: 'bilinear',
      name: `up${step}_size`,
    });
    x = upsample.apply(x) as tfl.SymbolicTensor;
    x = convNormRelu(x, { name: `up${step}_a`, filters: width, kernel });
    width = Math.max(1, Math.floor(width / 2));
    if (step > 0) x = convNormRelu(x, { name: `up${step}_b`, filters: width, kernel });
  }
  const last = norm(conv(x, { name: 'out', filters: outChannels, kernel }), 'out_bn');
  return tfl.model({ inputs: image, outputs: last, name });
}
