/** Everything a stranger needs to check the report without trusting whoever made it. */
import { dataText, html, type Content, type Html } from '../escape.ts';
import { bytes, count, counted, NOTHING } from '../numbers.ts';
import { table, type Section } from '../parts.ts';
import type { ReportData, ReportFile } from '../report-data.ts';
import { hasFlagsFiles } from '../words.ts';

/** A cleaned image folder can hold tens of thousands of files; all of them are in report.json. */
const FILES_SHOWN = 40;

export function checkSection(data: ReportData): Section {
  const model = data.files.find(({ path }) => path.endsWith('model.json'));
  const body = html`<ol class="steps">
      <li>
        <strong>The exports are unchanged:</strong> compare the SHA-256 of each file with the table below, for
        instance with <code>sha256sum</code>. A report cannot hold its own hash; the manifest beside it does.
      </li>
      <li>
        <strong>The input is the one you mean:</strong> compare the hash of the source in
        <a href="#dataset">the dataset section</a> with yours.
      </li>
      ${
        data.run.command === null
          ? null
          : html`<li>
              <strong>The run can be repeated:</strong> on the CPU the same seed and settings give the same
              flags, on a GPU nearly the same.
              <pre>${dataText(data.run.command, 2000)}</pre>
            </li>`
      }
      ${
        model === undefined
          ? null
          : html`<li>
              <strong>The model needs nothing from Assay:</strong> stock TensorFlow.js loads it, for instance
              in Node with tfjs-node as here; label map and preprocessing lie beside it.
              <pre>
const model = await tf.loadLayersModel(&#39;file://./${dataText(model.path, 200)}&#39;);</pre>
            </li>`
      }
      <li>
        <strong>Every figure can be recomputed:</strong> report.json holds the numbers behind each
        chart${hasFlagsFiles(data) ? `, flags.csv and flags.json the scores of all ${counted(data.flags.of, 'training sample')}` : null}.
      </li>
    </ol>
    ${fileTable(data.files)}${versionTable(data)}`;
  return { id: 'check', title: 'How to check this report', body };
}

function fileTable(files: readonly ReportFile[]): Html {
  if (files.length === 0) return html`<p>Nothing was exported beside this report.</p>`;
  // Model and flags first: a dataset of many files would push them out of sight.
  const ordered = files.toSorted((a, b) => Number(isDataset(a)) - Number(isDataset(b)));
  const shown = ordered.slice(0, FILES_SHOWN);
  const rest = files.length - shown.length;
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  const caption = `${counted(files.length, 'exported file')}, ${bytes(total)}.${rest > 0 ? ` ${count(shown.length)} are shown; the other ${count(rest)} are in report.json and the manifest.` : ''}`;
  return html`<h3>Exported files</h3>
    ${table(
      caption,
      [{ title: 'File' }, { title: 'Size', isNumber: true }, { title: 'SHA-256', className: 'hash' }],
      shown.map((file) => ({ cells: [dataText(file.path, 120), bytes(file.bytes), file.sha256] })),
    )}`;
}

function isDataset({ path }: ReportFile): boolean {
  return path.startsWith('dataset/');
}

function versionTable({ software, run }: ReportData): Html {
  const rows: [string, Content][] = [
    ['Assay', software.program],
    ['Node.js', software.node],
    ['TensorFlow', software.tensorflow ?? NOTHING],
    ['TensorFlow.js', software.tfjs],
    ['Platform', software.platform],
    ['Computed on', run.backend ?? run.device],
  ];
  return html`<h3>Software</h3>
    ${table(
      'Versions that made this report.',
      [{ title: 'Program', className: 'key' }, { title: 'Version' }],
      rows.map((cells) => ({ cells })),
    )}`;
}
