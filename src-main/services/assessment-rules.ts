/**
 * From facts to an assessment: which labels are looked at, how strong the evidence under each is, and what is said of the
 * whole. Pure functions; the thresholds are those of `src-shared/domain/assessment.ts`.
 */
import {
  ASSESSMENT_LEVELS,
  LABEL_TEST,
  SPREAD,
  type AssessedRun,
  type AssessmentDocument,
  type AssessmentLevel,
  type LabelAssessment,
  type LabelTest,
  type LabelTestReading,
  type SeparationLook,
  type TriggerLook,
} from '../../src-shared/domain/assessment.ts';
import { statement, type Statement } from '../../src-shared/domain/assessment-words.ts';
import { LOBE_SEPARATION } from '../../src-shared/domain/detection.ts';
import { showsTrigger, TRIGGER_SHOWN } from '../../src-shared/domain/trigger-test.ts';
import { VERDICT_CODES } from '../../src-shared/domain/score.ts';
import { countLabels, mostFrequent } from '../../src-shared/math/label-counts.ts';
import { wilsonInterval } from '../../src-shared/math/wilson.ts';
import { limitsOf, nextSteps, poisonRateOf, rateAdvised } from './assessment-advice.ts';
import { judgedAmong, type AssessmentFacts, type DetectionFacts, type RunFacts } from './assessment-facts.ts';
import { agreementsOf, enrichmentOf, isConfirmed, modalLabel, watchedGroup } from './assessment-figures.ts';
import { named, reasonsFor, runsInWords } from './assessment-reasons.ts';

/**
 * Labels to look at closely: those that lead the top of a ranking or what a run flagged, and those whose separation
 * counts. Ascending.
 */
export function candidateLabels(facts: AssessmentFacts): number[] {
  const leading = facts.runs.flatMap((run) => leadersOf(run, facts));
  const apart = facts.classes
    .map((_, label) => label)
    .filter((label) => separationsOf(facts, label).some(({ value }) => value > LOBE_SEPARATION.some));
  return [...new Set([...leading, ...apart])].sort((a, b) => a - b);
}

function leadersOf({ order, flagged }: RunFacts, { labels, classes }: AssessmentFacts): number[] {
  return [modalLabel(order, labels, classes), modalOf(flagged, labels, classes.length)].flatMap((found) =>
    found === null ? [] : [typeof found === 'number' ? found : found.label],
  );
}

function modalOf(flagged: Int32Array, labels: Int32Array, classes: number): number | null {
  return mostFrequent(countLabels(labels, classes, flagged));
}

/** Each value once: detectors that look at the same features measure the same. Largest first. */
export function separationsOf({ detections }: AssessmentFacts, label: number): SeparationLook[] {
  const looks = new Map<string, SeparationLook>();
  for (const { run, detector, seed, stage, classes } of detections) {
    const value = classes.find((finding) => finding.label === label)?.separation ?? null;
    if (value === null) continue;
    const key = `${run} ${stage ?? ''} ${value.toFixed(6)}`;
    if (!looks.has(key)) looks.set(key, { run, detector, seed, stage: stage ?? '', value });
  }
  return [...looks.values()].sort((a, b) => b.value - a.value || b.run - a.run);
}

/** What runs found when they unlearned some of the samples with the label that they had isolated. */
function triggersOf({ runs }: AssessmentFacts, label: number): TriggerLook[] {
  return runs.flatMap(({ run, seed, defense, trigger }) =>
    trigger?.label === label ? [{ ...trigger, run, seed, defense }] : [],
  );
}

/** The whole assessment. `facts.artefacts` holds what was found for the candidate labels. */
export function assess(facts: AssessmentFacts): AssessmentDocument {
  const candidates = candidateLabels(facts);
  const labels = facts.classes
    .map((_, label) => assessLabel(facts, label, candidates.includes(label)))
    .filter(({ level, isCandidate }) => isCandidate || level !== 'not examined')
    .sort((a, b) => rankOf(a.level) - rankOf(b.level) || strength(b) - strength(a) || a.label - b.label);
  const level = labels.reduce<AssessmentLevel>(
    (strongest, one) => (rankOf(one.level) < rankOf(strongest) ? one.level : strongest),
    'not examined',
  );
  const counted = verdictsOf(facts);
  const { version, classes, isDrill } = facts;
  const base = {
    ...{ dataset: version.dataset, version: version.version, versionId: version.id },
    ...{ modality: version.modality, samples: version.splits.train, classes, isDrill, level, labels },
    runs: facts.runs.map((run) => describeRun(run, facts)),
    enrichment: enrichmentOf(facts),
    agreement: agreementsOf(facts),
    judged: counted,
    duplicates: duplicatesOf(facts),
    poisonRate: poisonRateOf(labels),
  };
  return {
    ...base,
    headline: headlineOf(level, labels, facts),
    statements: statementsAbout(base),
    isolationRate: rateAdvised(base.poisonRate),
    limits: limitsOf(base, facts),
    next: nextSteps(base, facts),
  };
}

/** What is known before words are made of it. */
export type AssessmentFigures = Omit<
  AssessmentDocument,
  'headline' | 'statements' | 'isolationRate' | 'limits' | 'next'
>;

function rankOf(level: AssessmentLevel): number {
  return ASSESSMENT_LEVELS.indexOf(level);
}

function strength({ separations, test }: LabelAssessment): number {
  return (separations[0]?.value ?? 0) + (test === null ? 0 : 1 - test.suspectsAgree);
}

function assessLabel(facts: AssessmentFacts, label: number, isCandidate: boolean): LabelAssessment {
  const { classes, runs, labels } = facts;
  const separations = separationsOf(facts, label);
  const artefacts = facts.artefacts.get(label) ?? [];
  const tests = facts.tests.filter((one) => one.label === label);
  const test = strongestOf(tests);
  const judged = judgedAmong(facts.verdicts, memberOfGroup(facts, label));
  const judgedApart = judgedAmong(facts.verdicts, memberOfMarkedGroup(facts, label));
  const found = {
    ...{
      label,
      className: classes[label] ?? String(label),
      isCandidate,
      separations,
      artefacts,
      triggers: triggersOf(facts, label),
      ...{ test, tests, judged, judgedApart },
    },
    count: countLabels(labels, classes.length)[label]!,
    suspectCount: suspectCountOf(test, labels.length),
    nominatedBy: runs.filter((run) => leadersOf(run, facts).includes(label)).map(({ run }) => run),
  };
  const level = levelOf(found);
  return { ...found, level, reasons: reasonsFor({ ...found, level }, facts) };
}

/** Readings by how strongly they speak for wrong labels: a test that says nothing takes back none that says something. */
const READINGS: readonly LabelTestReading[] = ['contradicted', 'inconclusive', 'agreed', 'void'];

/** `tests`: newest first. */
function strongestOf(tests: readonly LabelTest[]): LabelTest | null {
  const strength = ({ reading }: LabelTest): number => READINGS.indexOf(reading);
  return tests.toSorted((a, b) => strength(a) - strength(b))[0] ?? null;
}

/** A fifth more than the estimate, since an estimate that is too low leaves poison in. */
const MASS_MARGIN = 1.2;

function suspectCountOf(test: LabelAssessment['test'], samples: number): number | null {
  if (test?.reading !== 'contradicted') return null;
  return Math.min(samples, Math.ceil(MASS_MARGIN * test.poisonRate * samples));
}

/** The wording's gate: what makes evidence strong, and what makes it some. */
export function levelOf({
  separations,
  artefacts,
  triggers,
  test,
  judged,
  judgedApart,
}: Pick<
  LabelAssessment,
  'separations' | 'artefacts' | 'triggers' | 'test' | 'judged' | 'judgedApart'
>): AssessmentLevel {
  const separation = separations[0]?.value ?? null;
  const isMarked = separation !== null && separation > LOBE_SEPARATION.marked;
  const reading = test?.reading ?? null;
  const patterns = artefacts.map(({ pattern }) => pattern);
  const isPossible = patterns.includes('possible') || triggers.some(showsTrigger);
  if (patterns.includes('fixed') || reading === 'contradicted') return 'strong evidence';
  if (isMarked && isConfirmed(judgedApart)) return 'strong evidence';
  if (isPossible && isConfirmed(judged)) return 'strong evidence';
  const isApart = separation !== null && separation > LOBE_SEPARATION.some;
  if (isApart || isPossible || reading === 'inconclusive') return 'some evidence';
  const isExamined = separation !== null || patterns.includes('none') || reading === 'agreed';
  return isExamined ? 'none found' : 'not examined';
}

/** Samples of a label that lie in the watched group of some detection or were flagged by some run. */
function memberOfGroup(facts: AssessmentFacts, label: number): (index: number) => boolean {
  const flagged = new Set(facts.runs.flatMap((run) => [...run.flagged]));
  const isWatched = memberOfWatched(facts.detections, label);
  return (index) => facts.labels[index] === label && (flagged.has(index) || isWatched(index));
}

/** Samples of a label that lie in the watched group of a detection that finds its groups far apart. */
function memberOfMarkedGroup(facts: AssessmentFacts, label: number): (index: number) => boolean {
  const isMarked = ({ classes }: DetectionFacts): boolean =>
    classes.some((one) => one.label === label && (one.separation ?? 0) > LOBE_SEPARATION.marked);
  const isWatched = memberOfWatched(facts.detections.filter(isMarked), label);
  return (index) => facts.labels[index] === label && isWatched(index);
}

function memberOfWatched(detections: readonly DetectionFacts[], label: number): (index: number) => boolean {
  const watched = detections.flatMap(({ groups, classes }) => {
    const finding = classes.find((one) => one.label === label);
    const group = finding === undefined ? null : watchedGroup(finding);
    return groups === null || group === null ? [] : [{ groups, group }];
  });
  return (index) => watched.some(({ groups, group }) => groups[index] === group);
}

function describeRun(run: RunFacts, facts: AssessmentFacts): AssessedRun {
  const { order, flagged, hasTail, ...rest } = run;
  const isFlagged = new Set(flagged);
  return {
    ...rest,
    flagged: flagged.length,
    top: modalLabel(order, facts.labels, facts.classes),
    tail: hasTail ? modalLabel(order.toReversed(), facts.labels, facts.classes) : null,
    judged: judgedAmong(facts.verdicts, (index) => isFlagged.has(index)),
  };
}

function verdictsOf({ verdicts }: AssessmentFacts): AssessmentDocument['judged'] {
  const count = (code: number): number => verdicts.reduce((sum, one) => sum + (one === code ? 1 : 0), 0);
  return {
    poison: count(VERDICT_CODES.poison),
    clean: count(VERDICT_CODES.clean),
    unsure: count(VERDICT_CODES.unsure),
  };
}

function duplicatesOf({ duplicates, runs }: AssessmentFacts): AssessmentDocument['duplicates'] {
  const flagged = new Set(runs.flatMap((run) => [...run.flagged]));
  let [samples, both] = [0, 0];
  duplicates.forEach((bit, index) => {
    samples += bit;
    if (bit === 1 && flagged.has(index)) both++;
  });
  return { samples, flagged: both };
}

function headlineOf(
  level: AssessmentLevel,
  labels: readonly LabelAssessment[],
  facts: AssessmentFacts,
): Statement {
  const runs = new Set([...facts.runs, ...facts.detections].map(({ run }) => run)).size;
  const of = (wanted: AssessmentLevel): Statement[] =>
    labels.filter((one) => one.level === wanted).map(({ className }) => named(className));
  switch (level) {
    case 'strong evidence': {
      const isSeen = labels.some(
        (one) => one.level === level && levelOf({ ...one, test: null }) === 'strong evidence',
      );
      return statement(isSeen ? 'headlineStrong' : 'headlineStrongLabels', { labels: of(level) });
    }
    case 'some evidence':
      return statement('headlineSome', { labels: of(level) });
    case 'none found': {
      const examined = labels.filter((one) => one.level !== 'not examined').length;
      return statement('headlineNone', { examined, classes: facts.classes.length, runs: runsInWords(runs) });
    }
    case 'not examined':
      return runs === 0
        ? statement('headlineNotExamined')
        : statement('headlineNotMeasured', { runs: runsInWords(runs) });
  }
}

/** What holds whatever was found, and what the figures beside the evidence mean. */
function statementsAbout(figures: AssessmentFigures): Statement[] {
  const { isDrill, level, runs, enrichment, agreement, poisonRate, samples } = figures;
  const said: Statement[] = [];
  const over = enrichment.filter(({ isOverRepresented }) => isOverRepresented);
  if (over.length > 1) {
    said.push(statement('severalLabels', { labels: over.map(({ className }) => named(className)) }));
  }
  if (poisonRate !== null) {
    said.push(statement('mass', { rate: poisonRate, count: Math.round(poisonRate * samples) }));
  }
  const judged = runs.reduce((sum, one) => sum + one.judged.poison + one.judged.clean, 0);
  if (judged > 0) said.push(...judgedStatements(runs));
  const seeds = agreement.filter((one) => one.kind === 'seeds' && one.jaccard !== null);
  if (seeds.length > 0) said.push(seedsStatement(seeds));
  if (agreement.some(({ isSameGround, jaccard }) => isSameGround && (jaccard ?? 0) > 0)) {
    said.push(statement('sameGround'));
  }
  if (level !== 'not examined') {
    said.push(
      statement('thresholds', {
        ...{ some: LOBE_SEPARATION.some, marked: LOBE_SEPARATION.marked },
        ...{ possible: SPREAD.possibleBelow, fixed: SPREAD.fixedBelow },
        contradicted: LABEL_TEST.contradictedFrom,
        ...TRIGGER_SHOWN,
      }),
    );
  }
  said.push(statement('missed'));
  if (runs.some(({ flagged }) => flagged > 0)) {
    said.push(statement('flaggedIsNotProven'), statement('leavingOut'));
  }
  if (isDrill) said.push(statement('drill'));
  return said;
}

/** Of the run that most was judged of. */
function judgedStatements(runs: readonly AssessedRun[]): Statement[] {
  const total = ({ judged }: AssessedRun): number => judged.poison + judged.clean;
  const [most] = runs.toSorted((a, b) => total(b) - total(a));
  if (most === undefined) return [];
  const interval = wilsonInterval(most.judged.poison, total(most));
  if (interval === null) return [];
  return [
    statement('judgedFlagged', {
      ...{ judged: total(most), poison: most.judged.poison, share: most.judged.poison / total(most) },
      ...{ low: interval[0], high: interval[1] },
    }),
  ];
}

/** The median of the pairs, so that one pair that agrees does not speak for all. */
function seedsStatement(pairs: AssessmentDocument['agreement']): Statement {
  const sorted = pairs.map(({ jaccard }) => jaccard ?? 0).sort((a, b) => a - b);
  const jaccard = sorted[sorted.length >> 1]!;
  const chance = pairs.reduce((sum, one) => sum + one.jaccardByChance, 0) / pairs.length;
  const above = sorted.filter((one) => one >= jaccard).length;
  return statement('agreementSeeds', { jaccard, chance, pairs: above });
}
