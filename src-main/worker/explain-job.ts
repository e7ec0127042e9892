/**
 * The `explain` job: what networks look at in one sample. Saliency is the absolute gradient of the predicted class's
 * logit with respect to the input, the largest over channels (Simonyan et al. 2014, section 3).
 */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { Explanation } from '../../src-shared/domain/explanation.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import type { ExplainJob } from '../../src-shared/worker/contract.ts';
import { selectBackend } from '../compute/select-backend.ts';
import type { PixelNormaliser } from '../train/data/batches.ts';
import type { LoadedVersion } from './load-version.ts';
import type { WorkerPort } from './port.ts';
import { prepareVersion, restoreNetwork } from './restore-model.ts';

export async function runExplainJob(job: ExplainJob, port: WorkerPort): Promise<Explanation> {
  const backend = await selectBackend(job.spec.device);
  await port.send({ type: 'ready', backend: backend.description });
  const prepared = prepareVersion(job.workspace, job.versionId);
  const { version } = prepared.loaded;
  const pixels = pixelsOf(prepared.loaded, job.sampleIndex);
  const networks: Explanation['networks'][number][] = [];
  for (const { stage, checkpointId } of job.networks) {
    port.signal.throwIfAborted();
    const model = await restoreNetwork(prepared, job.spec, checkpointId);
    networks.push({ stage, ...explain(model, prepared.normaliser, pixels) });
    model.dispose();
  }
  return { height: version.shape[0], width: version.shape[1], networks };
}

/** Indices run over both splits, training samples first. */
function pixelsOf({ version, train, test }: LoadedVersion, index: number): Uint8Array {
  const [split, row] = index < version.splits.train ? [train, index] : [test, index - version.splits.train];
  const size = version.shape[0] * version.shape[1] * version.shape[2];
  if (row >= split.labels.length) {
    throw new AssayError('not-found', `Version ${version.id} has no sample ${index}.`, { index });
  }
  return split.pixels.slice(row * size, (row + 1) * size);
}

function explain(
  model: tfl.LayersModel,
  normaliser: PixelNormaliser,
  pixels: Uint8Array,
): Omit<Explanation['networks'][number], 'stage'> {
  return tf.tidy(() => {
    const image = normaliser.toTensor(pixels);
    const logits = model.apply(image) as tf.Tensor2D;
    const predicted = tf.argMax(logits, 1).dataSync<'int32'>()[0] ?? 0;
    const logitOf = (x: tf.Tensor): tf.Scalar =>
      tf.sum(tf.slice(model.apply(x) as tf.Tensor2D, [0, predicted], [1, 1]));
    const gradient = tf.grad(logitOf)(image);
    const strength = tf.max(tf.abs(gradient), 3);
    const saliency = tf.div(strength, tf.add(tf.max(strength), 1e-12)).dataSync<'float32'>();
    return { predicted, probabilities: [...tf.softmax(logits).dataSync<'float32'>()], saliency };
  });
}
