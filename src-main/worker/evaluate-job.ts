/** Measures the final model of a finished audit again, from its checkpoint. */
import type { EvaluateJob } from '../../src-shared/worker/contract.ts';
import { selectBackend } from '../compute/select-backend.ts';
import { restoreModel } from './restore-model.ts';
import { openVersion } from './load-version.ts';
import { Evaluator, type Measurement } from './evaluator.ts';
import { readTriggers } from './evaluator-trigger.ts';
import type { WorkerPort } from './port.ts';

export async function runEvaluateJob(job: EvaluateJob, port: WorkerPort): Promise<Measurement> {
  const backend = await selectBackend(job.spec.device);
  await port.send({ type: 'ready', backend: backend.description });
  const { loaded, model, normaliser } = await restoreModel(job);
  const { test } =
    job.testVersionId === job.versionId ? loaded : openVersion(job.workspace, job.testVersionId);
  const triggers = readTriggers(job.workspace, job.testVersionId);
  return new Evaluator(test, loaded.version.classes.length, triggers, normaliser).measure(model, port.signal);
}
