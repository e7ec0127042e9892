/** The `poison` job: plants a known backdoor into copies of a version's training samples. */
import type { PoisonJob } from '../../src-shared/worker/contract.ts';
import { selectBackend } from '../compute/select-backend.ts';
import { poisonDataset } from '../train/attacks/poison-dataset.ts';
import { findAttack } from '../train/attacks/registry.ts';
import { bytesOfValues } from '../../src-shared/domain/sample-values.ts';
import { openVersion } from './load-version.ts';
import type { WorkerPort } from './port.ts';

/** Sends one `poisoned` frame with every row that changed. TensorFlow is loaded only for attacks that train. */
export async function runPoisonJob(job: PoisonJob, port: WorkerPort): Promise<null> {
  const { isCrafted } = findAttack(job.attack).info;
  const backend = isCrafted ? (await selectBackend(job.device)).description : null;
  const { version, train, test } = openVersion(job.workspace, job.versionId);
  await port.send({ type: 'ready', backend });
  port.signal.throwIfAborted();
  const { manifest, changed, triggeredTest, truth, notes } = await poisonDataset(
    {
      train,
      test,
      classes: version.classes,
      signal: port.signal,
      async onProgress(stage, done, total) {
        const news = { stage, done, total, unit: 'steps', etaSeconds: null, metrics: {} };
        await port.send({ type: 'progress', ...news });
        // A step is synchronous: without this pause no cancel would ever be heard.
        await new Promise((resolve) => setImmediate(resolve));
      },
    },
    job,
  );
  const { indices, labels, values } = changed;
  await port.send({
    type: 'poisoned',
    manifest,
    changed: { indices, labels, bytes: bytesOfValues(values) },
    triggeredTest: triggeredTest === null ? null : bytesOfValues(triggeredTest),
    truth,
    notes,
  });
  return null;
}
