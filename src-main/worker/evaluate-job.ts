/** Measures the final model of a finished audit again, from its checkpoint. */
import type { EvaluateJob } from '../../src-shared/worker/contract.ts';
import { selectBackend } from '../compute/select-backend.ts';
import { restoreModel } from './restore-model.ts';
import { Evaluator, type Measurement } from './evaluator.ts';
import { readTriggers } from './evaluator-trigger.ts';
import type { WorkerPort } from './port.ts';

export async function runEvaluateJob(job: EvaluateJob, port: WorkerPort): Promise<Measurement> {
  const backend = await selectBackend(job.spec.device);
  await port.send({ type: 'ready', backend: backend.description });
  const { loaded, model, normaliser } = await restoreModel(job);
  const classes = loaded.version.classes.length;
  return new Evaluator(loaded.test, classes, readTriggers(job.workspace, job.versionId), normaliser).measure(
    model,
    port.signal,
  );
}
