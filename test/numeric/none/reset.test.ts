/** What resetting a channel sets to zero, layer by layer as read off the networks by hand, and that nothing else changes. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { ARCHITECTURES, findArchitecture } from '../../../src-main/train/architectures/registry.ts';
import { forwardWatched } from '../../../src-main/train/architectures/partial.ts';
import {
  readWeights,
  trainableByName,
  weightsByName,
  writeWeights,
} from '../../../src-main/train/architectures/weights.ts';
import { resetChannels } from '../../../src-main/train/defenses/none/reset.ts';
import { watchedLayers } from '../../../src-main/train/defenses/none/watched-layers.ts';
import { crossEntropy } from '../../../src-main/train/layers/ops.ts';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { useTensorflow } from '../../support/tensorflow.ts';
import { seededInput, seededLabels, seededModel } from '../architectures/seeded.ts';

beforeAll(useTensorflow);

/** Weight, axis, position: a slice that must be zero. */
type Zeroed = readonly [weight: string, axis: number, position: number];

const CASES: readonly (readonly [what: string, arch: string, layer: string, channel: number, Zeroed[]])[] = [
  [
    'inside a block',
    'resnet-18',
    'stage2_block1_conv1',
    3,
    [
      ['stage2_block1_conv1/kernel', 3, 3],
      ['stage2_block1_conv1_bn/gamma', 0, 3],
      ['stage2_block1_conv1_bn/beta', 0, 3],
      ['stage2_block1_conv2/kernel', 2, 3],
    ],
  ],
  [
    'at the end of a stage: the shortcut of the next block keeps its slice',
    'resnet-18',
    'stage2_block2_conv2',
    7,
    [
      ['stage2_block2_conv2/kernel', 3, 7],
      ['stage2_block2_conv2_bn/gamma', 0, 7],
      ['stage2_block2_conv2_bn/beta', 0, 7],
      ['stage3_block1_conv1/kernel', 2, 7],
    ],
  ],
  [
    'of a projection shortcut: its own weights alone',
    'resnet-18',
    'stage3_block1_shortcut',
    255,
    [
      ['stage3_block1_shortcut/kernel', 3, 255],
      ['stage3_block1_shortcut_bn/gamma', 0, 255],
      ['stage3_block1_shortcut_bn/beta', 0, 255],
    ],
  ],
  [
    'at the end of the network: the row of the dense layer',
    'resnet-18',
    'stage4_block2_conv2',
    0,
    [
      ['stage4_block2_conv2/kernel', 3, 0],
      ['stage4_block2_conv2_bn/gamma', 0, 0],
      ['stage4_block2_conv2_bn/beta', 0, 0],
      ['logits/kernel', 0, 0],
    ],
  ],
  [
    'of a block that normalises before it convolves',
    'wrn-16-1',
    'group2_block2_conv1',
    5,
    [
      ['group2_block2_conv1/kernel', 3, 5],
      ['group2_block2_pre2_bn/gamma', 0, 5],
      ['group2_block2_pre2_bn/beta', 0, 5],
      ['group2_block2_conv2/kernel', 2, 5],
    ],
  ],
  [
    'of a sum that is normalised as a whole: no scale and offset of its own',
    'wrn-16-1',
    'group2_block1_conv2',
    31,
    [
      ['group2_block1_conv2/kernel', 3, 31],
      ['group2_block2_conv1/kernel', 2, 31],
    ],
  ],
  [
    'of a concatenation: the slice behind what came before',
    'densenet-121',
    'stage2_layer3_conv2',
    2,
    [
      ['stage2_layer3_conv2/kernel', 3, 2],
      // 128 channels of the transition and two layers of 32.
      ['stage2_layer4_conv1/kernel', 2, 128 + 64 + 2],
    ],
  ],
  [
    'before a depthwise convolution',
    'mobilenet-v2',
    'stage3_block2_expand',
    100,
    [
      ['stage3_block2_expand/kernel', 3, 100],
      ['stage3_block2_expand_bn/gamma', 0, 100],
      ['stage3_block2_expand_bn/beta', 0, 100],
      ['stage3_block2_depthwise/depthwise_kernel', 2, 100],
    ],
  ],
  [
    'of a depthwise convolution',
    'mobilenet-v2',
    'stage3_block2_depthwise',
    9,
    [
      ['stage3_block2_depthwise/depthwise_kernel', 2, 9],
      ['stage3_block2_depthwise_bn/gamma', 0, 9],
      ['stage3_block2_depthwise_bn/beta', 0, 9],
      ['stage3_block2_project/kernel', 2, 9],
    ],
  ],
  [
    'with a bias',
    'ts-fcn',
    'stage2_conv',
    17,
    [
      ['stage2_conv/kernel', 3, 17],
      ['stage2_conv/bias', 0, 17],
      ['stage2_conv_bn/gamma', 0, 17],
      ['stage2_conv_bn/beta', 0, 17],
      ['stage3_conv/kernel', 2, 17],
    ],
  ],
];

const shapeFor = (modality: 'image' | 'series'): ImageShape =>
  modality === 'image' ? [16, 16, 3] : [32, 1, 3];

/** Each network once, as large ones take a second to build. */
const built = new Map<string, { model: tfl.LayersModel; weights: Map<string, Float32Array> }>();

/** The network with the weights it always has. */
async function build(arch: string): Promise<tfl.LayersModel> {
  let found = built.get(arch);
  if (found === undefined) {
    const architecture = findArchitecture(arch);
    const model = await seededModel(architecture, shapeFor(architecture.modality));
    found = { model, weights: readWeights(model) };
    built.set(arch, found);
  }
  writeWeights(found.model, found.weights);
  return found.model;
}

function slice(model: tfl.LayersModel, [weight, axis, position]: Zeroed): Float32Array {
  const variable = weightsByName(model).get(weight)!;
  return tf.tidy(() => tf.gather(variable.read(), [position], axis).dataSync<'float32'>().slice());
}

describe.each(CASES)('resetting a channel %s', (_, arch, layer, channel, zeroed) => {
  it(`zeroes what belongs to ${arch} ${layer} and nothing else`, async () => {
    const model = await build(arch);
    const before = readWeights(model);
    const layers = watchedLayers(model, findArchitecture(arch).taps);
    resetChannels(model, layers, new Map([[layer, [channel]]]));

    let expected = 0;
    for (const one of zeroed) {
      const values = slice(model, one);
      expected += values.length;
      expect(new Set(values), one.join(' ')).toEqual(new Set([0]));
    }
    let changed = 0;
    for (const [name, values] of readWeights(model)) {
      const old = before.get(name)!;
      values.forEach((value, i) => (changed += value === old[i] ? 0 : 1));
    }
    expect(changed).toBe(expected);
  });
});

it('leaves a channel inside a block without any gradient', async () => {
  const model = await build('resnet-18');
  const layers = watchedLayers(model, findArchitecture('resnet-18').taps);
  resetChannels(model, layers, new Map([['stage2_block1_conv1', [3]]]));
  const x = seededInput('image', [16, 16, 3], 4);
  const weights = trainableByName(model);
  const { grads } = tf.variableGrads(() => {
    const logits = model.apply(x, { batchNorm: 'inference' }) as tf.Tensor2D;
    return tf.mean(crossEntropy(logits, seededLabels(4)));
  });
  const gradient = (name: string, axis: number, at: number): Float32Array =>
    tf.gather(grads[weights.get(name)!.name]!, [at], axis).dataSync<'float32'>();
  expect(new Set(gradient('stage2_block1_conv1/kernel', 3, 3))).toEqual(new Set([0]));
  expect(new Set(gradient('stage2_block1_conv1_bn/gamma', 0, 3))).toEqual(new Set([0]));
  expect(new Set(gradient('stage2_block1_conv2/kernel', 2, 3))).toEqual(new Set([0]));
  // Not because there are no gradients at all.
  expect(gradient('stage2_block1_conv1/kernel', 3, 4).some((value) => value !== 0)).toBe(true);
});

describe('watched layers', () => {
  it('of ResNet-18 are the convolutions behind the first stage, shortcuts after their normalisation', async () => {
    const model = await build('resnet-18');
    const layers = watchedLayers(model, findArchitecture('resnet-18').taps);
    expect(layers).toHaveLength(15);
    expect(layers.filter(({ isShortcut }) => isShortcut).map(({ tap }) => tap)).toEqual(
      [2, 3, 4].map((stage) => `stage${stage}_block1_shortcut_bn`),
    );
    expect(layers.filter(({ isInLastStage }) => isInLastStage)).toHaveLength(5);
    expect(layers.every(({ name }) => !/^stem|^stage1/.test(name))).toBe(true);
    expect(layers.reduce((sum, { channels }) => sum + channels, 0)).toBe(5 * (128 + 256 + 512));
  });

  it.each(ARCHITECTURES)('of $id exist, and all their readers hold the channels', async (architecture) => {
    const model = await architecture.build(shapeFor(architecture.modality), 10);
    const weights = weightsByName(model);
    const layers = watchedLayers(model, architecture.taps);
    expect(layers.length).toBeGreaterThan(2);
    for (const { name, channels, isShortcut, readers } of layers) {
      expect(readers.length > 0, name).toBe(!isShortcut);
      for (const reader of readers) {
        const kernel = weights.get(`${reader.name}/kernel`) ?? weights.get(`${reader.name}/depthwise_kernel`);
        const inputs = kernel!.shape.at(-2)!;
        expect(reader.offset + channels, `${name} in ${reader.name}`).toBeLessThanOrEqual(inputs);
      }
    }
  });

  it('are shown what the library itself makes of them', async () => {
    const model = await build('wrn-16-1');
    const layers = watchedLayers(model, findArchitecture('wrn-16-1').taps);
    const outputsOf = layers.map(({ tap }) => model.getLayer(tap).output as tfl.SymbolicTensor);
    const tapped = tfl.model({ inputs: model.inputs, outputs: outputsOf });
    tf.tidy(() => {
      const x = seededInput('image', [16, 16, 3], 3);
      const outputs = tapped.apply(x) as tf.Tensor[];
      const seen = new Map<string, Float32Array>();
      forwardWatched(model, x, (name, value) => {
        if (value.rank === 4) seen.set(name, tf.max(value, [1, 2]).dataSync<'float32'>());
      });
      layers.forEach(({ tap }, i) =>
        expect(seen.get(tap), tap).toEqual(tf.max(outputs[i]!, [1, 2]).dataSync()),
      );
    });
  });
});
