/** What the networks of a run see in one sample. */
import type { Explanation } from '../../src-shared/domain/explanation.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { runWorker } from '../jobs/worker-handle.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';
import { findLatestCheckpoint } from '../storage/index.ts';
import { findAudit, specOf, versionIdOf } from './audit-lookup.ts';
import { pickLearnedNetwork } from './features.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

/** Throws `conflict` for a run that has finished no stage yet. */
export async function explainSample(
  access: WorkspaceAccess,
  launch: LaunchWorker,
  runId: number,
  sampleIndex: number,
  signal: AbortSignal,
): Promise<Explanation> {
  const run = findAudit(access.db, runId);
  const learned = pickLearnedNetwork(access.db, runId);
  if (learned === null) {
    throw new AssayError('conflict', `Run ${runId} has finished no stage yet: there is no network to ask.`, {
      runId,
    });
  }
  const final = findLatestCheckpoint(access.db, runId, 'final');
  const networks = [learned, ...(final === null || final.id === learned.id ? [] : [final])];
  const { outcome, result } = await runWorker({
    launch,
    job: {
      kind: 'explain',
      workspace: access.path,
      versionId: versionIdOf(run),
      spec: specOf(run),
      sampleIndex,
      networks: networks.map(({ id, stage }) => ({ checkpointId: id, stage })),
    },
    signal,
    onFrame: () => undefined,
  });
  if (outcome === 'cancelled')
    throw new AssayError('run.cancelled', 'Looking into the networks was cancelled.');
  // What the explain job returns.
  return result as Explanation;
}
