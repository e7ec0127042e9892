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
import type { InputNormaliser } from '../train/data/input-normaliser.ts';
import { sampleSize, type SampleValues } from '../../src-shared/domain/sample-values.ts';
import type { LoadedVersion } from './load-version.ts';
import type { WorkerPort } from './port.ts';
import { prepareVersion, restoreNetwork } from './restore-model.ts';
import { inputGradient } from '../train/optim/gradients.ts';

export async function runExplainJob(job: ExplainJob, port: WorkerPort): Promise<Explanation> {
  const backend = await selectBackend(job.spec.device);
  await port.send({ type: 'ready', backend: backend.description });
  const prepared = prepareVersion(job.workspace, job.versionId);
  const { version } = prepared.loaded;
  const values = valuesOf(prepared.loaded, job.sampleIndex);
  const networks: Explanation['networks'][number][] = [];
  for (const { stage, checkpointId } of job.networks) {
    port.signal.throwIfAborted();
    const model = await restoreNetwork(prepared, job.spec, checkpointId);
    networks.push({ stage, ...explain(model, prepared.normaliser, values) });
    model.dispose();
  }
  return { height: version.shape[0], width: version.shape[1], networks };
}

/** Indices run over both splits, training samples first. */
function valuesOf({ version, train, test }: LoadedVersion, index: number): SampleValues {
  const [split, row] = index < version.splits.train ? [train, index] : [test, index - version.splits.train];
  const size = sampleSize(version.shape);
  if (row >= split.labels.length) {
    throw new AssayError('not-found', `Version ${version.id} has no sample ${index}.`, { index });
  }
  return split.values.slice(row * size, (row + 1) * size);
}

function explain(
  model: tfl.LayersModel,
  normaliser: InputNormaliser,
  values: SampleValues,
): Omit<Explanation['networks'][number], 'stage'> {
  return tf.tidy(() => {
    const image = normaliser.toTensor(values);
    const logits = model.apply(image) as tf.Tensor2D;
    const predicted = tf.argMax(logits, 1).dataSync<'int32'>()[0] ?? 0;
    const logitOf = (x: tf.Tensor): tf.Scalar =>
      tf.sum(tf.slice(model.apply(x) as tf.Tensor2D, [0, predicted], [1, 1]));
    const gradient = inputGradient(logitOf, image);
    const strength = tf.max(tf.abs(gradient), -1);
    const saliency = tf.div(strength, tf.add(tf.max(strength), 1e-12)).dataSync<'float32'>();
    return { predicted, probabilities: [...tf.softmax(logits).dataSync<'float32'>()], saliency };
  });
}
