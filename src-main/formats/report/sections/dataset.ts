/** The dataset as it was audited: where it came from, its size, its classes, and what could not be read. */
import { dataText, html, type Content, type Html } from '../escape.ts';
import { count, counted, NOTHING, percent } from '../numbers.ts';
import { table, type Section } from '../parts.ts';
import type { ReportData } from '../report-data.ts';
import { datasetName } from '../words.ts';

const CLASSES_SHOWN = 20;
const REJECTED_SHOWN = 50;

export function datasetSection(data: ReportData): Section {
  const { dataset } = data;
  const [height, width, channels] = dataset.shape;
  const facts: [string, Content][] = [
    ['Dataset and version', datasetName(data)],
    [
      'Source',
      dataset.sourcePath === null
        ? 'made in this workspace'
        : html`<code>${dataText(dataset.sourcePath, 400)}</code>`,
    ],
    [
      'SHA-256 of the source',
      dataset.sourceSha256 === null ? NOTHING : html`<code>${dataset.sourceSha256}</code>`,
    ],
    ['SHA-256 of the version', html`<code>${dataset.sha256}</code>`],
    ['Format', dataset.importer],
    dataset.modality === 'series'
      ? ['Time series', `${count(height)} steps, ${counted(channels, 'variable')}; ${dataset.resizeRule}`]
      : [
          'Images',
          `${height} × ${width} pixels, ${channels === 1 ? 'gray' : `${channels} channels`}; ${dataset.resizeRule}`,
        ],
    [
      'Samples',
      `${count(dataset.splits.train)} training, ${count(dataset.splits.test)} test, in ${counted(dataset.classes.length, 'class', 'classes')}`,
    ],
    ['Not readable', dataset.rejectedCount === 0 ? 'none' : counted(dataset.rejectedCount, 'item')],
  ];
  const body = html`${table(
    'What was audited. The hash of the version covers the samples’ size, class names, labels and values of every sample in order.',
    [{ title: 'Property', className: 'key' }, { title: 'Value' }],
    facts.map((cells) => ({ cells })),
  )}
  ${classTable(data)}${rejectedTable(data)}`;
  return { id: 'dataset', title: 'The dataset', body };
}

function classTable({ dataset: { classes, splits } }: ReportData): Html {
  const rows = classes.map(({ name, train, test }) => ({
    cells: [
      dataText(name, 80),
      count(train),
      splits.train === 0 ? NOTHING : percent(train / splits.train),
      count(test),
    ],
  }));
  const whole = table(
    `${counted(classes.length, 'class', 'classes')} by their given labels.`,
    [
      { title: 'Class' },
      { title: 'Training samples', isNumber: true },
      { title: 'Share', isNumber: true },
      { title: 'Test samples', isNumber: true },
    ],
    rows,
  );
  if (classes.length <= CLASSES_SHOWN)
    return html`<h3>Classes</h3>
      ${whole}`;
  return html`<h3>Classes</h3>
    <details>
      <summary>Show all ${classes.length} classes</summary>
      ${whole}
    </details>`;
}

function rejectedTable({ dataset: { rejected, rejectedCount } }: ReportData): Html | null {
  if (rejectedCount === 0) return null;
  const shown = rejected.slice(0, REJECTED_SHOWN);
  const caption =
    shown.length < rejectedCount
      ? `The first ${count(shown.length)} of ${counted(rejectedCount, 'item')} of the source that could not become samples; they were not audited.`
      : `${counted(rejectedCount, 'item')} of the source could not become samples; what they hold was not audited.`;
  const rows = shown.map(({ name, reason }) => ({ cells: [dataText(name, 100), dataText(reason, 200)] }));
  return html`<h3>Not readable</h3>
    ${table(caption, [{ title: 'Item' }, { title: 'Reason' }], rows)}`;
}
