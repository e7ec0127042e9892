/**
 * The audit report as one HTML file: no script, nothing loaded from anywhere, readable on screen, on paper and in
 * monochrome. Rendered from the data alone, so the same data gives the same bytes.
 */
import { createHash } from 'node:crypto';
import { sharedPatterns } from './charts/parts.ts';
import { dataText, html, Html, type Content } from './escape.ts';
import { count, utc } from './numbers.ts';
import { section, type Section } from './parts.ts';
import type { ReportData } from './report-data.ts';
import { assessmentSection } from './sections/assessment.ts';
import { checkSection } from './sections/check.ts';
import { classesSection } from './sections/classes.ts';
import { datasetSection } from './sections/dataset.ts';
import { flaggedSection } from './sections/flagged.ts';
import { limitsSection, methodSection } from './sections/method.ts';
import { modelSection } from './sections/model.ts';
import { scoreSection } from './sections/score.ts';
import { summary } from './sections/summary.ts';
import { STYLES } from './styles.ts';
import { datasetName } from './words.ts';

/** Only this style sheet, by its hash, and pictures that are part of the file. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLES).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** In one piece: the hash covers every character between the tags. */
const STYLE_ELEMENT = new Html(`<style>${STYLES}</style>`);

/** A complete HTML document. Throws `internal` when a picture of the data is no PNG or SVG data URI. */
export function renderReport(data: ReportData): string {
  const sections: Section[] = [
    assessmentSection(data),
    flaggedSection(data),
    classesSection(data),
    scoreSection(data),
    modelSection(data),
    datasetSection(data),
    methodSection(data),
    limitsSection(data),
    checkSection(data),
  ];
  const page = html`${new Html('<!doctype html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${new Html(POLICY)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <meta name="generator" content="Assay ${data.software.program}" />
        <title>${data.title}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        ${sharedPatterns()} ${head(data, sections)}
        <main>${summary(data)} ${sections.map((one, i) => html`${section(one, i + 1)} `)}</main>
        <footer>
          <p>
            Made by Assay ${data.software.program} on ${utc(data.createdAt)} from run ${data.run.id}, seed
            ${data.run.seed}. Numbers in brackets are 95 % intervals. Everything shown here is in report.json.
          </p>
        </footer>
      </body>
    </html> `;
  return page.text;
}

function head(data: ReportData, sections: readonly Section[]): Content {
  const { dataset, run, method, drill } = data;
  const facts: [string, Content][] = [
    ['Dataset', datasetName(data)],
    ['Training / test samples', `${count(dataset.splits.train)} / ${count(dataset.splits.test)}`],
    ['Method', `${method.title}, preset ${run.preset}`],
    ['Network, seed', `${run.arch}, ${run.seed}`],
    ['Run', String(run.id)],
    ['Made', utc(data.createdAt)],
  ];
  return html`<header>
      <div class="kind">
        <span>Assay audit report</span>
        <strong
          >${drill === null ? 'Real data: the truth is not known' : 'Drill: poison was planted on purpose'}</strong
        >
      </div>
      <h1>${dataText(data.title, 200)}</h1>
      <p class="question">${dataText(data.question, 400)}</p>
      <dl class="facts">
        ${facts.map(
          ([term, value]) =>
            html`<div>
              <dt>${term}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
    </header>
    <nav aria-label="Sections">
      <ol>
        ${sections.map(({ id, title }, i) => html`<li><a href="#${id}">${i + 1} ${title}</a></li>`)}
      </ol>
    </nav>`;
}
