/** One pass of a run's network over the training samples: features, losses and entropies for detectors. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { sampleSize } from '../../src-shared/domain/sample-values.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { crossEntropyOfLogits, entropyOfLogits, predictionOfLogits } from '../../src-shared/math/entropy.ts';
import type { DetectJob } from '../../src-shared/worker/contract.ts';
import { selectBackend } from '../compute/select-backend.ts';
import { findArchitecture } from '../train/architectures/registry.ts';
import { decodeCheckpoint } from '../train/checkpoint/safetensors.ts';
import type { NetworkChoice } from '../train/detectors/detector.ts';
import { ClassFeatures } from '../train/detectors/support/class-features.ts';
import { predictRows } from '../train/metrics/predict.ts';
import type { Asked } from './detect-job.ts';
import type { LoadedVersion } from './load-version.ts';
import type { WorkerPort } from './port.ts';
import { prepareVersion, restoreNetwork } from './restore-model.ts';

/** Names that a checkpoint gives to networks which train beside the main one. */
const ATTACHED = 'attached/';

export async function askNetwork(
  job: DetectJob,
  choice: NetworkChoice,
  port: WorkerPort,
  pause: () => Promise<void>,
): Promise<Asked> {
  const backend = await selectBackend(job.spec.device);
  await port.send({ type: 'ready', backend: backend.description });
  const prepared = prepareVersion(job.workspace, job.versionId);
  const { train, version } = prepared.loaded;
  const { checkpointId, stage, isFallback } = pickCheckpoint(job, choice, prepared.loaded);
  const model = await restoreNetwork(prepared, job.spec, checkpointId);
  const { taps } = findArchitecture(job.spec.arch);
  const tap = tfl.model({
    inputs: model.inputs,
    outputs: [model.getLayer(taps.features).output as tfl.SymbolicTensor, model.outputs[0]!],
  });
  const size = sampleSize(version.shape);
  const total = train.labels.length;
  const rows = await predictRows(
    (x) => tf.concat(tap.apply(x) as tf.Tensor[], 1),
    prepared.normaliser,
    total,
    (begin, end) => {
      void port.send({
        ...{ type: 'progress', stage: 'Asking the network', done: begin, total, unit: 'samples' },
        ...{ etaSeconds: null, metrics: {} },
      });
      return train.values.subarray(begin * size, end * size);
    },
    port.signal,
  );
  tf.disposeVariables();

  const classes = version.classes.length;
  const stride = rows.length / total;
  const width = stride - classes;
  const logits = new Float32Array(total * classes);
  for (let i = 0; i < total; i++) {
    logits.set(rows.subarray(i * stride + width, (i + 1) * stride), i * classes);
  }
  const predicted = predictionOfLogits(logits, classes);
  const agreed = predicted.reduce((sum, label, i) => sum + (label === train.labels[i] ? 1 : 0), 0);
  return {
    view: {
      features: new ClassFeatures({ values: rows, width, stride }, train.labels, classes, pause),
      entropy: entropyOfLogits(logits, classes),
      loss: crossEntropyOfLogits(logits, train.labels, classes),
    },
    basis: { kind: 'network', stage, agreement: agreed / total },
    notes: isFallback
      ? [
          `This run kept no network that learned all given labels; the one of the stage "${stage}" was asked, which was kept from learning what the method suspected.`,
        ]
      : [],
  };
}

/**
 * A stage that trains a network beside the main one (a second head) leaves the main one's own end untrained: the next
 * checkpoint is taken then.
 */
function pickCheckpoint(
  job: DetectJob,
  choice: NetworkChoice,
  loaded: LoadedVersion,
): { checkpointId: number; stage: string; isFallback: boolean } {
  const candidates = job.networks[choice];
  for (const [i, candidate] of candidates.entries()) {
    const isLast = i === candidates.length - 1;
    const trainsBeside = (): boolean =>
      [...decodeCheckpoint(loaded.readCheckpoint(candidate.checkpointId)).arrays.keys()].some((name) =>
        name.startsWith(ATTACHED),
      );
    if (isLast || !trainsBeside()) return { ...candidate, isFallback: i > 0 };
  }
  throw new AssayError('conflict', `Run ${job.runId} has kept no ${choice} network yet.`, {
    runId: job.runId,
  });
}
