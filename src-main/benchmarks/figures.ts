/** What a run of a benchmark is worth, measured with what is known of its drill. */
import type { BenchmarkFigures } from '../../src-shared/domain/benchmark.ts';
import { targetClasses } from '../../src-shared/domain/attack.ts';
import type { AuditResults } from '../services/audit-results.ts';
import { readLabels, type Connection } from '../storage/index.ts';

/** `stage`: after which accuracy and success are told; null: at the end. */
export function measureRun(db: Connection, results: AuditResults, stage: string | null): BenchmarkFigures {
  const document = results.document();
  const at = stage === null ? document.final : document.stages.find(({ name }) => name === stage);
  const { mask, manifest } = results;
  const none = {
    cleanAccuracy: at?.cleanAccuracy ?? null,
    attackSuccess: at?.attackSuccess ?? null,
    robustAccuracy: at?.robustAccuracy ?? null,
    isolated: null,
    suspects: null,
    captured: null,
    kept: null,
    labelFound: null,
    recovered: null,
    auroc: null,
    seconds: document.seconds,
  };
  if (mask === null || results.rule === null) return none;
  const poisoned = mask.reduce((sum, bit) => sum + bit, 0);
  const suspects = results.subset('suspects');
  const caught = suspects?.reduce((sum, index) => sum + (mask[index] ?? 0), 0) ?? 0;
  // The guess is of one class: where several are attacked there is nothing to compare it with.
  const targets = manifest === null ? [] : targetClasses(manifest);
  return {
    ...none,
    isolated: document.subsets.poisoned.precision,
    kept: document.subsets.clean.precision,
    suspects: suspects === null || suspects.length === 0 ? null : caught / suspects.length,
    captured: suspects === null || poisoned === 0 ? null : caught / poisoned,
    labelFound: labelFound(results, targets.length === 1 ? (targets[0] ?? null) : null),
    recovered: shareRecovered(db, results, mask),
    auroc: document.flags.auroc,
  };
}

/** Whether the class that the second head takes most isolated samples for is the target class. */
function labelFound(results: AuditResults, target: number | null): number | null {
  const isolated = results.flagged;
  const predicted = results.scores('secondPredicted');
  if (isolated === null || predicted === null || target === null) return null;
  const votes = new Map<number, number>();
  for (const index of isolated) {
    const label = predicted[index] ?? -1;
    votes.set(label, (votes.get(label) ?? 0) + 1);
  }
  const [best] = [...votes].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return best === undefined ? null : Number(best[0] === target);
}

/** Of the poison that was given another class, the share that got its true one: the label before it was planted. */
function shareRecovered(db: Connection, results: AuditResults, mask: Uint8Array): number | null {
  const recovered = results.scores('recovered');
  const { parentId } = results.version;
  if (recovered === null || parentId === null) return null;
  const labels = readLabels(db, parentId, 'train');
  const relabelled = [...mask.keys()].filter((index) => mask[index] === 1 && (recovered[index] ?? -1) >= 0);
  if (relabelled.length === 0) return null;
  return relabelled.filter((index) => recovered[index] === labels[index]).length / relabelled.length;
}
