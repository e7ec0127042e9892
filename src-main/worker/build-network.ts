/** The network of an audit: built from the spec, with its first weights drawn from the spec's seed. */
import type * as tfl from '@tensorflow/tfjs-layers';
import type { DatasetVersion } from '../../src-shared/domain/dataset.ts';
import type { AuditSpec } from '../../src-shared/domain/run.ts';
import { Rng } from '../../src-shared/math/rng.ts';
import { initialiseWeights } from '../train/architectures/initialise.ts';
import { findArchitecture } from '../train/architectures/registry.ts';

export async function buildNetwork(
  spec: Pick<AuditSpec, 'arch' | 'seed'>,
  version: Pick<DatasetVersion, 'shape' | 'classes'>,
): Promise<tfl.LayersModel> {
  const model = await findArchitecture(spec.arch).build(version.shape, version.classes.length);
  initialiseWeights(model, Rng.fromSeed(spec.seed).fork('init'));
  return model;
}
