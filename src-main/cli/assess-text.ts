/** What `assay assess` prints for people: the statements of the document, and the figures they rest on. */
import type { LabelAssessment } from '../../src-shared/domain/assessment.ts';
import type { Statement } from '../../src-shared/domain/assessment-words.ts';
import type { AssessmentDocument } from '../host/create-host.ts';
import { quote } from './audit-text.ts';
import { PROGRAM } from './program.ts';
import { count, percent, table, visible, wrap } from './words.ts';

/** Over-represented labels and pairs that are listed; --json has all. */
const LISTED = 8;

export function describeAssessment(document: AssessmentDocument, workspace: string): string[] {
  const { labels } = document;
  const name = `${visible(document.dataset, 60)}@${document.version}`;
  return [
    `Assessment of ${name}:`,
    ...wrap(document.headline.text, ''),
    ...labels.filter(isTold).flatMap(describeLabel),
    ...(labels.length === 0 ? [] : ['', ...labelTable(labels)]),
    ...enrichmentTable(document),
    ...agreementTable(document),
    '',
    ...section('What this means', [...document.statements, document.isolationRate.reason]),
    ...section('What cannot be seen this way', document.limits),
    ...section('What to do next', document.next),
    ...commandsFor(document, workspace),
  ];
}

/** Reasons are told where there is something to tell: evidence, or a closer look. */
function isTold({ level, isCandidate }: LabelAssessment): boolean {
  return isCandidate || level === 'strong evidence' || level === 'some evidence';
}

function describeLabel({ className, level, count: samples, reasons }: LabelAssessment): string[] {
  return [
    '',
    `"${visible(className, 60)}" (${count(samples)} samples): ${level}`,
    ...reasons.flatMap(({ text }) => wrap(text, '  ')),
  ];
}

function labelTable(labels: readonly LabelAssessment[]): string[] {
  const rows = labels.map(({ className, level, count: samples, separations, artefacts, test }) => {
    const ratios = artefacts.flatMap(({ ratio }) => ratio ?? []);
    return [
      visible(className, 30),
      count(samples),
      separations[0]?.value.toFixed(2) ?? '',
      ratios.length === 0 ? '' : Math.min(...ratios).toFixed(2),
      test === null ? '' : percent(1 - test.suspectsAgree),
      level,
    ];
  });
  return table(
    ['label', 'samples', 'separation D', 'smallest spread', 'contradicted', 'evidence'],
    rows,
    [1, 2, 3, 4],
  );
}

function enrichmentTable({ enrichment }: AssessmentDocument): string[] {
  if (enrichment.length === 0) return [];
  const rows = enrichment
    .slice(0, LISTED)
    .map(({ className, share, lift, isOverRepresented }) => [
      visible(className, 30),
      percent(share),
      `x${lift.toFixed(1)}`,
      '#'.repeat(Math.min(30, Math.round(3 * lift))),
      isOverRepresented ? 'over-represented' : '',
    ]);
  return ['', ...table(['label among the flagged', 'share', 'times its share', '', ''], rows, [1, 2])];
}

function agreementTable({ agreement }: AssessmentDocument): string[] {
  if (agreement.length === 0) return [];
  const rows = agreement
    .slice(0, LISTED)
    .map(({ a, b, shared, sharedByChance, jaccard }) => [
      `${a} and ${b}`,
      count(shared),
      sharedByChance.toFixed(1),
      jaccard?.toFixed(3) ?? '',
    ]);
  return ['', ...table(['flagged by both', 'samples', 'by chance', 'of either'], rows, [1, 2, 3])];
}

function section(title: string, statements: readonly Statement[]): string[] {
  if (statements.length === 0) return [];
  return [`${title}:`, ...statements.flatMap(({ text }) => wrap(text, '  ', '- ')), ''];
}

function commandsFor({ dataset, version, labels, runs }: AssessmentDocument, workspace: string): string[] {
  const name = quote(`${dataset}@${version}`);
  const file = quote(workspace);
  const untested = labels.find(({ isCandidate, test }) => isCandidate && test === null);
  if (runs.length === 0) return [`  ${PROGRAM} audit ${file} ${name}`];
  const isMeasured = labels.some(({ separations }) => separations.length > 0);
  return [
    ...(isMeasured ? [] : [`  ${PROGRAM} detect ${file} ${runs[0]?.run ?? 'latest'} --detectors ac,ss`]),
    ...(untested === undefined
      ? []
      : [`  ${PROGRAM} assess ${file} ${name} --leave-label-out ${quote(visible(untested.className))}`]),
  ];
}
