/** What the report says of scores, the rules that cut them, and the subsets that came of it. */
import {
  detectionOf,
  epochAgreement,
  proportionOf,
  scoreHistogram,
  sharedCount,
} from '../formats/report/figures.ts';
import type { ReportRule, ReportScore, ReportSubset } from '../formats/report/report-data.ts';
import { iterateTraces, type Connection } from '../storage/index.ts';
import { PAPER_METRIC, PAPER_SUBSET } from './audit-figures.ts';
import type { AuditResults } from './audit-results.ts';

/** Scores as a defense declares them. */
export type DeclaredScores = Readonly<
  Record<string, { title: string; unit: string; suspicious: 'low' | 'high' }>
>;

const MEAN_SUBSET = 'poisonedMeanRule';

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
  const traces = [...iterateTraces(db, results.run.id, 'entropy')];
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
  const rules = [
    { id: 'entropy', subset: MEAN_SUBSET, isPaper: false },
    { id: PAPER_METRIC, subset: PAPER_SUBSET, isPaper: true },
  ];
  return rules.flatMap(({ id, subset, isPaper }) => {
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

export function describeSubsets(results: AuditResults): ReportSubset[] {
  const { poisoned, clean } = results.document().subsets;
  const precisionOf = (figures: typeof poisoned): ReportSubset['precision'] =>
    figures.precision === null
      ? null
      : proportionOf(Math.round(figures.precision * figures.count), figures.count);
  return [
    {
      name: 'poisoned',
      title: 'Isolated as suspicious',
      explanation: 'Unlearned, and left out of the cleaned dataset unless a person judged them clean.',
      count: poisoned.count,
      precision: precisionOf(poisoned),
    },
    {
      name: 'clean',
      title: 'Trusted with their label',
      explanation:
        'The samples of each class least like poison; fine-tuning used their labels and no others.',
      count: clean.count,
      precision: precisionOf(clean),
    },
  ];
}
