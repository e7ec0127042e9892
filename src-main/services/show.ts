/** What a workspace holds, in one document. */
import { executionOf, type Execution, type RunState } from '../../src-shared/domain/run.ts';
import type { ImageShape, Split, VersionOrigin } from '../../src-shared/domain/dataset.ts';
import {
  countRejections,
  listExports,
  listIncompleteImports,
  listRuns,
  listStages,
  listVersions,
  readVerdicts,
  type Connection,
} from '../storage/index.ts';
import { specOf } from './audit-lookup.ts';

export interface ShownVersion {
  dataset: string;
  version: number;
  origin: VersionOrigin;
  samples: number;
  splits: Readonly<Record<Split, number>>;
  classes: readonly string[];
  shape: ImageShape;
  format: string;
  source: string | null;
  rejected: number;
  /** Samples a person has judged. */
  judged: number;
  sha256: string;
  createdAt: string;
}

export interface ShownRun {
  run: number;
  kind: string;
  dataset: string | null;
  state: RunState;
  defense: string | null;
  preset: string | null;
  arch: string | null;
  seed: number | null;
  execution: Execution | null;
  cleanAccuracy: number | null;
  attackSuccess: number | null;
  createdAt: string;
  finishedAt: string | null;
  exports: readonly string[];
  error: string | null;
}

export interface ShowDocument {
  workspace: string;
  versions: readonly ShownVersion[];
  incompleteImports: readonly { dataset: string; source: string; samples: number }[];
  runs: readonly ShownRun[];
}

export function showWorkspace(db: Connection, path: string): ShowDocument {
  const versions = listVersions(db);
  const nameOf = new Map(versions.map((one) => [one.id, `${one.dataset}@${one.version}`]));
  return {
    workspace: path,
    versions: versions.map((one) => ({
      dataset: one.dataset,
      version: one.version,
      origin: one.origin,
      samples: one.splits.train + one.splits.test,
      splits: one.splits,
      classes: one.classes,
      shape: one.shape,
      format: one.layout.importer,
      source: one.source,
      rejected: countRejections(db, one.id),
      judged: readVerdicts(db, one.id).size,
      sha256: one.sha256,
      createdAt: one.createdAt,
    })),
    incompleteImports: listIncompleteImports(db).map(({ dataset, source, samples }) => ({
      dataset,
      source,
      samples,
    })),
    runs: listRuns(db).map((run) => {
      const spec: Readonly<Record<string, unknown>> = { ...run.spec };
      const last = listStages(db, run.id).at(-1);
      return {
        run: run.id,
        kind: run.kind,
        dataset: nameOf.get(run.versionId ?? -1) ?? null,
        state: run.state,
        defense: textOf(spec['defense']),
        preset: textOf(spec['preset']),
        arch: textOf(spec['arch']),
        seed: typeof spec['seed'] === 'number' ? spec['seed'] : null,
        execution: run.kind === 'audit' ? executionOf(specOf(run)) : null,
        cleanAccuracy: last?.cleanAccuracy ?? null,
        attackSuccess: last?.attackSuccess ?? null,
        createdAt: run.createdAt,
        finishedAt: run.finishedAt,
        exports: listExports(db, run.id).map(({ folder }) => folder),
        error: run.error?.message ?? null,
      };
    }),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
