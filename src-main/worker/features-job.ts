/**
 * The `features` job: what a network makes of each training sample (the layer before the logits), sent in chunks, and
 * a picture of it in two dimensions.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { Rng } from '../../src-shared/math/rng.ts';
import type { FeaturesJob } from '../../src-shared/worker/contract.ts';
import { selectBackend } from '../compute/select-backend.ts';
import { predictLogits } from '../train/metrics/predict.ts';
import type { WorkerPort } from './port.ts';
import { projectFeatures } from './project-features.ts';
import { prepareVersion, restoreNetwork } from './restore-model.ts';

/** The layer every architecture names so. */
const FEATURES_LAYER = 'features';
const CHUNK_BYTES = 1024 * 1024;

export interface FeaturesResult {
  width: number;
  method: string;
  /** float32 [N,2], -1..1. */
  points: Float32Array;
}

export async function runFeaturesJob(job: FeaturesJob, port: WorkerPort): Promise<FeaturesResult> {
  const backend = await selectBackend(job.spec.device);
  await port.send({ type: 'ready', backend: backend.description });
  const prepared = prepareVersion(job.workspace, job.versionId);
  const { train, version } = prepared.loaded;
  const model = await restoreNetwork(prepared, job.spec, job.checkpointId);
  const tap = tfl.model({
    inputs: model.inputs,
    outputs: model.getLayer(FEATURES_LAYER).output,
  });
  const size = version.shape[0] * version.shape[1] * version.shape[2];
  const total = train.labels.length;
  const tell = (stage: string, done: number, of: number, unit: string): Promise<void> =>
    port.send({ type: 'progress', stage, done, total: of, unit, etaSeconds: null, metrics: {} });

  const values = await predictLogits(
    tap,
    prepared.normaliser,
    total,
    (begin, end) => {
      void tell('Computing features', begin, total, 'samples');
      return train.values.subarray(begin * size, end * size);
    },
    port.signal,
  );
  const width = values.length / total;
  const rowsOfChunk = Math.max(1, Math.floor(CHUNK_BYTES / (4 * width)));
  for (let begin = 0, chunk = 0; begin < total; begin += rowsOfChunk, chunk++) {
    const rows = values.slice(begin * width, Math.min(total, begin + rowsOfChunk) * width);
    await port.send({ type: 'features', width, chunk, values: rows });
  }
  const { points, method } = await projectFeatures(
    { values, width, labels: train.labels, rng: Rng.fromSeed(job.spec.seed).fork('projection') },
    (done, of) => tell('Drawing the map', done, of, 'steps'),
    port.signal,
  );
  tf.disposeVariables();
  return { width, method, points };
}
