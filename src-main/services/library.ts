/** What a workspace holds, as the first screen shows it. */
import { statSync } from 'node:fs';
import type { AuditSpec, RunRecord } from '../../src-shared/domain/run.ts';
import type { Library, LibraryRun, LibraryVersion, WorkspaceInfo } from '../../src-shared/rpc/contract.ts';
import {
  countRejections,
  listAttempts,
  listIncompleteImports,
  listRuns,
  listStages,
  listSubsets,
  listVersions,
  type Connection,
} from '../storage/index.ts';
import { FLAGGED_SUBSET } from './audit-figures.ts';
import type { VerdictService } from './verdicts.ts';

export function readLibrary(db: Connection, workspace: WorkspaceInfo, verdicts: VerdictService): Library {
  const versions = listVersions(db);
  const nameOf = new Map(versions.map(({ id, dataset, version }) => [id, `${dataset}@${version}`]));
  const runs = listRuns(db, { kind: 'audit' }).map((run) =>
    describeRun(db, run, nameOf.get(run.versionId ?? -1) ?? null),
  );
  return {
    workspace,
    sizeBytes: statSync(workspace.path).size,
    versions: versions.map((version): LibraryVersion => {
      const own = runs.filter(({ versionId }) => versionId === version.id);
      const finished = own.filter(
        ({ state, cleanAccuracy }) => state === 'finished' && cleanAccuracy !== null,
      );
      const [best] = [...finished].sort((a, b) => merit(b) - merit(a));
      return {
        id: version.id,
        dataset: version.dataset,
        version: version.version,
        origin: version.origin,
        modality: version.modality,
        splits: version.splits,
        classes: version.classes.length,
        judged: verdicts.column(version.id).reduce((sum, code) => sum + (code === 0 ? 0 : 1), 0),
        rejected: countRejections(db, version.id),
        createdAt: version.createdAt,
        flagged: own.find(({ flagged }) => flagged !== null)?.flagged ?? null,
        best:
          best === undefined
            ? null
            : { runId: best.id, cleanAccuracy: best.cleanAccuracy, attackSuccess: best.attackSuccess },
        lastRun: own[0] === undefined ? null : { id: own[0].id, state: own[0].state },
      };
    }),
    runs,
    incompleteImports: listIncompleteImports(db).map(({ dataset, source, samples }) => ({
      dataset,
      source,
      samples,
    })),
  };
}

/** An attack that succeeds outweighs any accuracy. */
function merit({ cleanAccuracy, attackSuccess }: LibraryRun): number {
  return (cleanAccuracy ?? 0) - (attackSuccess ?? 0);
}

export function describeRun(db: Connection, run: RunRecord, dataset: string | null): LibraryRun {
  // An audit's spec is what `planAudit` made.
  const spec = run.spec as AuditSpec;
  const stages = listStages(db, run.id);
  const last = stages.at(-1);
  const isMeasured = run.state === 'finished';
  return {
    id: run.id,
    versionId: run.versionId,
    dataset,
    state: run.state,
    defense: spec.defense,
    preset: spec.preset,
    arch: spec.arch,
    seed: spec.seed,
    usedVerdicts: spec.judged !== undefined,
    cleanAccuracy: isMeasured ? (last?.cleanAccuracy ?? null) : null,
    attackSuccess: isMeasured ? (last?.attackSuccess ?? null) : null,
    flagged: listSubsets(db, run.id).find(({ name }) => name === FLAGGED_SUBSET)?.indices.length ?? null,
    seconds: secondsOf(db, run.id),
    createdAt: run.createdAt,
    finishedAt: run.finishedAt,
    error: run.error,
  };
}

function secondsOf(db: Connection, runId: number): number {
  return listAttempts(db, runId).reduce(
    (sum, { startedAt, endedAt }) =>
      sum + (endedAt === null ? 0 : (Date.parse(endedAt) - Date.parse(startedAt)) / 1000),
    0,
  );
}
