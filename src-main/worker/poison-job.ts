/** The `poison` job: plants a known backdoor into copies of a version's training samples. */
import type { PoisonJob } from '../../src-shared/worker/contract.ts';
import { openWorkspaceReadOnly, readAllPixels, readLabels, readVersion } from '../storage/reading.ts';
import { poisonDataset } from '../train/attacks/poison-dataset.ts';
import type { WorkerPort } from './port.ts';

/** Sends one `poisoned` frame with every row that changed. */
export async function runPoisonJob(job: PoisonJob, port: WorkerPort): Promise<null> {
  const workspace = openWorkspaceReadOnly(job.workspace);
  try {
    const version = readVersion(workspace.db, job.versionId);
    await port.send({ type: 'ready', backend: null });
    const data = {
      shape: version.shape,
      pixels: readAllPixels(workspace.db, version.id, 'train'),
      labels: readLabels(workspace.db, version.id, 'train'),
    };
    port.signal.throwIfAborted();
    const { manifest, changed, truth, notes } = poisonDataset(data, version.classes, job);
    await port.send({ type: 'poisoned', manifest, changed, truth, notes });
    return null;
  } finally {
    workspace.close();
  }
}
