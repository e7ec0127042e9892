/** The four questions a reader has, answered before anything else. */
import { dataText, html, type Content, type Html } from '../escape.ts';
import { count, counted, interval, NOT_MEASURABLE, percent, points } from '../numbers.ts';
import type { Proportion, ReportData } from '../report-data.ts';
import { accuracyName, attackSuccessText, capital, flagRate, hasFlagsFiles, methodAtRate } from '../words.ts';

export function summary(data: ReportData): Html {
  return html`<section class="summary" id="summary" aria-labelledby="summary-title">
    <h2 id="summary-title">Summary</h2>
    ${verdict(data)}
    <dl class="answers">
      ${answer('What was flagged?', html`${count(data.flags.count)} <small>of ${counted(data.flags.of, 'training sample')}</small>`, flaggedText(data))}
      ${answer('Which classes are they in?', ...classAnswer(data))}
      ${answer('What did the retrained model lose or gain?', ...modelAnswer(data))}
      ${answer('How can this be checked?', ...checkAnswer(data))}
    </dl>
  </section>`;
}

function answer(question: string, figure: Content, text: Content): Html {
  return html`<div class="answer">
    <dt>${question}</dt>
    <dd class="figure">${figure}</dd>
    <dd class="text">${text}</dd>
  </div>`;
}

/** Is this dataset suspicious? */
function verdict(data: ReportData): Html {
  const { drill, flags, evidence, assessment } = data;
  if (drill !== null) {
    const precision = data.score.rules.find((rule) => rule.isInForce)?.detection?.precision ?? null;
    const found =
      precision === null
        ? 'Nothing was flagged.'
        : `${percent(precision.fraction)} of the flagged samples carry planted poison (95 % interval ${interval(precision)}).`;
    return html`<div class="verdict">
      <p class="headline">
        This is a drill: ${counted(drill.planted, 'sample')} of this dataset were poisoned on purpose.
        ${found}
      </p>
      <p>
        ${drill.attackTitle} was planted at a rate of ${percent(drill.rate)} with target class
        ${dataText(drill.targetClass, 60)}${drill.cleanLabel ? ', labels left as they were' : ''} (seed
        ${drill.seed}). Because the truth is known here, the figures below say how well ${methodAtRate(data)}
        found it. The method itself never saw the truth.
      </p>
      <p>Without the truth this is what would be said: ${assessment.headline.text}</p>
    </div>`;
  }
  const isStrong = assessment.level === 'strong evidence';
  return html`<div class="${isStrong ? 'verdict' : 'verdict none'}">
    <p class="headline">
      ${
        flags.count === 0
          ? null
          : `${counted(flags.count, 'training sample')} ${flags.count === 1 ? 'looks' : 'look'} suspicious. `
      }${assessment.headline.text}
    </p>
    <p>
      ${evidence.findings.map((finding) => html`${finding} `)}${
        isStrong ? null : 'Methods of this kind flag samples in any dataset. '
      }Flagged
      is not proven: <a href="#flagged">look at the samples</a> before anything is left out.
      <a href="#assessment">Reasons and limits</a> come first below.
    </p>
  </div>`;
}

function flaggedText(data: ReportData): Content {
  const rule = data.score.rules.find(({ isInForce }) => isInForce);
  const recall = rule?.detection?.recall ?? null;
  const found =
    recall === null
      ? null
      : ` They hold ${percent(recall.fraction)} of all planted samples (${interval(recall)}); the rate was set to find some for certain, not all.`;
  return html`${flagRate(data)} of the training split, by ${data.method.title}.
  ${data.score.selection}${found}`;
}

function classAnswer({ classShares, flags }: ReportData): [Content, Content] {
  const [top] = classShares.toSorted((a, b) => b.flagged.part - a.flagged.part);
  if (top === undefined || flags.count === 0) return ['none', 'Nothing was flagged.'];
  const lift = top.lift === null ? '' : `, ${top.lift.toFixed(1)} times its share of the data`;
  return [
    html`${percent(top.flagged.fraction, 0)} <small>in ${dataText(top.name, 40)}</small>`,
    `${count(top.flagged.part)} of ${counted(top.flagged.whole, 'flagged sample')} are labelled so (${interval(top.flagged)})${lift}. Classes differ in difficulty, so a crowded class alone proves nothing.`,
  ];
}

function modelAnswer(data: ReportData): [Content, Content] {
  const { before, after } = data.evaluation;
  const now = after?.cleanAccuracy ?? null;
  if (now === null)
    return [NOT_MEASURABLE, 'There is no test split to measure with, or no model was trained.'];
  const name = accuracyName(data).toLowerCase();
  const then = before?.cleanAccuracy ?? null;
  const accuracy =
    then === null
      ? `${capital(name)} is ${percent(now.fraction)} (${interval(now)}).`
      : `${capital(name)} went from ${percent(then.fraction)} to ${percent(now.fraction)} (${interval(now)})${overlap(then, now)}.`;
  return [
    html`${then === null ? percent(now.fraction) : points(now.fraction - then.fraction)}
      <small>${name}</small>`,
    html`${accuracy} ${attackSentence(data)}`,
  ];
}

function attackSentence(data: ReportData): string {
  const then = data.evaluation.before?.attackSuccess ?? null;
  const now = data.evaluation.after?.attackSuccess ?? null;
  if (now === null) return `Attack success: ${attackSuccessText(data, null)}.`;
  if (then === null) return `Attack success is ${percent(now.fraction)} (${interval(now)}).`;
  return `Attack success went from ${percent(then.fraction)} to ${percent(now.fraction)} (${interval(now)}).`;
}

function overlap(a: Proportion, b: Proportion): string {
  return a.low <= b.high && b.low <= a.high ? '; the intervals overlap' : '';
}

function checkAnswer(data: ReportData): [Content, Content] {
  const reproduce = data.run.command === null ? '' : ', and the command that repeats the run';
  return [
    html`${count(data.files.length)}
      <small>exported ${data.files.length === 1 ? 'file' : 'files'} with SHA-256</small>`,
    html`<a href="#check">The last section</a> lists the hashes of source, dataset and exports, versions and
      seed${reproduce}.
      ${hasFlagsFiles(data) ? 'Every training sample with its score is in flags.csv and flags.json.' : null}`,
  ];
}
