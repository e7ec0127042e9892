/**
 * A benchmark as one HTML file: no script, nothing loaded from anywhere, light or dark by the reader's system, always light
 * on paper. It uses the report's look.
 */
import { createHash } from 'node:crypto';
import type {
  BenchmarkCell,
  BenchmarkDocument,
  BenchmarkTable,
} from '../../../src-shared/domain/benchmark.ts';
import { html, Html, type Content } from '../report/escape.ts';
import { utc } from '../report/numbers.ts';
import { bullets, section, table as tableOf } from '../report/parts.ts';
import { STYLES } from '../report/styles.ts';
import { cellsChart } from './chart.ts';
import {
  detailRows,
  headlineText,
  mainRows,
  NOTHING,
  oursText,
  paperText,
  progressText,
  stateText,
  titleOf,
  type Rows,
} from './words.ts';

const OWN_STYLES = `
main, header, footer, nav { max-width: 1040px; }
.scroll { position: relative; max-width: 100%; }
.scroll table { border-collapse: separate; border-spacing: 0; }
.scroll th:first-child { position: sticky; left: 0; z-index: 1; background: var(--page); padding-right: 14px; }
.scroll thead th { white-space: normal; }
.matrix td { min-width: 84px; }
.matrix .pair { display: block; }
.matrix .paper-number { color: var(--muted); font-size: 0.92em; }
.matrix .state { color: var(--muted); font-style: italic; white-space: normal; }
.matrix .failed { color: var(--flagged); font-weight: 600; }
circle.paper { fill: var(--page); stroke: var(--muted); stroke-width: 1.6; }
path.ours { fill: var(--accent); stroke: var(--page); stroke-width: 0.8; }
.link { stroke: var(--others); stroke-width: 1; stroke-dasharray: 2 2.5; }
.deviation { stroke: var(--accent); stroke-width: 3; opacity: 0.45; }
.warning { border-left: 4px solid var(--flagged); padding: 2px 0 2px 16px; margin: 0 0 20px; }
.warning.fine { border-left-color: var(--others); }
@media print {
  .scroll { overflow: visible; } .scroll th:first-child { position: static; }
  table { font-size: 8pt; } th, td { padding-right: 6pt; } .matrix td { min-width: 0; }
  path.ours, circle.paper, .deviation { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
@media (forced-colors: active) { path.ours { fill: CanvasText; } circle.paper, .link, .deviation { stroke: CanvasText; } }
`;

const PAGE_STYLES = `${STYLES}${OWN_STYLES}`;

/** Only this style sheet, by its hash. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(PAGE_STYLES).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** In one piece: the hash covers every character between the tags. */
const STYLE_ELEMENT = new Html(`<style>${PAGE_STYLES}</style>`);

/** A complete HTML document. */
export function renderHtml(document: BenchmarkDocument): string {
  const title = `Benchmark at scale ${document.scale}`;
  const { tables, seeds, datasets, createdAt } = document;
  const page = html`${new Html('<!doctype html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${new Html(POLICY)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <header>
          <div class="kind">
            <span>Assay benchmark</span>
            <strong>${progressText(document)}</strong>
          </div>
          <h1>${title}</h1>
          <p class="question">What papers print, and what the same methods do here.</p>
          <dl class="facts">
            ${facts(datasets, seeds, createdAt).map(
              ([term, value]) =>
                html`<div>
                  <dt>${term}</dt>
                  <dd>${value}</dd>
                </div>`,
            )}
          </dl>
        </header>
        <nav aria-label="Tables">
          <ol>
            ${tables.map((table) => html`<li><a href="#${table.id}">${titleOf(table)}</a></li>`)}
          </ol>
        </nav>
        <main>
          <section class="summary" aria-labelledby="reading">
            <h2 id="reading">How to read this</h2>
            <div class="${datasets.some(({ isStandIn }) => isStandIn) ? 'warning' : 'warning fine'}">
              ${bullets(document.notes)}
            </div>
          </section>
          ${tables.map((table, i) => html`${section({ id: table.id, title: titleOf(table), body: bodyOf(table) }, i + 1)} `)}
        </main>
        <footer>
          <p>
            Made by Assay on ${utc(createdAt)}. CA: clean accuracy. ASR: attack success rate. All in percent.
          </p>
        </footer>
      </body>
    </html> `;
  return page.text;
}

function facts(
  datasets: BenchmarkDocument['datasets'],
  seeds: readonly number[],
  createdAt: string,
): [string, string][] {
  const named = datasets.map(({ title, isStandIn }) => (isStandIn ? `${title} (stand-in)` : title));
  return [
    ['Datasets', named.join(', ')],
    ['Seeds', seeds.join(', ')],
    ['Made', utc(createdAt)],
  ];
}

function bodyOf(table: BenchmarkTable): Html {
  const main = mainRows(table);
  const details = detailRows(table);
  const chart = table.kind === 'detection' ? null : cellsChart(table);
  const isMatrix = table.kind !== 'detection';
  return html`${isMatrix ? matrix(table, main.remarks) : plainTable('The paper beside ours, in percent', main)}
  ${
    main.remarks.length === 0
      ? null
      : html`<ol class="small">
          ${main.remarks.map((remark) => html`<li>${remark}</li>`)}
        </ol>`
  }
  ${table.headlines.map((headline) => html`<p><strong>${headlineText(headline)}</strong></p>`)}
  ${
    chart === null
      ? null
      : html`<figure>
          <div class="plot">${chart}</div>
          <figcaption>
            Each line is a cell of the table. The dashed line joins what the paper prints with what was
            measured here.
          </figcaption>
        </figure>`
  }
  ${details === null ? null : plainTable('What was isolated, caught and recovered', details)}
  ${table.notes.length === 0 ? null : bullets(table.notes)}`;
}

/** Rows and columns as in the paper; in each cell accuracy / success, the paper's above ours. */
function matrix(table: BenchmarkTable, remarks: readonly string[]): Html {
  const { rows, columns, cells, kind } = table;
  const unit =
    kind === 'differences' ? 'change of CA / change of ASR, in percentage points' : 'CA / ASR, in percent';
  return html`<div class="scroll">
    <table class="matrix">
      <caption>
        ${unit}. In grey what the paper prints, below it ours.
      </caption>
      <thead>
        <tr>
          <th scope="col">${table.rowTitle}</th>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              <th scope="row">${row}</th>
              ${columns.map((column) => {
                const cell = cells.find((one) => one.row === row && one.column === column);
                return html`<td>${cell === undefined ? null : cellContent(cell, table, remarks)}</td>`;
              })}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

function cellContent(cell: BenchmarkCell, { kind }: BenchmarkTable, remarks: readonly string[]): Content {
  const { paper, ours, state } = cell;
  const theirs =
    paper === null
      ? NOTHING
      : (paper.words ?? `${paperText(paper.cleanAccuracy, kind)} / ${paperText(paper.attackSuccess, kind)}`);
  const hasOurs = ours.cleanAccuracy !== undefined || ours.attackSuccess !== undefined;
  const own = hasOurs
    ? html`<span class="pair"
        >${unbroken(oursText(ours.cleanAccuracy, kind))} /
        ${unbroken(oursText(ours.attackSuccess, kind))}</span
      >`
    : null;
  const told =
    state === 'done'
      ? null
      : html`<span class="pair state ${state === 'failed' ? 'failed' : ''}"
          >${stateText(cell, remarks)}</span
        >`;
  return html`<span class="pair paper-number">${theirs}</span>${own}${told}`;
}

/** A number stays on one line with its spread. */
function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}

function plainTable(caption: string, { head, rows, right }: Rows): Html {
  return tableOf(
    caption,
    head.map((title, i) => ({ title, isNumber: right.includes(i) })),
    rows.map((cells) => ({ cells })),
  );
}
