import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  architecturesFor,
  ARCHITECTURES,
  findArchitecture,
} from '../../src-main/train/architectures/registry.ts';
import { initialiseWeights } from '../../src-main/train/architectures/initialise.ts';
import { forwardTo } from '../../src-main/train/architectures/partial.ts';
import { countTrainable, readWeights, writeWeights } from '../../src-main/train/architectures/weights.ts';
import { buildWideResNet } from '../../src-main/train/architectures/wide-resnet.ts';
import { Rng } from '../../src-shared/math/rng.ts';
import { useTensorflow } from '../support/tensorflow.ts';

beforeAll(useTensorflow);

/** Multiply-adds of one forward pass in millions: every kernel at every place of its output. */
function megaMacsOf(model: tfl.LayersModel): number {
  let macs = 0;
  for (const layer of model.layers) {
    const kernel = layer.weights.find(({ originalName }) => originalName.endsWith('kernel'));
    if (kernel === undefined) continue;
    const places = (layer.outputShape as number[]).slice(1, -1).reduce((product, size) => product * size, 1);
    macs += places * tf.util.sizeFromShape(kernel.shape as number[]);
  }
  return macs / 1e6;
}

describe.each(ARCHITECTURES)('$id', (architecture) => {
  it('has the parameters, cost and taps that its entry says', async () => {
    const { id, modality, parameters, megaMacs, taps } = architecture;
    const model = await architecture.build(modality === 'image' ? [32, 32, 3] : [128, 1, 3], 10);
    expect(countTrainable(model)).toBe(parameters);
    expect(Math.round(megaMacsOf(model))).toBe(megaMacs);
    expect(model.inputLayers[0]!.name).toBe(modality);
    expect(model.outputLayers[0]!.name).toBe('logits');
    expect(taps.cuts).toContain(taps.cut);
    for (const name of [...taps.cuts, ...taps.attention]) {
      expect(model.getLayer(name).outputShape, `${id} ${name}`).toHaveLength(4);
    }
    expect(model.getLayer(taps.features).outputShape).toHaveLength(2);
    model.dispose();
  });
});

it('orders cuts from the input to the output', async () => {
  for (const architecture of ARCHITECTURES) {
    const { modality, taps } = architecture;
    const model = await architecture.build(modality === 'image' ? [32, 32, 3] : [128, 1, 3], 2);
    const places = taps.cuts.map((cut) => model.layers.findIndex(({ name }) => name === cut));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    model.dispose();
  }
});

it.each([
  ['wrn-40-1', 563_930],
  ['wrn-40-2', 2_243_546],
  ['wrn-28-2', 1_467_610],
  ['resnet-18', 11_173_962],
  ['resnet-34', 21_282_122],
  ['vgg16-bn', 14_728_266],
  ['mobilenet-v2', 2_236_682],
  ['densenet-121', 6_956_298],
  ['inception-v3', 21_638_954],
])('lists %s with the published %i parameters', (id, parameters) => {
  expect(findArchitecture(id).parameters).toBe(parameters);
});

it.each([
  { depth: 28, width: 8, parameters: 23_354_842 },
  { depth: 28, width: 10, parameters: 36_479_194 },
])('WRN-$depth-$width has the published $parameters parameters', ({ depth, width, parameters }) => {
  const model = buildWideResNet({ depth, width }, [32, 32, 3], 10);
  expect(countTrainable(model)).toBe(parameters);
  model.dispose();
});

/** Weights of a convolution without bias and the scale and offset behind it. */
function convAndNorm(kernel: number, from: number, to: number): number {
  return kernel * kernel * from * to + 2 * to;
}

// Where this program has a smaller stem, the published stem takes its place in the count.
it.each([
  { id: 'resnet-18', size: 224, published: 11_689_512, stem: [0, 0] },
  { id: 'resnet-34', size: 224, published: 21_797_672, stem: [0, 0] },
  { id: 'mobilenet-v2', size: 32, published: 3_504_872, stem: [0, 0] },
  { id: 'densenet-121', size: 32, published: 7_978_856, stem: [27 * 64, convAndNorm(7, 3, 64)] },
  {
    id: 'inception-v3',
    size: 32,
    published: 23_834_568,
    stem: [
      convAndNorm(3, 3, 192),
      convAndNorm(3, 3, 32) +
        convAndNorm(3, 32, 32) +
        convAndNorm(3, 32, 64) +
        convAndNorm(1, 64, 80) +
        convAndNorm(3, 80, 192),
    ],
  },
])(
  '$id has the published $published parameters for 1000 classes of ImageNet',
  async ({ id, size, published, stem }) => {
    const model = await findArchitecture(id).build([size, size, 3], 1000);
    expect(countTrainable(model) - stem[0]! + stem[1]!).toBe(published);
    model.dispose();
  },
);

it.each([
  { data: 'ArabicDigits', variables: 13, classes: 10, steps: 93, counts: [278_282, 512_202, 7_225_418] },
  { data: 'ECG5000', variables: 1, classes: 5, steps: 140, counts: [265_349, 504_645, 7_220_549] },
  { data: 'UWave', variables: 3, classes: 8, steps: 315, counts: [267_784, 506_184, 7_222_472] },
])(
  'ts-fcn, ts-resnet and resnet-34-1d have the published $counts parameters for $data',
  async ({ variables, classes, steps, counts }) => {
    const found = [];
    for (const id of ['ts-fcn', 'ts-resnet', 'resnet-34-1d']) {
      const model = await findArchitecture(id).build([steps, 1, variables], classes);
      found.push(countTrainable(model));
      model.dispose();
    }
    expect(found).toEqual(counts);
  },
);

it('rejects an unknown architecture by name', () => {
  expect(() => findArchitecture('wrn-17-1')).toThrow(/wrn-16-1/);
});

it('offers each modality its own, with the small networks as defaults', () => {
  expect(architecturesFor('image')[0]!.id).toBe('wrn-16-1');
  expect(architecturesFor('series')[0]!.id).toBe('ts-resnet');
  const all = [...architecturesFor('image'), ...architecturesFor('series')];
  expect(new Set(all.map(({ id }) => id)).size).toBe(ARCHITECTURES.length);
  expect(all).toHaveLength(ARCHITECTURES.length);
});

describe('sizes of samples', () => {
  it.each([
    { id: 'wrn-16-1', shape: [3, 32, 3] as const, message: /at least 4 x 4 pixels, but these are 3 x 32/ },
    { id: 'vgg16-bn', shape: [15, 15, 3] as const, message: /at least 16 x 16/ },
    { id: 'densenet-121', shape: [7, 7, 1] as const, message: /at least 8 x 8/ },
    { id: 'ts-resnet', shape: [7, 1, 3] as const, message: /at least 8 time steps, but these have 7/ },
    { id: 'ts-fcn', shape: [32, 32, 3] as const, message: /reads time series/ },
    {
      id: 'resnet-18',
      shape: [140, 1, 1] as const,
      message: /reads images, but the samples are time series of 140 steps/,
    },
  ])('$id refuses $shape', async ({ id, shape, message }) => {
    await expect(findArchitecture(id).build(shape, 5)).rejects.toMatchObject({
      code: 'run.unfit',
      message: expect.stringMatching(message) as string,
    });
  });

  it.each(architecturesFor('image'))('$id takes the smallest it says, and gray 28 x 28', async (one) => {
    let smallest = 1;
    const isTooSmall = async (): Promise<boolean> =>
      one.build([smallest, smallest, 1], 3).then(
        (model) => (model.dispose(), false),
        () => true,
      );
    while (await isTooSmall()) smallest++;
    for (const size of [smallest, 28]) {
      const model = await one.build([size, size, 1], 7);
      initialiseWeights(model, Rng.fromSeed(1));
      const out = tf.tidy(() => model.apply(tf.ones([2, size, size, 1])) as tf.Tensor);
      expect(out.shape).toEqual([2, 7]);
      expect(tf.tidy(() => tf.all(tf.isFinite(out)).dataSync()[0])).toBe(1);
      model.dispose();
    }
    expect([4, 8, 16]).toContain(smallest);
  });

  it('puts an image of 28 pixels into the middle of 32 for VGG', async () => {
    const model = await findArchitecture('vgg16-bn').build([28, 28, 1], 3);
    expect(model.getLayer('fit').outputShape).toEqual([null, 32, 32, 1]);
    const padded = tf.tidy(() =>
      tf
        .sum(forwardTo(model, tf.ones([1, 28, 28, 1]), 'fit'), 1)
        .dataSync()
        .slice(),
    );
    expect([...padded]).toEqual([0, 0, ...Array.from({ length: 28 }, () => 28), 0, 0]);
  });

  it('keeps the length in the last stage of series below 32 steps', async () => {
    const lengths = [];
    for (const steps of [31, 32]) {
      const model = await findArchitecture('resnet-34-1d').build([steps, 1, 2], 3);
      lengths.push(['stage3', 'stage4'].map((name) => (model.getLayer(name).outputShape as number[])[2]));
      model.dispose();
    }
    expect(lengths).toEqual([
      [8, 8],
      [8, 4],
    ]);
  });
});

it('works for gray images of another size', async () => {
  const model = await findArchitecture('wrn-16-1').build([28, 28, 1], 7);
  const out = tf.tidy(() => (model.apply(tf.zeros([2, 28, 28, 1])) as tf.Tensor).shape);
  expect(out).toEqual([2, 7]);
});

it('draws the same first weights from the same seed, and others from another', async () => {
  const weights = async (seed: number): Promise<Float32Array> => {
    const model = await findArchitecture('wrn-16-1').build([32, 32, 3], 10);
    initialiseWeights(model, Rng.fromSeed(seed));
    return readWeights(model).get('group2_block1_conv1/kernel')!;
  };
  const first = await weights(5);
  expect(await weights(5)).toEqual(first);
  expect(await weights(6)).not.toEqual(first);
  const variance = first.reduce((sum, value) => sum + value * value, 0) / first.length;
  expect(Math.sqrt(variance)).toBeCloseTo(Math.sqrt(2 / (9 * 32)), 2);
});

it('moves its averages in training mode only', async () => {
  const model = await findArchitecture('wrn-16-1').build([8, 8, 3], 2);
  initialiseWeights(model, Rng.fromSeed(1));
  const x = tf.randomNormal([4, 8, 8, 3], 0, 1, 'float32', 7);
  const mean = (): Float32Array => readWeights(model).get('group1_block1_pre1_bn/moving_mean')!;
  const start = mean();
  tf.tidy(() => void model.apply(x));
  tf.tidy(() => void model.apply(x, { batchNorm: 'train-no-update' }));
  expect(mean()).toEqual(start);
  tf.tidy(() => void model.apply(x, { batchNorm: 'train' }));
  expect(mean()).not.toEqual(start);
});

it('refuses weights that do not fit', async () => {
  const model = await findArchitecture('wrn-16-1').build([8, 8, 3], 2);
  const values = readWeights(model);
  values.set('logits/kernel', new Float32Array(3));
  expect(() => writeWeights(model, values)).toThrow(/logits\/kernel/);
});
