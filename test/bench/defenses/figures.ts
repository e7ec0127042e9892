/** What one finished run is worth, measured with the truth of its drill. Fractions in 0..1; null where there is none. */
import {
  openWorkspaceReadOnly,
  readRun,
  readScores,
  listScoreMetrics,
  listSubsets,
} from '../../../src-main/storage/reading.ts';
import { readManifest, readTruth } from '../../../src-main/storage/repositories/truth.ts';
import type { AuditDocument } from '../../../src-shared/domain/audit.ts';

export interface CellFigures {
  cleanAccuracy: number | null;
  attackSuccess: number | null;
  /** Share of the isolated samples that are poisoned, and of the broad suspects. */
  isolated: number | null;
  suspects: number | null;
  /** Share of all poison among the broad suspects. */
  captured: number | null;
  /** Whether the guessed backdoor label is the target class. */
  labelFound: number | null;
  /** Share of relabelled poison that got its true class back. */
  recovered: number | null;
  auroc: number | null;
  seconds: number;
}

export function measureCell(workspace: string, document: AuditDocument): CellFigures {
  const opened = openWorkspaceReadOnly(workspace);
  const { db } = opened;
  try {
    const { versionId } = readRun(db, document.run);
    const truth = versionId === null ? [] : readTruth(db, versionId);
    const target = versionId === null ? null : (readManifest(db, versionId)?.target ?? null);
    const trueLabel = new Map(truth.map((one) => [one.index, one.trueLabel]));
    const subset = (name: string): Int32Array | null =>
      listSubsets(db, document.run).find((one) => one.name === name)?.indices ?? null;
    const score = (name: string): Float32Array | null =>
      listScoreMetrics(db, document.run).includes(name) ? readScores(db, document.run, name) : null;
    const suspects = subset('suspects');
    const caught = suspects?.filter((index) => trueLabel.has(index)).length ?? 0;
    const recovered = score('recovered');
    const relabelled = [...trueLabel.keys()].filter((index) => (recovered?.[index] ?? -1) >= 0);
    const right = relabelled.filter((index) => recovered?.[index] === trueLabel.get(index)).length;
    return {
      cleanAccuracy: document.final.cleanAccuracy,
      attackSuccess: document.final.attackSuccess,
      isolated: document.subsets.poisoned.precision,
      suspects: suspects === null ? null : caught / suspects.length,
      captured: suspects === null ? null : caught / trueLabel.size,
      labelFound: labelFound(subset('poisoned'), score('secondPredicted'), target),
      recovered: relabelled.length === 0 ? null : right / relabelled.length,
      auroc: document.flags.auroc,
      seconds: document.seconds,
    };
  } finally {
    opened.close();
  }
}

/** 1 where the class that the second head takes most isolated samples for is the target class. */
function labelFound(
  isolated: Int32Array | null,
  predicted: Float32Array | null,
  target: number | null,
): number | null {
  if (isolated === null || predicted === null || target === null) return null;
  const votes = new Map<number, number>();
  for (const index of isolated) votes.set(predicted[index]!, (votes.get(predicted[index]!) ?? 0) + 1);
  const [best] = [...votes].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return best === undefined ? null : Number(best[0] === target);
}
