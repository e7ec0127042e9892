/** What training ended with: before and after, stage by stage, and the curves. */
import { FRACTION_METRICS, fractionCurves, lossCurves } from '../charts/curves-chart.ts';
import { html, type Content, type Html } from '../escape.ts';
import {
  count,
  counted,
  duration,
  interval,
  NOT_MEASURABLE,
  NOTHING,
  percent,
  points,
  proportion,
} from '../numbers.ts';
import { bullets, figure, table, withRange, type Column, type Section } from '../parts.ts';
import { proportionOfRate } from '../figures.ts';
import type { Proportion, ReportData } from '../report-data.ts';
import { accuracyName, capital } from '../words.ts';

export function modelSection(data: ReportData): Section {
  const { evaluation, drill, subsets } = data;
  const tested =
    evaluation.testSamples === 0
      ? 'The dataset has no test split, so the models could not be measured.'
      : `Measured on ${counted(evaluation.testSamples, 'test sample')} that no training step has seen.`;
  const attack =
    drill === null
      ? `Attack success is ${NOT_MEASURABLE}: no trigger is known.`
      : evaluation.triggeredSamples === 0
        ? `Attack success is ${NOT_MEASURABLE}.`
        : `Attack success is the share of ${counted(evaluation.triggeredSamples, 'test sample')} of other classes than their target that are predicted as it once the trigger is applied; robust accuracy is the share of them that keep their true class.`;
  const trust = drill === null ? ' Test labels come from the same source and were not verified.' : '';
  const body = html`<p>${tested} ${attack}${trust}</p>
    ${beforeAfter(data)}${stagesTable(data)}${notes(data)}${curves(data)}${subsets.length === 0 ? null : subsetsTable(data)}`;
  return { id: 'model', title: 'The retrained model', body };
}

function beforeAfter(data: ReportData): Html | null {
  const { before, after } = data.evaluation;
  if (after === null) return null;
  const isDrill = data.drill !== null;
  const columns: Column[] = [
    { title: 'Model' },
    { title: accuracyName(data), isNumber: true },
    { title: 'Attack success', isNumber: true },
    ...(isDrill ? [{ title: 'Robust accuracy', isNumber: true }] : []),
  ];
  const models = before === null ? [after] : [before, after];
  const rows = models.map((model) => ({
    isChosen: model === after,
    cells: [
      capital(model.title),
      ranged(model.cleanAccuracy),
      ranged(model.attackSuccess),
      ...(isDrill ? [ranged(model.robustAccuracy)] : []),
    ],
  }));
  if (before !== null) {
    rows.push({
      isChosen: false,
      cells: [
        'Difference',
        difference(before.cleanAccuracy, after.cleanAccuracy),
        difference(before.attackSuccess, after.attackSuccess),
        ...(isDrill ? [difference(before.robustAccuracy, after.robustAccuracy)] : []),
      ],
    });
  }
  return html`<h3>Before and after</h3>
    ${table('Percentages of test samples with 95 % Wilson intervals.', columns, rows)}`;
}

function difference(before: Proportion | null, after: Proportion | null): string {
  return before === null || after === null ? NOTHING : points(after.fraction - before.fraction);
}

function ranged(value: Proportion | null): Content {
  return value === null ? NOT_MEASURABLE : withRange(percent(value.fraction), interval(value));
}

function stagesTable(data: ReportData): Html {
  const { testSamples, triggeredSamples } = data.evaluation;
  const isDrill = data.drill !== null;
  const columns: Column[] = [
    { title: 'Stage' },
    { title: 'Epochs', isNumber: true },
    { title: 'Updates', isNumber: true },
    { title: 'Time', isNumber: true },
    { title: accuracyName(data), isNumber: true },
    ...(isDrill ? [{ title: 'Attack success', isNumber: true }] : []),
  ];
  const rows = data.stages.map((stage) => ({
    cells: [
      html`${stage.name}<span class="stage">${stage.title}</span>`,
      String(Math.round(stage.epochs * 100) / 100),
      count(stage.updates),
      duration(stage.seconds),
      ranged(proportionOfRate(stage.cleanAccuracy, testSamples)),
      ...(isDrill ? [ranged(proportionOfRate(stage.attackSuccess, triggeredSamples))] : []),
    ],
  }));
  return html`<h3>Stage by stage</h3>
    ${table('The model as each stage left it.', columns, rows)}`;
}

function notes({ stages }: ReportData): Html | null {
  const all = stages.flatMap((stage) =>
    stage.notes.map((note) => html`<strong>${stage.name}:</strong> ${note}`),
  );
  return all.length === 0 ? null : bullets(all);
}

function curves(data: ReportData): Html {
  const stages = data.stages.map(({ name }) => name);
  const isDrill = data.drill !== null;
  const names = isDrill ? FRACTION_METRICS : { ...FRACTION_METRICS, cleanAccuracy: 'test accuracy' };
  const fractions = fractionCurves(
    data.timeline,
    stages,
    names,
    'Line chart of accuracy by update, a panel for each stage',
  );
  const loss = lossCurves(data.timeline, stages, 'Line chart of mean loss by update, a panel for each stage');
  return html`${fractions === null ? null : figure('Accuracy during training', fractions, fractionSummary(data, names), timelineTable(data, names))}
  ${loss === null ? null : figure('Loss during training', loss, lossSummary(data), timelineTable(data, { loss: 'Mean loss' }))}`;
}

function fractionSummary(data: ReportData, names: Readonly<Record<string, string>>): string {
  const ends = Object.entries(names).flatMap(([metric, name]) => {
    const values = data.timeline.flatMap((point) => point.metrics[metric] ?? []);
    const [first] = values;
    const last = values.at(-1);
    return first === undefined || last === undefined
      ? []
      : [`${name} from ${percent(first)} to ${percent(last)}`];
  });
  const agreement = data.timeline.some((point) => point.metrics['agreement'] !== undefined)
    ? ' Agreement with labels is measured on training samples, everything else on what its name says.'
    : '';
  return `First and last value: ${ends.join('; ')}.${agreement} Stages are drawn equally wide.`;
}

function lossSummary({ timeline, stages }: ReportData): string {
  const ends = stages.flatMap(({ name }) => {
    const values = timeline.flatMap((point) => (point.stage === name ? (point.metrics['loss'] ?? []) : []));
    const [first] = values;
    const last = values.at(-1);
    return first === undefined || last === undefined
      ? []
      : [`${name} from ${first.toFixed(3)} to ${last.toFixed(3)}`];
  });
  return `Mean loss: ${ends.join('; ')}. Each stage has its own objective and its own axis; unlearning raises the loss on purpose.`;
}

function timelineTable({ timeline }: ReportData, names: Readonly<Record<string, string>>): Html {
  const metrics = Object.keys(names).filter((metric) =>
    timeline.some((point) => point.metrics[metric] !== undefined),
  );
  const rows = timeline
    .filter((point) => metrics.some((metric) => point.metrics[metric] !== undefined))
    .map((point) => ({
      cells: [
        point.stage,
        String(Math.round(point.epoch * 100) / 100),
        count(point.step),
        ...metrics.map((metric) => {
          const value = point.metrics[metric];
          if (value === undefined) return NOTHING;
          return metric === 'loss' ? value.toFixed(4) : percent(value);
        }),
      ],
    }));
  const columns: Column[] = [
    { title: 'Stage' },
    { title: 'Epoch', isNumber: true },
    { title: 'Update', isNumber: true },
    ...metrics.map((metric) => ({ title: names[metric] ?? metric, isNumber: true })),
  ];
  return table('What was recorded during training.', columns, rows);
}

function subsetsTable(data: ReportData): Html {
  const isDrill = data.drill !== null;
  const columns: Column[] = [
    { title: 'Subset' },
    { title: 'Samples', isNumber: true },
    ...(isDrill ? [{ title: 'As its name says', isNumber: true }] : []),
    { title: 'What was done with it' },
  ];
  const rows = data.subsets.map((subset) => ({
    cells: [
      subset.title,
      count(subset.count),
      ...(isDrill ? [proportion(subset.precision)] : []),
      subset.explanation,
    ],
  }));
  return html`<h3>What the training samples were used for</h3>
    ${table('Subsets of the training split.', columns, rows)}`;
}
