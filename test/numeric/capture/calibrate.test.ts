/** The speed that a forecast is made with is that of the way in which steps will be run. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it, vi } from 'vitest';
import { CapturedStep } from '../../../src-main/compute/capture/captured-step.ts';
import { InputNormaliser } from '../../../src-main/train/data/input-normaliser.ts';
import { forecastSecondsPerImage, type Trained } from '../../../src-main/worker/calibrate.ts';
import type { Execution } from '../../../src-shared/domain/run.ts';
import { useTensorflow } from '../../support/tensorflow.ts';

const SHAPE = [32, 1, 1] as const;
const MANY = 1e9;

beforeAll(useTensorflow);

it.each<[Execution, number, number]>([
  ['auto', MANY, 1],
  ['captured', MANY, 1],
  ['eager', MANY, 0],
  // Through sooner than a graph is made.
  ['auto', 64, 0],
])('%s, %d images: measured with %d graphs', async (execution, images, graphs) => {
  const trained: Trained = ['ts-fcn', SHAPE, 3, new InputNormaliser(SHAPE, { mean: [0], std: [1] })];
  const run = vi.spyOn(CapturedStep.prototype, 'run');
  const tensors = tf.memory().numTensors;
  const seconds = await forecastSecondsPerImage(execution, images, trained);
  const runners = new Set(run.mock.contexts);
  run.mockRestore();
  expect(seconds).toBeGreaterThan(0);
  expect(runners.size).toBe(graphs);
  expect(tf.memory().numTensors).toBe(tensors);
});
