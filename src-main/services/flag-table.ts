/** Every training sample with its scores, rank and flag, as the flags files hold it. */
import type { FlagTable } from '../formats/report/flags-files.ts';
import { orderBySuspicion } from '../../src-shared/math/rank.ts';
import { readLabels, readSamples, readVerdicts, type Connection } from '../storage/index.ts';
import { CLEAN_SUBSET } from './audit-figures.ts';
import type { AuditResults } from './audit-results.ts';
import type { ReportSetup } from './report-data.ts';
import type { DeclaredScores } from '../../src-shared/schema/definitions.ts';

/** Scores that a defense declares become columns; what it found besides (predictions, margins) is not a score. */
export function gatherFlags(db: Connection, results: AuditResults, setup: ReportSetup): FlagTable {
  const { run, version, spec, metric } = results;
  const declared = setup.defenses.find(({ id }) => id === spec.defense)?.scores ?? {};
  const scores = Object.entries(declared).flatMap(([id, { title, unit, suspicious }]) => {
    const values = results.scores(id);
    return values === null ? [] : [{ metric: { id, title, unit, suspicious }, values }];
  });
  const flagged = results.flagged ?? new Int32Array(0);
  return {
    run: run.id,
    dataset: version.dataset,
    version: version.version,
    datasetSha256: version.sha256,
    defense: spec.defense,
    seed: spec.seed,
    metric,
    classes: version.classes,
    labels: readLabels(db, version.id, 'train'),
    names: readSamples(db, version.id, 0, version.splits.train).map(({ name }) => name),
    predicted: results.scores('predicted'),
    scores,
    order: suspicionOrder(results, declared),
    flagged,
    partitions: [
      { name: 'isolated', indices: flagged },
      { name: 'labelled', indices: results.subset(CLEAN_SUBSET) ?? [] },
    ],
    verdicts: readVerdicts(db, version.id),
    planted: results.mask,
  };
}

/**
 * All training samples, most suspicious first. Flagged samples lead in the order the method gave them, which breaks ties by more than
 * the score alone.
 */
export function suspicionOrder(results: AuditResults, declared: DeclaredScores): Int32Array {
  const { metric, version } = results;
  const flagged = results.flagged ?? new Int32Array(0);
  const values = results.scores(metric) ?? new Float32Array(version.splits.train);
  const byScore = orderBySuspicion(values, declared[metric]?.suspicious ?? 'low');
  const isFlagged = new Set(flagged);
  return Int32Array.from([...flagged, ...byScore.filter((index) => !isFlagged.has(index))]);
}
