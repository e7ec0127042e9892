/** What the report says of scores, the rules that cut them, and the subsets that came of it. */
import type { DeclaredScores, DeclaredSubset } from '../../src-shared/schema/definitions.ts';
import {
  detectionOf,
  epochAgreement,
  proportionOf,
  scoreHistogram,
  sharedCount,
} from '../formats/report/figures.ts';
import type { ReportRule, ReportScore, ReportSubset } from '../formats/report/report-data.ts';
import { iterateTraces, type Connection } from '../storage/index.ts';
import { measureSubset } from './audit-figures.ts';
import type { AuditResults } from './audit-results.ts';

export function describeScore(
  db: Connection,
  results: AuditResults,
  flagged: Int32Array,
  titles: DeclaredScores,
): ReportScore {
  const { metric, mask } = results;
  const { title, unit, suspicious } = titles[metric] ?? { title: metric, unit: '', suspicious: 'low' };
  const scores = results.scores(metric) ?? new Float32Array(results.version.splits.train);
  const last = flagged.at(-1);
  const traces = results.rule === null ? [] : [...iterateTraces(db, results.run.id, results.rule.trace)];
  return {
    metric: { id: metric, title, unit, suspicious },
    selection:
      `The ${flagged.length} training samples at the ${suspicious} end of the score were flagged: a fixed share, ` +
      'isolated whether or not the data is poisoned.',
    threshold: last === undefined ? null : (scores[last] ?? null),
    histogram: scoreHistogram(scores, flagged, mask),
    rules: describeRules(results, flagged, titles),
    epochs: epochAgreement(traces, flagged, suspicious, mask),
  };
}

function describeRules(results: AuditResults, flagged: Int32Array, titles: DeclaredScores): ReportRule[] {
  const { mask } = results;
  return results.ranking.flatMap(({ metric: id, subset, isPaper }) => {
    const chosen = results.subset(subset);
    const scores = results.scores(id);
    if (chosen === null || scores === null) return [];
    const { title, suspicious } = titles[id] ?? { title: id, suspicious: 'low' };
    return [
      {
        id,
        title,
        isInForce: id === results.metric,
        isPaper,
        count: chosen.length,
        shared: sharedCount(chosen, flagged),
        detection: mask === null ? null : detectionOf(chosen, scores, suspicious, mask),
      },
    ];
  });
}

export function describeSubsets(
  results: AuditResults,
  declared: Readonly<Record<string, DeclaredSubset>>,
): ReportSubset[] {
  return Object.entries(declared).map(([name, { title, explanation, holds }]) => {
    const { count, precision } = measureSubset(results.subset(name), results.mask, holds);
    const proportion = precision === null ? null : proportionOf(Math.round(precision * count), count);
    return { name, title, explanation, count, precision: proportion };
  });
}
