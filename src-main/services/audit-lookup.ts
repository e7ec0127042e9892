/** Finding an audit, its dataset and its final model. */
import type { AuditSpec, RunRecord } from '../../src-shared/domain/run.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { findLatestCheckpoint, listRuns, readRun, type Connection } from '../storage/index.ts';

export type RunReference = number | 'latest';

/** Throws `not-found` for an unknown run, `usage.invalid` for one that is no audit. */
export function findAudit(db: Connection, reference: RunReference): RunRecord {
  const run = reference === 'latest' ? listRuns(db, { kind: 'audit' }, 1)[0] : readRun(db, reference);
  if (run === undefined) throw new AssayError('not-found', `${db.name} holds no audit yet.`);
  if (run.kind === 'audit') return run;
  throw new AssayError('usage.invalid', `Run ${run.id} is no audit but of the kind "${run.kind}".`, {
    run: run.id,
  });
}

/** An audit's spec is what `plan` made. */
export function specOf(run: RunRecord): AuditSpec {
  return run.spec as AuditSpec;
}

export function versionIdOf(run: RunRecord): number {
  if (run.versionId !== null) return run.versionId;
  throw new AssayError('not-found', `The dataset of run ${run.id} is no longer in the workspace.`, {
    run: run.id,
  });
}

/** Id of the final model's checkpoint. Throws `conflict` for a run without one. */
export function requireFinalCheckpoint(db: Connection, run: RunRecord): number {
  const found = findLatestCheckpoint(db, run.id, 'final');
  if (found !== null) return found.id;
  throw new AssayError(
    'conflict',
    `Run ${run.id} is ${run.state} and has no final model yet. "assay resume" lets it go on.`,
    { run: run.id, state: run.state },
  );
}
