/** Two copies of a small training, one to be run as it is written and one as a graph. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { CapturedStep } from '../../../src-main/compute/capture/captured-step.ts';
import { initialiseWeights } from '../../../src-main/train/architectures/initialise.ts';
import { findArchitecture } from '../../../src-main/train/architectures/registry.ts';
import { trainableByName } from '../../../src-main/train/architectures/weights.ts';
import { InputNormaliser } from '../../../src-main/train/data/input-normaliser.ts';
import { BatchNorm } from '../../../src-main/train/layers/batch-norm.ts';
import { Relu } from '../../../src-main/train/layers/relu.ts';
import {
  AS_WRITTEN,
  descend,
  trainStep,
  type Batch,
  type Forward,
  type Learner,
  type StepResult,
  type StepRunner,
} from '../../../src-main/train/loop/step.ts';
import { Sgd } from '../../../src-main/train/optim/sgd.ts';
import { Rng } from '../../../src-shared/math/rng.ts';

export const SHAPE = [8, 8, 3] as const;
export const CLASSES = 4;
export const OPTIMIZER = { momentum: 0.9, weightDecay: 5e-4, nesterov: false };

/** Convolution, batch normalisation, ReLU, pooling, dense. */
export function smallNetwork(seed = 1): tfl.LayersModel {
  const input = tfl.input({ shape: [...SHAPE] });
  const conv = tfl.layers.conv2d({
    name: 'conv',
    filters: 6,
    kernelSize: 3,
    padding: 'same',
    useBias: false,
  });
  let x = conv.apply(input) as tfl.SymbolicTensor;
  x = new BatchNorm({ name: 'bn' }).apply(x) as tfl.SymbolicTensor;
  x = new Relu({ name: 'relu' }).apply(x) as tfl.SymbolicTensor;
  x = tfl.layers.globalAveragePooling2d({ name: 'pool' }).apply(x) as tfl.SymbolicTensor;
  x = tfl.layers.dense({ name: 'dense', units: CLASSES }).apply(x) as tfl.SymbolicTensor;
  const model = tfl.model({ inputs: input, outputs: x });
  initialiseWeights(model, Rng.fromSeed(seed).fork('init'));
  return model;
}

export async function wideResNet(): Promise<tfl.LayersModel> {
  const model = await findArchitecture('wrn-16-1').build([32, 32, 3], 10);
  initialiseWeights(model, Rng.fromSeed(1).fork('init'));
  return model;
}

export function randomBatch(name: string, size: number, shape: readonly number[], classes: number): Batch {
  const rng = Rng.fromSeed(7).fork(name);
  const values = shape.reduce((product, side) => product * side, size);
  return {
    values: Uint8Array.from({ length: values }, () => rng.below(256)),
    labels: Int32Array.from({ length: size }, () => rng.below(classes)),
    weights: new Float32Array(size).fill(1 / size),
  };
}

export class Training {
  readonly learner: Learner;
  readonly optimizer = new Sgd(OPTIMIZER);
  readonly runner: StepRunner;

  constructor(model: tfl.LayersModel, runner: StepRunner) {
    const [, height, width, channels] = model.inputs[0]!.shape as [null, number, number, number];
    const normalisation = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
    const normaliser = new InputNormaliser([height, width, channels], normalisation);
    this.learner = { model, normaliser, weights: trainableByName(model) };
    this.runner = runner;
  }

  step(batch: Batch, rate: number, forward?: Forward): StepResult {
    return trainStep(this.learner, this.optimizer, batch, descend, rate, forward, this.runner);
  }

  dispose(): void {
    this.runner.dispose();
    this.optimizer.dispose();
    this.learner.model.dispose();
  }
}

export function asWritten(model: tfl.LayersModel): Training {
  return new Training(model, AS_WRITTEN);
}

export function captured(model: tfl.LayersModel): Training & { runner: CapturedStep } {
  return new Training(model, new CapturedStep()) as Training & { runner: CapturedStep };
}

/** Tensors that live, by the library's count and by the addon's. */
export function liveTensors(): { library: number; native: number } {
  const backend = tf.backend() as tf.KernelBackend & { getNumOfTFTensors(): number };
  return { library: tf.memory().numTensors, native: backend.getNumOfTFTensors() };
}
