/** What `assay detect` prints for people. */
import type { DetectionDocument, DetectorFindings } from '../../src-shared/domain/detection.ts';
import { count, percent, table, visible } from './words.ts';

/** Labels of a detector's flags that are named. */
const LABELS_NAMED = 3;

export function describeDetections(document: DetectionDocument): string[] {
  const { detectors, planted } = document;
  const truth =
    planted === null ? '' : `, ${count(planted)} of ${count(document.samples)} planted (known in this drill)`;
  return [
    `Run ${document.run} (${document.defense}) on ${document.dataset}@${document.version}${truth}:`,
    ...findings(document),
    ...(planted === null ? [] : ['', ...precisions(detectors)]),
    '',
    'Labels that lead among the flagged, as a multiple of their share in the dataset:',
    ...detectors.map((one) => `  ${one.detector}: ${leadingLabels(one, document.classes)}`),
    ...(document.pairs.length === 0 ? [] : ['', ...pairs(document)]),
    ...separations(document),
    '',
    ...document.statements,
    ...detectors.flatMap(({ detector, notes }) => notes.map((note) => `${detector}: ${note}`)),
    ...document.leftOut.map(({ reason }) => `Left out: ${reason}`),
  ];
}

function findings({ detectors }: DetectionDocument): string[] {
  const rows = detectors.map((one) => [
    one.detector,
    one.basis.kind === 'network' ? `network after ${one.basis.stage}` : `stored ${one.basis.metric}`,
    count(one.flagged.length),
    percent(one.flagTruth?.precision ?? null, ''),
    percent(one.flagTruth?.recall ?? null, ''),
    one.scoreTruth?.auroc.toFixed(4) ?? '',
    one.scoreTruth?.reading ?? (one.isConstant ? 'constant' : ''),
    one.isFoundAgain ? 'kept' : `${one.seconds.toFixed(1)} s`,
  ]);
  const head = ['detector', 'from', 'flagged', 'precision', 'recall', 'AUROC', 'the score', 'time'];
  return table(head, rows, [2, 3, 4, 5, 7]);
}

function precisions(detectors: readonly DetectorFindings[]): string[] {
  const whats = detectors.find(({ scoreTruth }) => scoreTruth !== null)?.scoreTruth?.precisionAt ?? [];
  const rows = detectors.map(({ detector, scoreTruth }) => [
    detector,
    ...(scoreTruth?.precisionAt ?? []).map(({ precision }) => percent(precision)),
  ]);
  const head = ['truly planted among the first', ...whats.map(({ what }) => what)];
  return table(
    head,
    rows,
    whats.map((_, i) => i + 1),
  );
}

function leadingLabels({ labels }: DetectorFindings, classes: readonly string[]): string {
  if (labels.length === 0) return 'nothing is flagged';
  return labels
    .slice(0, LABELS_NAMED)
    .map(
      ({ label, lift, flagged }) =>
        `${visible(classes[label] ?? String(label), 30)} x${lift.toFixed(1)} (${count(flagged)})`,
    )
    .join(', ');
}

function pairs(document: DetectionDocument): string[] {
  const rows = document.pairs.map(({ a, b, shared, sharedByChance, jaccard, spearman }) => [
    `${a} and ${b}`,
    count(shared),
    sharedByChance.toFixed(1),
    jaccard?.toFixed(3) ?? '',
    spearman?.toFixed(3) ?? '',
  ]);
  return table(
    ['flagged by both', 'samples', 'by chance', 'of either', 'rank correlation'],
    rows,
    [1, 2, 3, 4],
  );
}

function separations({ classEvidence }: DetectionDocument): string[] {
  if (classEvidence.every(({ separation }) => separation === null)) return [];
  const rows = classEvidence.map((one) => [
    visible(one.className, 30),
    count(one.count),
    one.separation?.toFixed(2) ?? '',
    one.isMarked ? `${one.evidence}, marked` : one.evidence,
  ]);
  return ['', ...table(['given label', 'samples', 'separation D', 'evidence'], rows, [1, 2])];
}
