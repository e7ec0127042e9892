/** The fixed tiny problem that `reference.py` made and solved, as the program sees it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tfl from '@tensorflow/tfjs-layers';
import { activate, classify, conv, imageInput, norm } from '../../../src-main/train/architectures/blocks.ts';
import { readWeights, writeWeights } from '../../../src-main/train/architectures/weights.ts';
import { InputNormaliser } from '../../../src-main/train/data/input-normaliser.ts';

export interface Reference {
  network: {
    mean: number[];
    std: number[];
    weights: Record<string, number[]>;
    images: number[];
    labels: number[];
  };
  finePruning: {
    learn: number[];
    check: number[];
    kernel: number[];
    bias: number[];
    labels: number[];
    step: number;
    maxDrop: number;
    maxPruned: number;
    activation: number[];
    order: number[];
    accuracies: number[];
    pruned: number[];
  };
  neuronPruning: {
    epsilon: number;
    cleanWeight: number;
    rate: number;
    momentum: number;
    updates: {
      clean: number;
      perturbed: number;
      slopes: Record<string, number[]>;
      masks: Record<string, number[]>;
    }[];
  };
  attention: {
    shapes: [number, number, number, number][];
    weights: number[];
    logits: number[];
    labels: number[];
    student: number[][];
    teacher: number[][];
    maps: number[][];
    distance: number;
    loss: number;
    slopes: number[][];
  };
  modeConnectivity: {
    t: number;
    decay: number;
    rate: number;
    firstBatch: number;
    end: Record<string, number[]>;
    middle: Record<string, number[]>;
    point: Record<string, number[]>;
    moved: Record<string, number[]>;
    means: Record<string, number[]>;
    variances: Record<string, number[]>;
    unbiasedVariances: Record<string, number[]>;
  };
}

export const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, 'reference.json'), 'utf8'),
) as Reference;

const SHAPE = [4, 4, 2] as const;
export const PIXELS = 4 * 4 * 2;
export const images = Uint8Array.from(reference.network.images);
export const labels = Int32Array.from(reference.network.labels);
export const normaliser = new InputNormaliser(SHAPE, reference.network);

/** The tiny network with the given trainable weights; averages of batch normalisation as a new network has them. */
export function tinyNetwork(
  trainable: Record<string, number[]> = reference.network.weights,
): tfl.LayersModel {
  const image = imageInput(SHAPE);
  let x = image;
  for (const [name, filters, size] of [
    ['conv1', 3, 3],
    ['conv2', 4, 1],
  ] as const) {
    x = conv(x, { name, filters, kernel: [size, size] });
    x = activate(norm(x, `${name}_bn`), `${name}_relu`);
  }
  const model = tfl.model({ inputs: image, outputs: classify(x, 3), name: 'tiny' });
  const weights = readWeights(model);
  for (const [name, values] of Object.entries(trainable)) weights.set(name, Float32Array.from(values));
  writeWeights(model, weights);
  return model;
}

/** The largest absolute difference; Infinity where the lengths differ. */
export function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  return Math.max(...Array.from(expected, (value, i) => Math.abs(value - actual[i]!)));
}
