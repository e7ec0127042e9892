/** What follows from an assessment: the rate of isolation, what the methods used cannot see, and what to do next. */
import {
  ISOLATION_RATE,
  LOW_AGREEMENT,
  SEEDS_ADVISED,
  isolationRateFor,
  type AssessmentDocument,
  type LabelAssessment,
} from '../../src-shared/domain/assessment.ts';
import { statement, type Statement } from '../../src-shared/domain/assessment-words.ts';
import { LOBE_SEPARATION } from '../../src-shared/domain/detection.ts';
import type { AssessmentFacts } from './assessment-facts.ts';
import { named } from './assessment-reasons.ts';
import type { AssessmentFigures } from './assessment-rules.ts';

/** Poison is the larger part of a label from about this rate on. */
const HIGH_RATE = 0.3;

/** Over all labels whose test was positive; null where none was. */
export function poisonRateOf(labels: readonly LabelAssessment[]): number | null {
  const positive = labels.flatMap(({ test }) => (test?.reading === 'contradicted' ? [test.poisonRate] : []));
  return positive.length === 0
    ? null
    : Math.min(
        1,
        positive.reduce((sum, rate) => sum + rate, 0),
      );
}

export function rateAdvised(poisonRate: number | null): AssessmentDocument['isolationRate'] {
  const value = isolationRateFor(poisonRate);
  if (poisonRate === null || poisonRate <= 0) {
    return { value, reason: statement('rateDefault', { rate: value }) };
  }
  const { least, most } = ISOLATION_RATE;
  return { value, reason: statement('rateEstimated', { rate: value, poison: poisonRate, least, most }) };
}

/** Only what applies: each has its condition. */
export function limitsOf(figures: AssessmentFigures, facts: AssessmentFacts): Statement[] {
  const { level, labels, runs, enrichment, duplicates, poisonRate } = figures;
  if (level === 'not examined') return [];
  const uses = (defense: string): boolean => runs.some((run) => run.defense === defense);
  const readings = labels.map(({ test }) => test?.reading ?? null);
  const isContradicted = readings.includes('contradicted');
  const suspectLabels = labels.filter(
    (one) => one.level === 'strong evidence' || one.level === 'some evidence',
  );
  const over = enrichment.filter(({ isOverRepresented }) => isOverRepresented);
  const isLookedForPatterns = labels.some(({ artefacts }) => artefacts.length > 0);
  const hasPattern = labels.some(({ artefacts }) => artefacts.some(({ pattern }) => pattern === 'fixed'));
  const isApart = labels.some(({ separations }) => (separations[0]?.value ?? 0) > LOBE_SEPARATION.some);

  const said: Statement[] = [];
  if (level === 'none found') said.push(statement('limitNoAttack'));
  if (over.length > 1 || suspectLabels.length > 1) said.push(statement('limitSeveralTargets'));
  said.push(...slowLimit(figures));
  if (poisonRate !== null) said.push(...rateLimits(poisonRate, figures));
  if (!isContradicted) said.push(statement('limitCleanLabel'));
  if (isLookedForPatterns && !hasPattern) {
    if (isApart || level === 'none found') said.push(statement('limitGlobal'));
    said.push(statement('limitSampleSpecific'));
  }
  if (uses('none')) said.push(statement('limitNatural'));
  if (isContradicted || readings.includes('inconclusive') || uses('dlp')) {
    said.push(statement('limitLabelNoise'));
  }
  if (duplicates.flagged > 0) said.push(statement('limitDuplicates', { flagged: duplicates.flagged }));
  const recovering = runs.find(({ defense }) => defense === 'e2abl');
  if (recovering !== undefined && !isContradicted) {
    said.push(statement('limitRecovery', { run: recovering.run }));
  }
  if (!facts.isDrill && facts.version.splits.test > 0) said.push(statement('limitEvaluation'));
  said.push(statement('limitTransfer'));
  return said;
}

/** Where methods of different ground flag nearly nothing in common. */
function slowLimit({ agreement }: AssessmentFigures): Statement[] {
  const apart = agreement.filter(
    ({ kind, isSameGround, jaccard }) => kind === 'methods' && !isSameGround && jaccard !== null,
  );
  if (apart.length === 0) return [];
  const best = Math.max(...apart.map(({ jaccard }) => jaccard ?? 0));
  return best < LOW_AGREEMENT ? [statement('limitSlow', { jaccard: best })] : [];
}

function rateLimits(poisonRate: number, { runs, samples }: AssessmentFigures): Statement[] {
  const shares = runs.map(({ flagged }) => flagged / samples);
  const gamma = Math.max(0, ...shares);
  return [
    ...(poisonRate < gamma / 2 ? [statement('limitLowRate', { rate: poisonRate, gamma })] : []),
    ...(poisonRate > HIGH_RATE ? [statement('limitHighRate', { share: HIGH_RATE })] : []),
  ];
}

export function nextSteps(figures: AssessmentFigures, facts: AssessmentFacts): Statement[] {
  const { labels, runs } = figures;
  if (runs.length === 0 && facts.detections.length === 0) {
    return [statement('nextAudit', { seeds: SEEDS_ADVISED })];
  }
  const strong = labels.filter(({ level }) => level === 'strong evidence');
  const some = labels.filter(({ level }) => level === 'some evidence');
  const isMeasured = labels.some(({ separations }) => separations.length > 0);
  const untested = [...strong, ...some, ...labels.filter(({ isCandidate }) => isCandidate)].find(
    ({ test }) => test === null,
  );
  const said: Statement[] = [];
  if (strong.length > 0) said.push(statement('nextRemove', { labels: namesOf(strong) }));
  if (some.length > 0 && isMeasured) said.push(statement('nextLook', { labels: namesOf(some) }));
  if (labels.some(({ test }) => test?.reading === 'contradicted')) said.push(statement('nextProposals'));
  if (!isMeasured) said.push(statement('nextDetect'));
  if (untested !== undefined && runs.length > 0) {
    said.push(statement('nextTest', { label: named(untested.className) }));
  }
  const tail = runs.map((run) => run.tail).find((one) => one !== null && one.lift >= 2);
  if (tail !== undefined && tail !== null) {
    said.push(
      statement('nextBothEnds', { label: named(tail.className), share: tail.share, lift: tail.lift }),
    );
  }
  const seeds = new Set(runs.map(({ seed }) => seed)).size;
  if (seeds < SEEDS_ADVISED) said.push(statement('nextSeeds', { seeds, advised: SEEDS_ADVISED }));
  return said;
}

function namesOf(labels: readonly LabelAssessment[]): Statement[] {
  return labels.map(({ className }) => named(className));
}
