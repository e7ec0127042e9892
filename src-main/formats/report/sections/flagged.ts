/** The flagged samples themselves: pictures first, then their numbers, then what they have in common. */
import { dataText, html, picture, type Content, type Html } from '../escape.ts';
import { count, counted, NOTHING, percent, score } from '../numbers.ts';
import { bullets, table, type Column, type Section } from '../parts.ts';
import type { ReportData, ReportFlaggedSample, ReportPicture } from '../report-data.ts';
import { hasFlagsFiles } from '../words.ts';

/** Tiles and rows beyond these are for the flags files. */
const TILES = 60;
const ROWS = 60;
const TILE_SIDE = 76;
const PICTURE_SIDE = 224;
const LARGEST_ZOOM = 8;

export function flaggedSection(data: ReportData): Section {
  const { samples, count: total, of } = data.flags;
  const shown = samples.slice(0, TILES);
  const body = html`<p>
      ${
        shown.length < total
          ? `The ${count(shown.length)} most suspicious of ${counted(total, 'flagged sample')}`
          : `All ${counted(total, 'flagged sample')}`
      },
      of ${count(of)} training samples, the most suspicious first. Under each: its rank, the label it was
      given, what the model predicted where that differs, and its score in ${data.score.metric.unit}
      (${data.score.metric.suspicious} is
      suspicious).${
        data.drill === null
          ? ''
          : ' A filled triangle marks planted poison, a hollow circle a sample that was flagged wrongly.'
      }
    </p>
    <ol class="tiles">
      ${shown.map((sample) => tile(sample, data))}
    </ol>
    ${samples.length === 0 ? null : sampleTable(samples.slice(0, ROWS), data)} ${evidence(data)}`;
  return { id: 'flagged', title: 'Flagged samples', body };
}

/** Height and width of the picture of a series. */
const SPARKLINE = [48, 96] as const;

function tile(sample: ReportFlaggedSample, data: ReportData): Html {
  const alt = `Sample ${sample.index}, rank ${sample.rank}, labelled ${sample.label}`;
  const [height, width] = data.dataset.modality === 'series' ? SPARKLINE : data.dataset.shape;
  const image =
    sample.thumbnail === null
      ? html`<span class="frame empty">no picture</span>`
      : html`<span class="frame">${enlarged(sample.thumbnail, alt, height, width, TILE_SIDE)}</span>`;
  return html`<li>
    ${image}<span class="line"><span class="rank">${sample.rank}</span> ${mark(sample)}</span>
    <span class="line" title="${sample.label}">${dataText(sample.label, 40)}</span>
    ${differentPrediction(sample)}
    <span class="line muted">${score(sample.score)}</span>
  </li> `;
}

/** Most flagged samples are predicted as labelled: only a disagreement is worth a line. */
function differentPrediction({ label, predicted }: ReportFlaggedSample): Html | null {
  if (predicted === null || predicted === label) return null;
  return html`<span class="line" title="${predicted}">→ ${dataText(predicted, 40)}</span>`;
}

function mark({ isPlanted }: ReportFlaggedSample): Content {
  if (isPlanted === null) return null;
  return isPlanted ? '▲ planted' : '○ not planted';
}

/** Small pictures grow by a whole factor, so that every pixel stays a sharp square; large ones are reduced. */
function enlarged(source: string, alt: string, height: number, width: number, side: number): Html {
  const longer = Math.max(height, width);
  const zoom = longer <= side ? Math.min(LARGEST_ZOOM, Math.floor(side / longer)) : side / longer;
  const size = { width: Math.round(width * zoom), height: Math.round(height * zoom) };
  return picture(source, alt, zoom >= 1 ? 'crisp' : 'smooth', size);
}

function sampleTable(samples: readonly ReportFlaggedSample[], data: ReportData): Html {
  const isDrill = data.drill !== null;
  const hasVerdicts = samples.some(({ verdict }) => verdict !== null);
  const columns: Column[] = [
    { title: 'Rank', isNumber: true },
    { title: 'Index', isNumber: true },
    { title: 'Name' },
    { title: 'Given label' },
    { title: 'Predicted' },
    { title: `Score (${data.score.metric.unit})`, isNumber: true },
    { title: 'Percentile', isNumber: true },
    ...(isDrill ? [{ title: 'Planted' }] : []),
    ...(hasVerdicts ? [{ title: 'Verdict' }] : []),
  ];
  const rows = samples.map((sample) => ({
    cells: [
      sample.rank,
      sample.index,
      dataText(sample.name, 60),
      dataText(sample.label, 40),
      sample.predicted === null ? NOTHING : dataText(sample.predicted, 40),
      score(sample.score),
      percent(sample.percentile, 2),
      ...(isDrill ? [sample.isPlanted === true ? 'yes' : 'no'] : []),
      ...(hasVerdicts ? [sample.verdict ?? NOTHING] : []),
    ],
  }));
  const caption = `The ${counted(samples.length, 'most suspicious sample')}. ${hasFlagsFiles(data) ? 'All training samples are in flags.csv and flags.json.' : ''}`;
  return html`<details>
    <summary>Show as table</summary>
    ${table(caption, columns, rows)}
  </details>`;
}

function evidence({ evidence: { findings, figures }, drill }: ReportData): Html | null {
  if (findings.length === 0 && figures.length === 0) return null;
  return html`<h3>
      ${drill === null ? 'What the flagged samples have in common' : 'What the flagged samples have in common (found without the truth)'}
    </h3>
    ${bullets(findings)}
    ${figures.length === 0 ? null : html`<div class="pictures">${figures.map(evidencePicture)}</div>`}`;
}

function evidencePicture({ title, caption, image }: ReportPicture): Html {
  return html`<figure>
    <span class="frame">${picture(image, title, 'crisp', { width: PICTURE_SIDE })}</span>
    <figcaption><strong>${title}.</strong> ${caption}</figcaption>
  </figure>`;
}
