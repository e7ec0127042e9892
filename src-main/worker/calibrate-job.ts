/** The `calibrate` job: seconds to train one image once, for a forecast before a run. */
import { DEFAULT_EXECUTION } from '../../src-shared/domain/run.ts';
import type { CalibrateJob } from '../../src-shared/worker/contract.ts';
import { newStepRunner } from '../compute/capture/execution.ts';
import { selectBackend } from '../compute/select-backend.ts';
import { InputNormaliser } from '../train/data/input-normaliser.ts';
import { secondsPerTrainedImage } from './calibrate.ts';
import type { WorkerPort } from './port.ts';

export async function runCalibrateJob(job: CalibrateJob, port: WorkerPort): Promise<number> {
  const backend = await selectBackend(job.device);
  await port.send({ type: 'ready', backend: backend.description });
  // The speed does not depend on what the pixels are shifted and scaled by.
  const flat = new Array<number>(job.shape[2]).fill(0.5);
  const normaliser = new InputNormaliser(job.shape, { mean: flat, std: flat });
  const runner = newStepRunner(DEFAULT_EXECUTION, Infinity);
  return secondsPerTrainedImage([job.arch, job.shape, job.classes, normaliser], runner);
}
