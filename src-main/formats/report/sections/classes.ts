/** Which classes the flagged samples are in, against the classes of the data. */
import { classesChart } from '../charts/classes-chart.ts';
import { dataText, html } from '../escape.ts';
import { count, interval, NOTHING, percent } from '../numbers.ts';
import { figure, table, withRange, type Section } from '../parts.ts';
import type { ReportClassShare, ReportData } from '../report-data.ts';

const DRAWN = 12;

export function classesSection({ classShares, flags }: ReportData): Section {
  const byCount = classShares.toSorted((a, b) => b.flagged.part - a.flagged.part);
  const drawn = byCount.slice(0, DRAWN);
  const rest = byCount.length - drawn.length;
  const [top] = byCount;
  const summary =
    top === undefined || flags.count === 0
      ? 'Nothing was flagged.'
      : html`${dataText(top.name, 60)} has ${percent(top.flagged.fraction)} of the flagged samples
        (${interval(top.flagged)}) and ${percent(top.data.fraction)} of the training
        data${top.lift === null ? '' : `, a lift of ${top.lift.toFixed(1)}`}.
        ${rest > 0 ? `The ${DRAWN} classes with most flagged samples are drawn; ${count(rest)} more are in the table.` : ''}`;
  const body = html`<p>
      Lift is a class’s share of the flagged samples divided by its share of the data; 1 is what chance would
      give. Easy classes are flagged more often without any attack, so read this together with the pictures.
    </p>
    ${drawn.length === 0 ? null : figure('Share of flagged samples and of the data, by class', classesChart(drawn, 'Bars of the share of flagged samples and of training data for each class'), summary, shareTable(byCount))}`;
  return { id: 'classes', title: 'Flagged samples by class', body };
}

function shareTable(shares: readonly ReportClassShare[]): ReturnType<typeof table> {
  return table(
    'All classes, most flagged first, with 95 % intervals.',
    [
      { title: 'Class' },
      { title: 'Flagged', isNumber: true },
      { title: 'Share of flagged', isNumber: true },
      { title: 'In training data', isNumber: true },
      { title: 'Share of data', isNumber: true },
      { title: 'Lift', isNumber: true },
    ],
    shares.map(({ name, flagged, data, lift }) => ({
      cells: [
        dataText(name, 60),
        count(flagged.part),
        withRange(percent(flagged.fraction), interval(flagged)),
        count(data.part),
        percent(data.fraction),
        lift === null ? NOTHING : lift.toFixed(2),
      ],
    })),
  );
}
