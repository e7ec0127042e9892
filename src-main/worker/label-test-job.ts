/**
 * The `label-test` job: a training that leaves the suspicious samples of one label out, and what its network makes of
 * them. It keeps no checkpoints, being about as long as the first stage of an audit: stopped, it begins again.
 */
import * as tf from '@tensorflow/tfjs-core';
import { Rng } from '../../src-shared/math/rng.ts';
import type { LabelTestJob } from '../../src-shared/worker/contract.ts';
import { selectBackend } from '../compute/select-backend.ts';
import { findArchitecture } from '../train/architectures/registry.ts';
import type { TrainingData } from '../train/data/training-data.ts';
import type { RunReporter } from '../train/loop/context.ts';
import { TrainingSession } from '../train/loop/session.ts';
import { divideLabel, leaveLabelOut, type LabelTestOutcome } from '../train/metrics/leave-label-out.ts';
import { buildNetwork } from './build-network.ts';
import type { WorkerPort } from './port.ts';
import { prepareVersion } from './restore-model.ts';

export interface LabelTestResult extends LabelTestOutcome {
  suspects: number;
  middle: number;
  anchors: number;
  heldOut: number;
  seconds: number;
}

export async function runLabelTestJob(job: LabelTestJob, port: WorkerPort): Promise<LabelTestResult> {
  const startedAt = performance.now();
  const backend = await selectBackend(job.device);
  await port.send({ type: 'ready', backend: backend.description });
  const { loaded, normaliser, normalisation } = prepareVersion(job.workspace, job.versionId);
  const { version, train } = loaded;
  const data: TrainingData = { ...train, classes: version.classes, normalisation };
  const rng = Rng.fromSeed(job.seed).fork(`label-test-${job.label}`);
  const division = divideLabel(train.labels, job.label, job.ranked, rng);
  const architecture = findArchitecture(job.arch);
  const model = await buildNetwork(job, version);
  const outcome = await leaveLabelOut(
    {
      ...{ data, normaliser, rng, taps: architecture.taps, signal: port.signal },
      judged: { poison: [], clean: [] },
      trusted: new Int32Array(0),
      session: new TrainingSession(model, normaliser),
      newNetwork: () => architecture.build(version.shape, version.classes.length),
      flipIsHarmless: false,
      report: progressOnly(port),
      checkpointSeconds: Infinity,
    },
    job.label,
    division,
  );
  tf.disposeVariables();
  return {
    ...outcome,
    ...{ suspects: division.suspects.length, middle: division.middle.length },
    ...{ anchors: division.anchors.length, heldOut: division.heldOut.length },
    seconds: (performance.now() - startedAt) / 1000,
  };
}

const PROGRESS_MS = 100;

/** A reporter of a training of which only the outcome is kept. */
function progressOnly(port: WorkerPort): RunReporter {
  const nothing = (): Promise<void> => Promise.resolve();
  const begunAt = performance.now();
  let toldAt = -Infinity;
  return {
    async progress(stage, done, total, unit, metrics) {
      const now = performance.now();
      if (now - toldAt < PROGRESS_MS && done < total) return;
      toldAt = now;
      // At most: it ends as soon as the network has learned the labels.
      const etaSeconds = (((now - begunAt) / 1000) * (total - done)) / Math.max(1, done);
      await port.send({ type: 'progress', stage, done, total, unit, etaSeconds, metrics });
      // A step is synchronous: without this pause no cancel would ever be heard.
      await new Promise((resolve) => setImmediate(resolve));
    },
    timeline: nothing,
    log: (level, text) => port.send({ type: 'log', level, text }),
    scores: nothing,
    trace: nothing,
    subset: nothing,
    neurons: nothing,
    trigger: nothing,
    checkpoint: nothing,
    stage: nothing,
    evaluate: nothing,
  };
}
