/** What a run has for a detector to work from: a score of its own, a network that was kept, or the reason why not. */
import type { DefenseEntry } from '../../src-shared/domain/catalog.ts';
import type { DetectorEntry } from '../../src-shared/domain/detection.ts';
import type { OptionValue } from '../../src-shared/schema/fields.ts';
import type { DetectJob } from '../../src-shared/worker/contract.ts';
import { listCheckpoints, listScoreMetrics, type Connection } from '../storage/index.ts';
import type { AuditResults } from './audit-results.ts';

export type OfferedDefense = Pick<DefenseEntry, 'id' | 'scores' | 'undefendedStage'>;
type Results = Pick<AuditResults, 'run' | 'spec'>;
type Options = Readonly<Record<string, OptionValue>>;

/** The run's own score that the detector takes over; only of a finished run, whose scores no longer change. */
export function storedScoreFor(
  db: Connection,
  { run, spec }: Results,
  entry: DetectorEntry,
  options: Options,
  defenses: readonly OfferedDefense[],
): string | null {
  if (run.state !== 'finished') return null;
  const declared = defenses.find(({ id }) => id === spec.defense)?.scores ?? {};
  const there = listScoreMetrics(db, run.id);
  const rule = entry.storedScores.find(
    ({ metric, when }) =>
      there.includes(metric) &&
      declared[metric]?.suspicious === entry.score.suspicious &&
      Object.entries(when).every(([option, value]) => options[option] === value),
  );
  return rule?.metric ?? null;
}

/** Why a detector that takes no score over cannot run, in a sentence; null where it can. */
export function obstacleTo(
  db: Connection,
  results: Results,
  entry: DetectorEntry,
  options: Options,
  defenses: readonly OfferedDefense[],
): string | null {
  const { run, spec } = results;
  if (entry.needs === 'stored score') {
    const metric = entry.storedScores[0]?.metric ?? '';
    const able = defenses.filter(({ scores }) => scores[metric] !== undefined);
    return run.state !== 'finished' && able.some(({ id }) => id === spec.defense)
      ? `Run ${run.id} is ${run.state}: ${entry.id} is there when it has finished.`
      : `Run ${run.id} (${spec.defense}) has no ${entry.title.toLowerCase()}, which comes from the training itself and cannot be computed afterwards. Runs of these defenses have it: ${able.map(({ id }) => id).join(', ')}.`;
  }
  const networks = networksOf(db, results, defenses);
  const isFinal = options['network'] === 'final';
  if (networks[isFinal ? 'final' : 'learned'].length > 0) return null;
  return isFinal
    ? `Run ${run.id} is ${run.state} and has no final network yet. "assay resume" lets it go on.`
    : `Run ${run.id} is ${run.state} and kept no network of a finished stage: there is none to ask.`;
}

/** Networks that the run kept: those that may have learned the poison, and its result. */
export function networksOf(
  db: Connection,
  { run, spec }: Results,
  defenses: readonly OfferedDefense[],
): DetectJob['networks'] {
  const kept = listCheckpoints(db, run.id).filter(({ role }) => role !== 'progress');
  const wanted = defenses.find(({ id }) => id === spec.defense)?.undefendedStage ?? null;
  const undefended = kept.find(({ role, stage }) => role === 'stage' && stage === wanted);
  const final = kept.filter(({ role }) => role === 'final');
  const learned = undefended === undefined ? new Set([...kept.slice(0, 1), ...final]) : [undefended];
  const reference = ({ id, stage }: (typeof kept)[number]): { checkpointId: number; stage: string } => ({
    checkpointId: id,
    stage,
  });
  return { learned: [...learned].map(reference), final: final.map(reference) };
}
