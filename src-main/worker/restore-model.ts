/** The trained network of an audit, put together again from a checkpoint. */
import type * as tfl from '@tensorflow/tfjs-layers';
import type { Normalisation } from '../../src-shared/domain/normalisation.ts';
import type { AuditSpec } from '../../src-shared/domain/run.ts';
import type { ExportModelJob } from '../../src-shared/worker/contract.ts';
import { InputNormaliser } from '../train/data/input-normaliser.ts';
import { measureNormalisation } from '../train/data/training-data.ts';
import { TrainingSession } from '../train/loop/session.ts';
import { buildNetwork } from './build-network.ts';
import { openVersion, type LoadedVersion } from './load-version.ts';

/** A version with what a network needs to read its samples. */
export interface PreparedVersion {
  loaded: LoadedVersion;
  normaliser: InputNormaliser;
  normalisation: Normalisation;
}

export function prepareVersion(workspace: string, versionId: number): PreparedVersion {
  const loaded = openVersion(workspace, versionId);
  const normalisation = measureNormalisation(loaded.train);
  return { loaded, normalisation, normaliser: new InputNormaliser(loaded.version.shape, normalisation) };
}

export async function restoreNetwork(
  { loaded, normaliser }: PreparedVersion,
  spec: AuditSpec,
  checkpointId: number,
): Promise<tfl.LayersModel> {
  const model = await buildNetwork(spec, loaded.version);
  new TrainingSession(model, normaliser).restore(loaded.readCheckpoint(checkpointId));
  return model;
}

export async function restoreModel(
  job: Pick<ExportModelJob, 'workspace' | 'versionId' | 'checkpointId' | 'spec'>,
): Promise<PreparedVersion & { model: tfl.LayersModel }> {
  const prepared = prepareVersion(job.workspace, job.versionId);
  return { ...prepared, model: await restoreNetwork(prepared, job.spec, job.checkpointId) };
}
