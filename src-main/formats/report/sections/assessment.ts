/** What is said of the dataset as a whole, from all its runs: each label with its reasons, then limits and next steps. */
import type { LabelAssessment } from '../../../../src-shared/domain/assessment.ts';
import type { Statement } from '../../../../src-shared/domain/assessment-words.ts';
import { dataText, html, type Html } from '../escape.ts';
import { count, counted, NOTHING, percent } from '../numbers.ts';
import { bullets, table, type Section } from '../parts.ts';
import type { ReportData } from '../report-data.ts';

/** Over-represented labels and pairs that are listed; report.json has all. */
const LISTED = 12;

export function assessmentSection({ assessment }: ReportData): Section {
  const { labels, statements, isolationRate, limits, next } = assessment;
  const told = labels.filter(
    ({ level, isCandidate }) => isCandidate || level === 'strong evidence' || level === 'some evidence',
  );
  const body = html`<p><strong>${assessment.headline.text}</strong></p>
    <p>
      This is about ${dataText(assessment.dataset, 80)}@${assessment.version} as a whole: all finished runs on
      it, detectors that ran on them, and what people judged, as they stood when this report was written.
    </p>
    ${told.map(labelPart)} ${labels.length === 0 ? null : labelTable(labels)} ${enrichmentTable(assessment)}
    ${agreementTable(assessment)}
    <h3>What this means</h3>
    ${bullets(texts([...statements, isolationRate.reason]))}
    ${limits.length === 0 ? null : html`<h3>What cannot be seen this way</h3>`}
    ${limits.length === 0 ? null : bullets(texts(limits))}
    <h3>What to do next</h3>
    ${bullets(texts(next))}`;
  return { id: 'assessment', title: 'The dataset as a whole', body };
}

function texts(statements: readonly Statement[]): string[] {
  return statements.map(({ text }) => text);
}

function labelPart({ className, count: samples, level, reasons }: LabelAssessment): Html {
  return html`<h3>${dataText(className, 60)} (${counted(samples, 'sample')}): ${level}</h3>
    ${bullets(texts(reasons))}`;
}

function labelTable(labels: readonly LabelAssessment[]): Html {
  return table(
    'Labels of which something was measured, the strongest evidence first.',
    [
      { title: 'Label' },
      { title: 'Samples', isNumber: true },
      { title: 'Separation D', isNumber: true },
      { title: 'Smallest spread', isNumber: true },
      { title: 'Contradicted', isNumber: true },
      { title: 'Evidence' },
    ],
    labels.map(({ className, count: samples, separations, artefacts, test, level }) => {
      const ratios = artefacts.flatMap(({ ratio }) => ratio ?? []);
      return {
        cells: [
          dataText(className, 60),
          count(samples),
          separations[0]?.value.toFixed(2) ?? NOTHING,
          ratios.length === 0 ? NOTHING : Math.min(...ratios).toFixed(2),
          test === null ? NOTHING : percent(1 - test.suspectsAgree),
          level,
        ],
        isChosen: level === 'strong evidence' || level === 'some evidence',
      };
    }),
  );
}

function enrichmentTable({ enrichment }: ReportData['assessment']): Html | null {
  if (enrichment.length === 0) return null;
  return table(
    'Labels among what the runs flagged, each run counting the same. A label that leads proves nothing alone.',
    [
      { title: 'Label' },
      { title: 'Share of flagged', isNumber: true },
      { title: 'Times its share', isNumber: true },
      { title: '' },
    ],
    enrichment.slice(0, LISTED).map(({ className, share, lift, isOverRepresented }) => ({
      cells: [
        dataText(className, 60),
        percent(share),
        lift.toFixed(1),
        isOverRepresented ? 'over-represented' : '',
      ],
    })),
  );
}

function agreementTable({ agreement }: ReportData['assessment']): Html | null {
  if (agreement.length === 0) return null;
  return table(
    'What two runs or detectors flagged alike.',
    [
      { title: 'Flagged by both' },
      { title: 'Samples', isNumber: true },
      { title: 'By chance', isNumber: true },
      { title: 'Of either', isNumber: true },
    ],
    agreement.slice(0, LISTED).map(({ a, b, shared, sharedByChance, jaccard }) => ({
      cells: [
        `${a} and ${b}`,
        count(shared),
        sharedByChance.toFixed(1),
        jaccard === null ? NOTHING : percent(jaccard),
      ],
    })),
  );
}
