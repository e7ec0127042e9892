/** The trained network of an audit, put together again from its checkpoint. */
import type * as tfl from '@tensorflow/tfjs-layers';
import type { EvaluateJob, ExportModelJob } from '../../src-shared/worker/contract.ts';
import { PixelNormaliser } from '../train/data/batches.ts';
import { measureNormalisation, type Normalisation } from '../train/data/training-data.ts';
import { TrainingSession } from '../train/loop/session.ts';
import { buildNetwork } from './build-network.ts';
import { openVersion, type LoadedVersion } from './load-version.ts';

export async function restoreModel(job: EvaluateJob | ExportModelJob): Promise<{
  loaded: LoadedVersion;
  model: tfl.LayersModel;
  normaliser: PixelNormaliser;
  normalisation: Normalisation;
}> {
  const loaded = openVersion(job.workspace, job.versionId);
  const normalisation = measureNormalisation(loaded.train);
  const normaliser = new PixelNormaliser(loaded.version.shape, normalisation);
  const model = await buildNetwork(job.spec, loaded.version);
  new TrainingSession(model, normaliser).restore(loaded.readCheckpoint(job.checkpointId));
  return { loaded, model, normaliser, normalisation };
}
