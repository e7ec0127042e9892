/** What a repair on a dataset version could start from: which runs, and which clean samples; for a form to choose in. */
import type { DatasetVersion } from '../../src-shared/domain/dataset.ts';
import { fewestTrusted, USUAL_TRUSTED_SHARE } from '../../src-shared/domain/run.ts';
import type { BaseObstacle, RepairOffer } from '../../src-shared/rpc/contract.ts';
import type { DefenseEntry } from '../../src-shared/domain/catalog.ts';
import { findLatestCheckpoint, listRuns, listVersions, type Connection } from '../storage/index.ts';
import { specOf } from './audit-lookup.ts';
import type { AuditResults } from './audit-results.ts';

export interface RepairSources {
  /** Training samples that a person judged clean. */
  judgedClean: number;
  /** One byte a training sample, 1 = changed by an attack; null where the truth is not known. */
  touched: Uint8Array | null;
  kindOf: (defense: string) => DefenseEntry['kind'] | null;
  resultsOf: (run: number) => AuditResults;
}

/** By the same rules as starting a repair. */
export function describeRepairOffer(
  db: Connection,
  version: DatasetVersion,
  { judgedClean, touched, kindOf, resultsOf }: RepairSources,
): RepairOffer {
  const versions = new Map(
    listVersions(db).flatMap((one) => (one.dataset === version.dataset ? [[one.id, one]] : [])),
  );
  const runs = listRuns(db, { kind: 'audit' }).filter(({ versionId }) => versions.has(versionId ?? 0));
  const bases = runs.map((run): RepairOffer['bases'][number] => {
    const of = versions.get(run.versionId ?? 0) ?? version;
    const { defense, preset, arch, seed } = specOf(run);
    const obstacle = obstacleOf(of.id === version.id, findLatestCheckpoint(db, run.id, 'final') !== null);
    const final = obstacle === null ? resultsOf(run.id).document().final : null;
    return {
      run: run.id,
      dataset: of.dataset,
      version: of.version,
      ...{ defense, preset, arch, seed },
      state: run.state,
      cleanAccuracy: final?.cleanAccuracy ?? null,
      attackSuccess: final?.attackSuccess ?? null,
      isRepair: kindOf(defense) === 'repair',
      obstacle,
    };
  });
  const latest = bases.find(
    ({ defense, state, obstacle }) =>
      obstacle === null && state === 'finished' && kindOf(defense) === 'train',
  );
  const { train } = version.splits;
  const needed = fewestTrusted(train, version.classes.length);
  return {
    bases,
    latest: latest?.run ?? null,
    judgedClean,
    needed,
    knownClean: touched === null ? null : train - touched.reduce((sum, bit) => sum + bit, 0),
    train,
    usualShare: Math.min(1, Math.max(USUAL_TRUSTED_SHARE, needed / train)),
  };
}

/** A network knows the samples it was trained on, so only a run on the very same version will do. */
function obstacleOf(isSameVersion: boolean, hasModel: boolean): BaseObstacle | null {
  if (!isSameVersion) return 'other-data';
  return hasModel ? null : 'no-model';
}
