/**
 * What the application says about a dataset version as a whole: for each given label and for all of it, with reasons and
 * limits. `AssessmentDocument` is what `assay assess --json` prints, what the report tells at its top, and what the page of
 * a dataset shows. Nothing in it was made with the truth of a drill. All fractions are in 0..1.
 */
import { wilsonInterval } from '../math/wilson.ts';
import type { Statement } from './assessment-words.ts';
import type { Modality } from './dataset.ts';
import type { SuspiciousEnd } from './detection.ts';
import type { TriggerFinding } from './trigger-test.ts';

/** Strongest first. It is never said that a dataset is free of poison. */
export const ASSESSMENT_LEVELS = ['strong evidence', 'some evidence', 'none found', 'not examined'] as const;
export type AssessmentLevel = (typeof ASSESSMENT_LEVELS)[number];

/**
 * Spread of a set as a fraction of the spread of the others of its label, at the place where it is smallest. Patches had
 * 0.00 to 0.02; sets without poison 0.5 and more as a rule, but on pictures that are aligned or partly overexposed down
 * to 0.11. So a fixed pattern is said to be there only below the first, and possibly below the second.
 */
export const SPREAD = { fixedBelow: 0.1, possibleBelow: 0.5 } as const;

/** Where more places than this hardly vary within a label, spreads hang on a few samples and say nothing. */
export const LARGEST_BACKGROUND = 0.1;

export type Pattern = 'fixed' | 'possible' | 'none';

/**
 * How a smallest spread is read: against that which is typical of all places, since near-duplicates are alike everywhere.
 * Null where the background of the label is too large for a reading.
 */
export function patternOf({
  ratio,
  typical,
  background,
}: {
  ratio: number;
  typical: number;
  background: number;
}): Pattern | null {
  if (background > LARGEST_BACKGROUND) return null;
  const usual = Math.min(1, typical);
  if (ratio < SPREAD.fixedBelow * usual) return 'fixed';
  return ratio < SPREAD.possibleBelow * usual ? 'possible' : 'none';
}

/** The leave-label-out test: how it divides a label, when it ends, and how its outcome is read. */
export const LABEL_TEST = {
  /** Suspects: this share of all training samples, and so many at least. */
  suspectShare: 0.02,
  fewestSuspects: 50,
  /** Least suspicious samples of the label, which teach what it is. */
  anchorShare: 0.3,
  /** Of the other labels, for the error that is to be expected. */
  heldOutShare: 0.1,
  /** Training ends at this agreement with the labels that are learned, or after so many times the usual epochs. */
  trainedAt: 0.9,
  timesEpochs: 3,
  /** Contradicted by at least this, and by so many times the error on other labels: labels are wrong in large numbers. */
  contradictedFrom: 0.2,
  timesError: 3,
  /** Agreed with by at least this: no sign of wrong labels. */
  agreedFrom: 0.9,
  /** Contradicted no more than so many times as often as other labels, which nobody doubts: no sign either. */
  timesExpected: 1.5,
  /** Void where the error on other labels is larger. */
  largestError: 0.2,
} as const;

export type LabelTestReading = 'contradicted' | 'agreed' | 'inconclusive' | 'void';

/** What a network that never saw the suspicious samples of a label makes of them. */
export interface LabelTest {
  label: number;
  className: string;
  arch: string;
  seed: number;
  /** Runs whose scores chose the suspects. */
  runs: readonly number[];
  suspects: number;
  /** Samples of the label that are neither suspects nor anchors. */
  middle: number;
  anchors: number;
  heldOut: number;
  /** Fractions of suspects and of the middle predicted as the label; null where there are none. */
  suspectsAgree: number;
  middleAgree: number | null;
  /** Error on the held-out samples of other labels. */
  error: number;
  /** Agreement with the labels that were learned, at the end. */
  trainedTo: number;
  epochs: number;
  updates: number;
  reading: LabelTestReading;
  /** Estimated fraction of all training samples whose label under this class was changed. */
  poisonRate: number;
  /** What contradicted samples were predicted as, most frequent first. */
  proposals: readonly { label: number; className: string; count: number }[];
  seconds: number;
  createdAt: string;
}

/** How an estimate of the poison becomes a rate of isolation: half of it within these limits; without one, the default. */
export const ISOLATION_RATE = { default: 0.01, least: 0.005, most: 0.05 } as const;

/** Top of a ranking in which the modal label is looked for. */
export const TOP_SHARE = 0.02;

/** How many more samples of a label are flagged than by chance before it counts as over-represented. */
export const OVER_REPRESENTED = 2;
/** Of fewer flagged samples no label is said to lead: one sample alone would make its label do so. */
const FEWEST_FLAGGED = 5;

/**
 * Whether a label leads among what was flagged beyond chance: `flagged` of all `total` flagged samples carry it, and it
 * is the fraction `share` of the dataset.
 */
export function isOverRepresented(flagged: number, total: number, share: number): boolean {
  if (total < FEWEST_FLAGGED) return false;
  const [low] = wilsonInterval(flagged, total) ?? [0];
  return flagged >= OVER_REPRESENTED * share * total && low > share;
}

/** Judged samples of the suspicious group from which a person's look counts, and the share of them called poison. */
export const CONFIRMED_BY = { fewest: 5, share: 0.5 } as const;

/** Jaccard below which two methods hardly agree. */
export const LOW_AGREEMENT = 0.1;

/** Runs with seeds of their own that are advised before a ranking is relied on. */
export const SEEDS_ADVISED = 3;

/** A finished run that ranked the samples. */
export interface AssessedRun {
  run: number;
  defense: string;
  title: string;
  arch: string;
  seed: number;
  metric: string;
  metricTitle: string;
  suspicious: SuspiciousEnd;
  flagged: number;
  /** Modal label of the most suspicious samples, and of the opposite end of the ranking. */
  top: TailLabel | null;
  tail: TailLabel | null;
  /** Flagged samples a person has judged poison or clean. */
  judged: { poison: number; clean: number };
}

/** The label most frequent in one end of a ranking. */
export interface TailLabel {
  label: number;
  className: string;
  /** Of the samples of that end. */
  share: number;
  /** `share` as a multiple of the label's share of the dataset. */
  lift: number;
}

/** The lobe separation D of one label as one detector measured it on one run. */
export interface SeparationLook {
  run: number;
  detector: string;
  seed: number;
  /** The stage after which the network was kept. */
  stage: string;
  value: number;
}

/** What a run found when it unlearned some of the samples it isolated. */
export interface TriggerLook extends TriggerFinding {
  run: number;
  seed: number;
  defense: string;
}

/** Samples of one label, compared with its others at fixed places. */
export interface ArtefactLook {
  source: ArtefactSource;
  run: number;
  seed: number;
  /** Detector that made the set; null for what the run itself flagged. */
  detector: string | null;
  defense: string;
  count: number;
  others: number;
  /** Smallest spread as a fraction of the others'; null where one of the sets is too small. */
  ratio: number | null;
  /** Median over all places; well below 1 for near-duplicates. */
  typical: number | null;
  /** Upper left pixel of the place [row, column], or its time step. */
  place: readonly number[] | null;
  /** Share of places that hardly vary within the label; null as `ratio`. */
  background: number | null;
  /** Null where it cannot be told. */
  pattern: Pattern | null;
}

/** `flagged`: what was flagged with this label. `group`: the suspicious one of two groups; `smaller group`: none was. */
export type ArtefactSource = 'flagged' | 'group' | 'smaller group';

export interface LabelAssessment {
  label: number;
  className: string;
  /** Training samples with this label. */
  count: number;
  level: AssessmentLevel;
  /** Whether it was looked at more closely: it leads a ranking, or its separation counts. */
  isCandidate: boolean;
  /** Runs in whose top it is the modal label. */
  nominatedBy: readonly number[];
  separations: readonly SeparationLook[];
  artefacts: readonly ArtefactLook[];
  /** Newest run first. */
  triggers: readonly TriggerLook[];
  /** The leave-label-out test that counts: the one that speaks most strongly for wrong labels, of equals the newest. */
  test: LabelTest | null;
  /** All of them, newest first: each was a try. */
  tests: readonly LabelTest[];
  /** How many of its most suspicious samples the estimate of a positive test calls suspect; null without one. */
  suspectCount: number | null;
  /** Of the suspicious groups of this label and of what runs flagged of it: what a person judged. */
  judged: { poison: number; clean: number };
  /** The same of the suspicious groups alone whose separation is marked. */
  judgedApart: { poison: number; clean: number };
  /** Which figure says what, from which run, detector and seed, at which threshold. */
  reasons: readonly Statement[];
}

/** A label's share of what all runs flagged together, each run counting the same. */
export interface LabelEnrichment {
  label: number;
  className: string;
  share: number;
  lift: number;
  isOverRepresented: boolean;
}

/** Two ways of flagging beside each other. */
export interface Agreement {
  /** `seeds`: one method with two seeds. `methods`: two methods. */
  kind: 'seeds' | 'methods';
  a: string;
  b: string;
  shared: number;
  sharedByChance: number;
  /** Flagged by both as a fraction of flagged by either; null where neither flags anything. */
  jaccard: number | null;
  /** The same if they had nothing to do with each other. */
  jaccardByChance: number;
  /** Both rest on how fast samples are learned, so their agreement confirms nothing. */
  isSameGround: boolean;
}

export interface AssessmentDocument {
  dataset: string;
  version: number;
  versionId: number;
  modality: Modality;
  /** Training samples. */
  samples: number;
  classes: readonly string[];
  /** Poison was planted here on purpose; nothing of that knowledge was used. */
  isDrill: boolean;
  level: AssessmentLevel;
  headline: Statement;
  /** What holds for the whole. */
  statements: readonly Statement[];
  /** Labels of which something was measured or that lead a ranking; the strongest evidence first. */
  labels: readonly LabelAssessment[];
  runs: readonly AssessedRun[];
  enrichment: readonly LabelEnrichment[];
  agreement: readonly Agreement[];
  /** Verdicts on training samples. */
  judged: { poison: number; clean: number; unsure: number };
  /** Training samples with the bytes of another one, and how many of them some run flagged. */
  duplicates: { samples: number; flagged: number };
  /** Fraction of all training samples whose label was probably changed; null where no test was positive. */
  poisonRate: number | null;
  isolationRate: { value: number; reason: Statement };
  /** What the methods that were used cannot see. */
  limits: readonly Statement[];
  /** What to do next, the most useful first. */
  next: readonly Statement[];
}

/** How a label test is read. `suspectsAgree`, `middleAgree`, `error`: fractions; `middleAgree` null: there is no middle. */
export function readLabelTest(
  suspectsAgree: number,
  middleAgree: number | null,
  error: number,
): LabelTestReading {
  if (error > LABEL_TEST.largestError) return 'void';
  const contradictions = [suspectsAgree, ...(middleAgree === null ? [] : [middleAgree])].map(
    (agree) => 1 - agree,
  );
  // A share of 20 % is one, however the division was rounded.
  const largest = Math.max(...contradictions) + ROUNDING;
  const { contradictedFrom, timesError, agreedFrom, timesExpected } = LABEL_TEST;
  if (largest >= contradictedFrom && largest >= timesError * error) return 'contradicted';
  const expected = Math.max(1 - agreedFrom, timesExpected * error);
  return largest <= expected + 2 * ROUNDING ? 'agreed' : 'inconclusive';
}

const ROUNDING = 1e-9;

/** Rate of isolation for an estimated poison rate; null: nothing is known of it. */
export function isolationRateFor(poisonRate: number | null): number {
  if (poisonRate === null || poisonRate <= 0) return ISOLATION_RATE.default;
  return Math.min(ISOLATION_RATE.most, Math.max(ISOLATION_RATE.least, poisonRate / 2));
}

export interface LabelTestSizes {
  suspects: number;
  middle: number;
  anchors: number;
}

/** How a label of `count` training samples among `samples` is divided; null: too small to be tested. */
export function labelTestSizes(count: number, samples: number): LabelTestSizes | null {
  const { anchorShare, suspectShare, fewestSuspects } = LABEL_TEST;
  const anchors = Math.round(anchorShare * count);
  const suspects = Math.min(Math.max(fewestSuspects, Math.round(suspectShare * samples)), count - anchors);
  return suspects < fewestSuspects ? null : { suspects, middle: count - anchors - suspects, anchors };
}
