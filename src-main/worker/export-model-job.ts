/**
 * Writes the final model of an audit as a TensorFlow.js LayersModel with a description of labels and preprocessing,
 * then loads what was written and compares its logits with ours before it counts as done.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { DatasetVersion } from '../../src-shared/domain/dataset.ts';
import type { Normalisation } from '../../src-shared/domain/normalisation.ts';
import { sampleSize } from '../../src-shared/domain/sample-values.ts';
import { executionOf } from '../../src-shared/domain/run.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import type { ExportModelJob } from '../../src-shared/worker/contract.ts';
import { selectBackend } from '../compute/select-backend.ts';
import type { WorkerPort } from './port.ts';
import { restoreModel } from './restore-model.ts';

const TOLERANCE = 1e-4;
const COMPARED = 64;
const LOADABLE_CLASSES_NOTE = 'Load with tf.loadLayersModel; no code of Assay is needed.';

export interface ExportModelResult {
  files: string[];
  /** Largest difference of logits between this model and the written one, on `compared` images. */
  largestDifference: number;
  compared: number;
}

export async function runExportModelJob(job: ExportModelJob, port: WorkerPort): Promise<ExportModelResult> {
  const backend = await selectBackend(job.spec.device);
  await port.send({ type: 'ready', backend: backend.description });
  const { loaded, model, normaliser, normalisation } = await restoreModel(job);
  await mkdir(job.folder, { recursive: true });
  await model.save(tf.io.withSaveHandler((artifacts) => writeArtifacts(job.folder, artifacts)));

  const { version } = loaded;
  const description = {
    format: 'assay-model/1',
    note: LOADABLE_CLASSES_NOTE,
    labels: version.classes,
    input: describeInput(version, normalisation),
    output: { dtype: 'float32', meaning: 'logits; apply softmax for probabilities' },
    training: {
      dataset: `${version.dataset}@${version.version}`,
      datasetSha256: version.sha256,
      defense: job.spec.defense,
      arch: job.spec.arch,
      seed: job.spec.seed,
      execution: executionOf(job.spec),
    },
  };
  await writeFile(join(job.folder, 'labels.json'), `${JSON.stringify(description, null, 2)}\n`, {
    flush: true,
  });

  const count = Math.min(COMPARED, loaded.train.labels.length);
  const x = normaliser.toTensor(loaded.train.values.subarray(0, count * sampleSize(version.shape)));
  const written = await tfl.loadLayersModel(tf.io.fromMemory(await readArtifacts(job.folder)));
  const difference = tf.tidy(() => {
    const ours = model.predict(x) as tf.Tensor;
    const theirs = written.predict(x) as tf.Tensor;
    return tf.max(tf.abs(tf.sub(ours, theirs))).dataSync()[0] as number;
  });
  if (!(difference <= TOLERANCE)) {
    throw new AssayError(
      'internal',
      `The exported model gives other logits than the trained one (difference ${difference}); it was not kept.`,
      { difference },
    );
  }
  return {
    files: ['model.json', 'weights.bin', 'labels.json'],
    largestDifference: difference,
    compared: count,
  };
}

function describeInput(
  { shape: [height, width, channels], resizeRule }: DatasetVersion,
  normalisation: Normalisation,
): object {
  if (normalisation === 'per-series') {
    return {
      shape: [height, channels],
      layout: 'NTV: samples, time steps, variables',
      dtype: 'float32',
      lengths: resizeRule,
      normalise:
        'x = (value - mean) / std, mean and population standard deviation over time of each variable of each series; std 1 where a variable is constant',
    };
  }
  return {
    shape: [height, width, channels],
    layout: 'NHWC',
    dtype: 'float32',
    channels: channels === 1 ? 'gray' : 'RGB',
    resize: resizeRule,
    normalise: 'x = (value / 255 - mean) / std, per channel, value 0..255',
    mean: normalisation.mean,
    std: normalisation.std,
  };
}

async function writeArtifacts(folder: string, artifacts: tf.io.ModelArtifacts): Promise<tf.io.SaveResult> {
  const weightData = artifacts.weightData;
  if (weightData === undefined) throw new TypeError('the model has no weights');
  const bytes = Array.isArray(weightData) ? concatenate(weightData) : new Uint8Array(weightData);
  await writeFile(join(folder, 'weights.bin'), bytes, { flush: true });
  const json = {
    format: 'layers-model',
    generatedBy: 'Assay',
    convertedBy: null,
    modelTopology: artifacts.modelTopology,
    weightsManifest: [{ paths: ['weights.bin'], weights: artifacts.weightSpecs }],
  };
  await writeFile(join(folder, 'model.json'), JSON.stringify(json), { flush: true });
  return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
}

async function readArtifacts(folder: string): Promise<tf.io.ModelArtifacts> {
  const json = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as {
    modelTopology: object;
    weightsManifest: [{ weights: tf.io.WeightsManifestEntry[] }];
  };
  const weights = await readFile(join(folder, 'weights.bin'));
  return {
    modelTopology: json.modelTopology,
    weightSpecs: json.weightsManifest[0].weights,
    weightData: new Uint8Array(weights).buffer,
  };
}

function concatenate(parts: ArrayBuffer[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(new Uint8Array(part), offset);
    offset += part.byteLength;
  }
  return whole;
}
