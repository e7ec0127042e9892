/** The score, the rule that flags by it, the other rules beside it, and how steady the flags are over epochs. */
import { epochsChart } from '../charts/epochs-chart.ts';
import { histogramChart } from '../charts/histogram-chart.ts';
import { html, type Content, type Html } from '../escape.ts';
import { count, counted, estimate, interval, NOTHING, percent, proportion, score } from '../numbers.ts';
import { figure, table, withRange, type Column, type Section } from '../parts.ts';
import type { Proportion, ReportData, ReportHistogram } from '../report-data.ts';

export function scoreSection(data: ReportData): Section {
  const { metric, selection, threshold } = data.score;
  const body = html`<p>
      The score is <strong>${metric.title.toLowerCase()}</strong>, in ${metric.unit}; ${metric.suspicious}
      values are suspicious.
      ${selection}${threshold === null ? '' : ` The last flagged sample has ${score(threshold)} ${metric.unit}.`}
    </p>
    ${histogramFigure(data)} ${data.score.rules.length === 0 ? null : rulesTable(data)}
    ${data.score.epochs.length === 0 ? null : epochsFigure(data)}`;
  return { id: 'score', title: 'Score and threshold', body };
}

function histogramFigure({ score: { histogram, metric, threshold } }: ReportData): Html {
  const chart = histogramChart({
    histogram,
    threshold,
    title: `Histogram of ${metric.title.toLowerCase()} for flagged and other samples`,
    axis: `${metric.title.toLowerCase()}, ${metric.unit}${histogram.scale === 'log' ? ' (logarithmic)' : ''}`,
    logCounts: null,
  });
  return figure(
    'How the score is spread',
    chart,
    histogramSummary(histogram, threshold),
    histogramTable(histogram),
  );
}

function histogramSummary(
  { flagged, others, planted, low, high, scale }: ReportHistogram,
  threshold: number | null,
): string {
  const all = flagged.map((value, bin) => value + (others[bin] ?? 0));
  const total = sum(all);
  const middle = all.findIndex((_, bin) => 2 * sum(all.slice(0, bin + 1)) >= total);
  const edges = edgesOf(low, high, scale, all.length);
  const line = threshold === null ? '' : ` The threshold is at ${score(threshold)}.`;
  const drill =
    planted === null
      ? ''
      : ` The dashed line counts the ${counted(sum(planted), 'planted sample')}, flagged or not.`;
  return `${counted(sum(flagged), 'sample')} are flagged and ${count(sum(others))} are not; half of all samples score below about ${score(edges[middle + 1] ?? high)}.${line}${drill}`;
}

function histogramTable({ flagged, others, planted, low, high, scale }: ReportHistogram): Html {
  const edges = edgesOf(low, high, scale, flagged.length);
  const columns: Column[] = [
    { title: 'Score from' },
    { title: 'to', isNumber: true },
    { title: 'Flagged', isNumber: true },
    { title: 'Not flagged', isNumber: true },
    ...(planted === null ? [] : [{ title: 'Planted', isNumber: true }]),
  ];
  const rows = flagged.map((value, bin) => ({
    cells: [
      score(edges[bin] ?? low),
      score(edges[bin + 1] ?? high),
      count(value),
      count(others[bin] ?? 0),
      ...(planted === null ? [] : [count(planted[bin] ?? 0)]),
    ],
  }));
  return table('Samples by score.', columns, rows);
}

function edgesOf(low: number, high: number, scale: 'linear' | 'log', bins: number): number[] {
  return Array.from({ length: bins + 1 }, (_, i) =>
    scale === 'log' ? low * (high / low) ** (i / bins) : low + ((high - low) * i) / bins,
  );
}

function rulesTable(data: ReportData): Html {
  const { rules } = data.score;
  const isDrill = data.drill !== null;
  const columns: Column[] = [
    { title: 'Rule' },
    { title: 'Flagged', isNumber: true },
    { title: 'Same as in force', isNumber: true },
    ...(isDrill
      ? [
          { title: 'Precision', isNumber: true },
          { title: 'Recall', isNumber: true },
          { title: 'AUROC', isNumber: true },
        ]
      : []),
  ];
  const rows = rules.map((rule) => ({
    isChosen: rule.isInForce,
    cells: [
      html`${rule.title} ${tags(rule.isInForce, rule.isPaper)}`,
      count(rule.count),
      rule.isInForce
        ? NOTHING
        : `${count(rule.shared)} (${rule.count === 0 ? NOTHING : percent(rule.shared / rule.count)})`,
      ...(isDrill ? detectionCells(rule.detection) : []),
    ],
  }));
  const note: Content = isDrill
    ? 'Precision: share of flagged samples that carry planted poison. Recall: share of planted samples that are flagged. AUROC: how well the score separates the two over all thresholds. 95 % intervals: Wilson, for AUROC Hanley and McNeil.'
    : 'How many flagged samples really are poison is unknown without ground truth; the table shows how far the rules agree.';
  return html`<h3>${rules.length > 1 ? 'The rule in force, and others beside it' : 'The rule in force'}</h3>
    ${table(note, columns, rows)}`;
}

function tags(isInForce: boolean, isPaper: boolean): Content {
  return [
    isInForce ? html`<span class="tag">in force</span> ` : null,
    isPaper ? html`<span class="tag">the paper’s rule</span>` : null,
  ];
}

function detectionCells(detection: ReportData['score']['rules'][number]['detection']): Content[] {
  if (detection === null) return [NOTHING, NOTHING, NOTHING];
  const { precision, recall, auroc } = detection;
  const range = auroc === null || auroc.low === null ? null : estimate(auroc).replace(/^[^(]*\(|\)$/g, '');
  return [
    ranged(precision),
    ranged(recall),
    auroc === null ? NOTHING : withRange(auroc.value.toFixed(3), range),
  ];
}

function ranged(value: Proportion | null): Content {
  return value === null ? NOTHING : withRange(percent(value.fraction), interval(value));
}

function epochsFigure(data: ReportData): Html {
  const { epochs } = data.score;
  const isDrill = epochs.some(({ precision }) => precision !== null);
  const agreements = epochs.map(({ agreement }) => agreement.fraction);
  const precisions = epochs.flatMap(({ precision }) => (precision === null ? [] : [precision.fraction]));
  const truth = isDrill ? `; of their own choice ${rangeOf(precisions)} was planted poison` : '';
  const summary = `One epoch is a noisy judge: taken alone, single epochs would have flagged ${rangeOf(agreements)} of the same samples as the final rule${truth}. Vertical lines are 95 % intervals.`;
  const columns: Column[] = [
    { title: 'Epoch' },
    { title: 'Same as the final flags', isNumber: true },
    ...(isDrill ? [{ title: 'Planted poison', isNumber: true }] : []),
  ];
  const rows = epochs.map(({ epoch, agreement, precision }) => ({
    cells: [epoch, proportion(agreement), ...(isDrill ? [proportion(precision)] : [])],
  }));
  const chart = epochsChart(
    epochs,
    'Line chart by epoch: share of each epoch’s own choice that equals the final flags',
  );
  const numbers = table(
    'The same number of most suspicious samples, chosen by each epoch alone.',
    columns,
    rows,
  );
  return figure('How steady the flags are', chart, summary, numbers);
}

/** `9 % to 22 %`, or one figure where both are the same. */
function rangeOf(fractions: readonly number[]): string {
  const low = percent(Math.min(...fractions), 0);
  const high = percent(Math.max(...fractions), 0);
  return low === high ? low : `${low} to ${high}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
