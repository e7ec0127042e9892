/** Intermediate quantities of the repair methods against an independent NumPy computation, see reference.py. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Rng } from '../../../src-shared/math/rng.ts';
import { readWeights, trainableByName } from '../../../src-main/train/architectures/weights.ts';
import { ChannelMasks } from '../../../src-main/train/defenses/anp/channel-masks.ts';
import { choosePruned } from '../../../src-main/train/defenses/fp/choose-pruned.ts';
import { meanOfRows } from '../../../src-main/train/defenses/fp/run.ts';
import { recomputeStatistics } from '../../../src-main/train/defenses/mcr/batch-statistics.ts';
import { Curve, halfThenLine } from '../../../src-main/train/defenses/mcr/run.ts';
import { attentionDistance, attentionMap, tapped } from '../../../src-main/train/defenses/nad/attention.ts';
import { kernelSettings } from '../../../src-main/train/layers/run-kernel.ts';
import { crossEntropy } from '../../../src-main/train/layers/ops.ts';
import { descend, trainStep, TRAINING } from '../../../src-main/train/loop/step.ts';
import { Sgd } from '../../../src-main/train/optim/sgd.ts';
import { useTensorflow } from '../../support/tensorflow.ts';
import { difference, images, labels, normaliser, PIXELS, reference, tinyNetwork } from './problem.ts';

const CLOSE = 1e-5;

beforeAll(useTensorflow);

describe('fine-pruning', () => {
  const { learn, check, activation, order, accuracies, pruned, ...rest } = reference.finePruning;
  const problem = {
    ...rest,
    activation: meanOfRows(Float32Array.from(learn), activation.length),
    features: Float32Array.from(check),
    kernel: Float32Array.from(rest.kernel),
    bias: Float32Array.from(rest.bias),
    labels: Int32Array.from(rest.labels),
  };

  it('ranks channels by their mean activation, and stops before the drop is too large', () => {
    expect(difference(problem.activation, activation)).toBeLessThan(CLOSE);
    const choice = choosePruned(problem);
    expect([...choice.order]).toEqual(order);
    expect(difference(choice.accuracies, accuracies)).toBeLessThan(CLOSE);
    expect([...choice.pruned]).toEqual(pruned);
    // The step after the last admissible one was tried and refused.
    expect(accuracies[0]! - accuracies.at(-1)!).toBeGreaterThan(rest.maxDrop);
  });

  it('takes a drop of just what is allowed for allowed', () => {
    // Of 25 samples one is wrong once the first channel is gone, and two once both are: 1 - 0.96 is no more than 4 %.
    const features = Float32Array.from({ length: 50 }, (_, i) =>
      i < 4 && i % 2 === Math.floor(i / 2) ? 2 : 0,
    );
    const choice = choosePruned({
      ...{ activation: [0, 1], features, step: 0.5, maxDrop: 0.04, maxPruned: 1 },
      labels: Int32Array.from({ length: 25 }, (_, i) => (i < 2 ? 0 : 1)),
      ...{ kernel: Float32Array.from([1, 0, 1, 0]), bias: Float32Array.from([0, 1]) },
    });
    expect(choice.accuracies).toEqual([1, 0.96, 0.92]);
    expect([...choice.pruned]).toEqual([0]);
  });

  it('prunes nothing where nothing may be lost, and no more than is allowed', () => {
    expect(choosePruned({ ...problem, maxDrop: 0 }).pruned).toHaveLength(0);
    expect(choosePruned({ ...problem, maxDrop: 1 }).pruned).toHaveLength(10);
    expect(choosePruned({ ...problem, maxDrop: 1, maxPruned: 0.3 }).pruned).toHaveLength(2);
  });
});

describe('adversarial neuron pruning', () => {
  it('two updates: noise, losses, slopes of the masks, masks', () => {
    const { epsilon, cleanWeight, rate, momentum, updates } = reference.neuronPruning;
    const model = tinyNetwork();
    const before = readWeights(model);
    const masks = new ChannelMasks(model);
    const optimizer = new Sgd({ momentum, weightDecay: 0, nesterov: false });
    const count = labels.length;
    const weights = new Float32Array(2 * count).fill((1 - cleanWeight) / count);
    weights.fill(cleanWeight / count, 0, count);
    const learner = { model, normaliser, weights: masks.masks };
    for (const expected of updates) {
      const x = normaliser.toTensor(images);
      masks.worsenNoise(x, tf.tensor1d(labels, 'int32'), epsilon, true);
      const slopes = tf.variableGrads(() => {
        const twice = tf.tensor1d([...labels, ...labels], 'int32');
        return descend(crossEntropy(masks.both(x), twice), tf.tensor1d(weights));
      }, [...masks.masks.values()]).grads;
      for (const [layer, mask] of masks.masks) {
        expect(difference(slopes[mask.name]!.dataSync(), expected.slopes[layer]!)).toBeLessThan(CLOSE);
      }
      const batch = { values: images, labels: Int32Array.from([...labels, ...labels]), weights };
      const { losses } = trainStep(learner, optimizer, batch, descend, rate, (own) => masks.both(own));
      masks.clip();
      const mean = (some: Float32Array): number => some.reduce((sum, loss) => sum + loss / count, 0);
      expect(Math.abs(mean(losses.slice(0, count)) - expected.clean)).toBeLessThan(CLOSE);
      expect(Math.abs(mean(losses.slice(count)) - expected.perturbed)).toBeLessThan(CLOSE);
      const learned = masks.read();
      for (const [layer, values] of Object.entries(expected.masks)) {
        expect(difference(learned.get(layer)!, values)).toBeLessThan(CLOSE);
      }
    }
    // No weight is trained and no average moves.
    for (const [name, values] of readWeights(model)) expect(values).toEqual(before.get(name));
  });

  it('draws noise within epsilon, and stored masks come back as they were', () => {
    const model = tinyNetwork();
    const masks = new ChannelMasks(model);
    const x = normaliser.toTensor(images);
    const logits = (): Float32Array => tf.tidy(() => masks.forward(x, true).dataSync<'float32'>().slice());
    const without = logits();
    masks.drawNoise(0.4, Rng.fromSeed(1));
    const one = logits();
    masks.drawNoise(0.4, Rng.fromSeed(2));
    expect(logits()).not.toEqual(one);
    masks.drawNoise(0.4, Rng.fromSeed(1));
    expect(logits()).toEqual(one);
    expect(one).not.toEqual(without);
    masks.drawNoise(0, Rng.fromSeed(1));
    expect(logits()).toEqual(without);

    const values = new Map([...masks.read()].map(([layer, mask]) => [layer, mask.map((_, i) => i / 7)]));
    masks.write(values);
    expect(masks.read()).toEqual(values);
  });
});

describe('neural attention distillation', () => {
  const { shapes, student, teacher, maps, weights, slopes, logits, ...rest } = reference.attention;
  const stagesOf = (values: number[][]): tf.Tensor4D[] => values.map((one, i) => tf.tensor4d(one, shapes[i]));

  it('the map of a 2 x 2 stage is the one worked out by hand', () => {
    const map = attentionMap(tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]));
    expect(difference(map.dataSync(), [0.05315, 0.2126, 0.47835, 0.85039])).toBeLessThan(CLOSE);
  });

  it('maps, distance, loss, and slopes of the distance', () => {
    const computed = stagesOf(student).map(attentionMap);
    computed.forEach((map, i) => expect(difference(map.dataSync(), maps[i]!)).toBeLessThan(CLOSE));
    const taught = stagesOf(teacher).map(attentionMap);
    const distance = attentionDistance(computed, taught, weights);
    expect(Math.abs(distance.dataSync()[0]! / rest.distance - 1)).toBeLessThan(CLOSE);
    const losses = crossEntropy(
      tf.tensor2d(logits, [rest.labels.length, logits.length / rest.labels.length]),
      tf.tensor1d(rest.labels, 'int32'),
    );
    const whole = tf.add(tf.mean(losses), distance).dataSync()[0]!;
    expect(Math.abs(whole / rest.loss - 1)).toBeLessThan(CLOSE);
    const computedSlopes = tf.grads((...stages: tf.Tensor[]) =>
      attentionDistance(
        stages.map((stage) => attentionMap(stage as tf.Tensor4D)),
        taught,
        weights,
      ),
    )(stagesOf(student));
    computedSlopes.forEach((slope, i) => {
      const scale = Math.max(...slopes[i]!.map(Math.abs));
      expect(difference(slope.dataSync(), slopes[i]!) / scale).toBeLessThan(CLOSE);
    });
  });

  it('a stage of zeros has a finite slope', () => {
    const slope = tf.grad((stage: tf.Tensor) => tf.sum(attentionMap(stage as tf.Tensor4D)));
    expect([...slope(tf.zeros([1, 2, 2, 3])).dataSync()].every(Number.isFinite)).toBe(true);
  });

  it('a tapped network computes what the network computes, and its stages beside', () => {
    const model = tinyNetwork();
    const x = normaliser.toTensor(images);
    const { stages, logits: own } = tapped(model, ['conv1_relu', 'conv2_relu'])(x, TRAINING);
    expect(stages.map(({ shape }) => shape)).toEqual([
      [8, 4, 4, 3],
      [8, 4, 4, 4],
    ]);
    const plain = tinyNetwork().apply(x, TRAINING) as tf.Tensor;
    expect(own.dataSync()).toEqual(plain.dataSync());
  });
});

describe('mode connectivity repair', () => {
  const { t, decay, rate, end, middle, point, moved, means, variances, unbiasedVariances, firstBatch } =
    reference.modeConnectivity;

  it('places the network on the curve, and an update moves the middle by the chain rule', () => {
    const model = tinyNetwork();
    const networks = { start: tinyNetwork(), middle: tinyNetwork(middle), end: tinyNetwork(end) };
    const weights = trainableByName(model);
    const curve = new Curve(weights, networks);
    curve.place(t);
    for (const [name, values] of Object.entries(point)) {
      expect(difference(weights.get(name)!.dataSync(), values), name).toBeLessThan(CLOSE);
    }
    const learner = { model, normaliser, weights, moved: trainableByName(networks.middle) };
    const each = new Float32Array(labels.length).fill(1 / labels.length);
    const optimizer = new Sgd({ momentum: 0.9, weightDecay: 0, nesterov: false });
    trainStep(learner, optimizer, { values: images, labels, weights: each }, curve.objective(decay), rate);
    const learned = readWeights(networks.middle);
    for (const [name, values] of Object.entries(moved)) {
      expect(difference(learned.get(name)!, values), name).toBeLessThan(CLOSE);
      expect(difference(values, middle[name]!), name).toBeGreaterThan(CLOSE);
      // Gradients are taken at the point of the curve; it is the middle that moves.
      expect(difference(weights.get(name)!.dataSync(), point[name]!), name).toBeLessThan(CLOSE);
    }
    expect(readWeights(networks.start)).toEqual(readWeights(tinyNetwork()));
  });

  it.each([true, false])('recomputes the statistics of batch normalisation, fused %s', (fused) => {
    kernelSettings.fused = fused;
    try {
      const model = tinyNetwork(point);
      recomputeStatistics(model, normaliser, [
        { values: images.subarray(0, firstBatch * PIXELS), count: firstBatch },
        { values: images.subarray(firstBatch * PIXELS), count: labels.length - firstBatch },
      ]);
      const weights = readWeights(model);
      const expected = fused ? unbiasedVariances : variances;
      for (const layer of Object.keys(means)) {
        expect(difference(weights.get(`${layer}/moving_mean`)!, means[layer]!)).toBeLessThan(CLOSE);
        const relative = weights
          .get(`${layer}/moving_variance`)!
          .map((value, i) => value / expected[layer]![i]!);
        expect(difference(relative, new Array<number>(relative.length).fill(1))).toBeLessThan(CLOSE);
      }
    } finally {
      kernelSettings.fused = true;
    }
  });

  it('the rate is constant for a half and falls in a line to a hundredth', () => {
    const rates = [0, 49, 70, 90, 99].map((step) => halfThenLine(2)(step, 100));
    expect(difference(rates, [2, 2, 2 * 0.505, 0.02, 0.02])).toBeLessThan(1e-12);
  });
});
