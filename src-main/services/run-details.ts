/** A run as its screen shows it: results so far, attempts, log, what can be looked at, exports. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DefenseEntry } from '../../src-shared/domain/catalog.ts';
import type { ExportSummary, RunDetail } from '../../src-shared/rpc/contract.ts';
import {
  listAttempts,
  listExports,
  listScoreMetrics,
  listSubsets,
  listTraces,
  readLogs,
  type Connection,
} from '../storage/index.ts';
import type { AuditResults } from './audit-results.ts';
import { commandOf } from './run-command.ts';

const REPORT = 'report.html';

export function describeRunDetail(
  db: Connection,
  results: AuditResults,
  defense: DefenseEntry | undefined,
  workspace: string,
): RunDetail {
  const { run, version, spec } = results;
  return {
    document: results.document(),
    versionId: version.id,
    error: run.error === null ? null : withoutStack(run.error),
    attempts: listAttempts(db, run.id).map(({ attempt, startedAt, endedAt, outcome, backend }) => ({
      attempt,
      startedAt,
      endedAt,
      outcome,
      backend,
    })),
    logs: readLogs(db, run.id).map(({ level, text, createdAt }) => ({ level, text, createdAt })),
    metrics: describeMetrics(db, run.id, defense),
    metric: results.metric,
    subsets: listSubsets(db, run.id).map(({ name, indices }) => ({ name, count: indices.length })),
    // What the audit job returns, once it has.
    confusion:
      (run.result as { final?: { confusion: number[] | null } | null } | null)?.final?.confusion ?? null,
    judged: { poison: spec.judged?.poison.length ?? 0, clean: spec.judged?.clean.length ?? 0 },
    exports: listExports(db, run.id).map(({ id, folder, createdAt, files }): ExportSummary => {
      const hasReport = files.some(({ path }) => path === REPORT) && existsSync(join(folder, REPORT));
      return { id, folder, createdAt, files, reportPath: hasReport ? `/exports/${id}/${REPORT}` : null };
    }),
    command: commandOf(spec, defense, version, workspace),
  };
}

function withoutStack(error: NonNullable<RunDetail['error']>): NonNullable<RunDetail['error']> {
  const { stack: _stack, ...details } = error.details;
  return { ...error, details };
}

function describeMetrics(
  db: Connection,
  runId: number,
  defense: DefenseEntry | undefined,
): RunDetail['metrics'] {
  const finals = listScoreMetrics(db, runId);
  const traces = new Map(listTraces(db, runId).map(({ metric, epochs }) => [metric, epochs]));
  return [...new Set([...finals, ...traces.keys()])].sort().map((id) => {
    const declared = defense?.scores[id];
    return {
      id,
      title: declared?.title ?? id,
      unit: declared?.unit ?? '',
      suspicious: declared?.suspicious ?? null,
      hasFinal: finals.includes(id),
      epochs: traces.get(id) ?? [],
    };
  });
}
