/** Which figure says what of a label, from which run, detector and seed, at which threshold: one statement each. */
import {
  SPREAD,
  LABEL_TEST,
  TOP_SHARE,
  type ArtefactLook,
  type LabelAssessment,
  type LabelTest,
  type SeparationLook,
  type TriggerLook,
} from '../../src-shared/domain/assessment.ts';
import { statement, type Statement } from '../../src-shared/domain/assessment-words.ts';
import { LOBE_SEPARATION } from '../../src-shared/domain/detection.ts';
import { showsTrigger, TRIGGER_SHOWN } from '../../src-shared/domain/trigger-test.ts';
import type { AssessmentFacts } from './assessment-facts.ts';
import { isConfirmed, modalLabel } from './assessment-figures.ts';

const LONGEST_NAME = 60;
/** Looks at artefacts that are told where none found anything. */
const LOOKS_TOLD = 3;

/** A class's name as a part of a sentence; names come from the data, so nothing in them may act. */
export function named(className: string): Statement {
  return statement('namedLabel', { name: shown(className) });
}

function shown(name: string): string {
  const safe = name.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0') ?? ''}`,
  );
  return safe.length > LONGEST_NAME ? `${safe.slice(0, LONGEST_NAME - 1)}…` : safe;
}

export function runsInWords(count: number): Statement {
  if (count === 0) return statement('runsNone');
  return count === 1 ? statement('runsOne') : statement('runsMany', { count });
}

export function reasonsFor(found: Omit<LabelAssessment, 'reasons'>, facts: AssessmentFacts): Statement[] {
  return [
    ...artefactReasons(found.artefacts, facts),
    ...triggerReasons(found.triggers),
    ...testReasons(found),
    ...(found.suspectCount === null ? [] : [statement('suspectMass', { count: found.suspectCount })]),
    ...separationReasons(found.separations, found.judgedApart),
    ...nominationReasons(found, facts),
  ];
}

/** Every pattern; without one, the look that came closest. */
function artefactReasons(looks: readonly ArtefactLook[], facts: AssessmentFacts): Statement[] {
  const found = looks.filter(({ pattern }) => pattern === 'fixed' || pattern === 'possible');
  const closest = looks.toSorted((a, b) => (a.ratio ?? 2) - (b.ratio ?? 2));
  const told = found.length > 0 ? found.slice(0, LOOKS_TOLD) : closest.slice(0, 1);
  return told.map((look) => artefactReason(look, facts));
}

function artefactReason(look: ArtefactLook, facts: AssessmentFacts): Statement {
  const { count, others, ratio, typical, background, pattern } = look;
  const values = { source: sourceOf(look), count, others };
  if (ratio === null || typical === null) return statement('artefactFew', values);
  switch (pattern) {
    case 'fixed':
      return statement('artefactFixed', {
        ...{ ...values, ratio, typical, place: placeOf(look, facts) },
        threshold: SPREAD.fixedBelow,
      });
    case 'possible':
      return statement('artefactPossible', {
        ...{ ...values, ratio, typical, place: placeOf(look, facts) },
        threshold: SPREAD.possibleBelow,
      });
    case 'none':
      return typical < SPREAD.possibleBelow
        ? statement('artefactAlike', { ...values, typical })
        : statement('artefactNone', { ...values, ratio, threshold: SPREAD.possibleBelow });
    case null:
      return statement('artefactNoBasis', { ...values, background: background ?? 1 });
  }
}

/** Every trigger that showed itself; without one, the newest look. */
function triggerReasons(looks: readonly TriggerLook[]): Statement[] {
  const shown = looks.filter(showsTrigger);
  const told = shown.length > 0 ? shown.slice(0, LOOKS_TOLD) : looks.slice(0, 1);
  return told.map((look) => {
    const { run, seed, defense, isolated, unlearned, othersLeft: left, leastStayed: stayed } = look;
    return statement(showsTrigger(look) ? 'triggerShown' : 'triggerNotShown', {
      ...{ run, seed, defense, isolated, unlearned, left, stayed },
      ...TRIGGER_SHOWN,
    });
  });
}

function placeOf({ place }: ArtefactLook, { version }: AssessmentFacts): Statement {
  const [row = 0, column = 0] = place ?? [];
  return version.modality === 'series'
    ? statement('placeStep', { step: row })
    : statement('placePixel', { row, column });
}

function sourceOf({ source, run, seed, detector, defense }: ArtefactLook): Statement {
  if (detector === null) return statement('sourceFlagged', { run, seed, defense });
  const values = { run, seed, detector };
  if (source === 'flagged') return statement('sourceFlaggedBy', values);
  return statement(source === 'group' ? 'sourceGroup' : 'sourceSmaller', values);
}

export function testReason(test: LabelTest): Statement {
  const { suspectsAgree, middleAgree, error, seed } = test;
  const middle =
    middleAgree === null ? statement('noMiddle') : statement('middlePart', { middle: 1 - middleAgree });
  const values = { suspects: 1 - suspectsAgree, middle, error, seed };
  switch (test.reading) {
    case 'contradicted':
      return statement('testContradicted', {
        ...values,
        ...{ threshold: LABEL_TEST.contradictedFrom, times: LABEL_TEST.timesError },
      });
    case 'agreed':
      return statement('testAgreed', values);
    case 'inconclusive':
      return statement('testInconclusive', values);
    case 'void':
      return statement('testVoid', { error, seed, threshold: LABEL_TEST.largestError });
  }
}

/** The test that counts first; the others too, since one of several tries may turn out either way. */
function testReasons({ test, tests }: Pick<LabelAssessment, 'test' | 'tests'>): Statement[] {
  if (test === null) return [];
  return [test, ...tests.filter((one) => one !== test)].map(testReason);
}

function separationReasons(looks: readonly SeparationLook[], judged: LabelAssessment['judged']): Statement[] {
  const [largest] = looks;
  if (largest === undefined) return [];
  const { some, marked } = LOBE_SEPARATION;
  const { value: d, detector, run, seed, stage } = largest;
  const values = { d, detector, run, seed, stage };
  const above = looks.filter(({ value }) => value > some).length;
  if (above === 0) return [statement('separationBelow', { ...values, threshold: some })];
  const isMarked = d > marked;
  return [
    isMarked
      ? statement('separationMarked', { ...values, threshold: marked })
      : statement('separationAbove', { ...values, threshold: some }),
    ...(looks.length > 1
      ? [
          statement('separationLooks', {
            ...{ above, looks: looks.length, threshold: some },
            ...{ low: looks.at(-1)!.value, high: d },
          }),
        ]
      : []),
    isMarked && isConfirmed(judged)
      ? statement('confirmed', { poison: judged.poison, judged: judged.poison + judged.clean })
      : statement('notConfirmed'),
  ];
}

function nominationReasons(
  { label, nominatedBy }: Omit<LabelAssessment, 'reasons'>,
  { runs, labels, classes }: AssessmentFacts,
): Statement[] {
  const tops = runs
    .filter(({ run }) => nominatedBy.includes(run))
    .flatMap(({ order }) => modalLabel(order, labels, classes) ?? [])
    .filter((top) => top.label === label)
    .sort((a, b) => b.share - a.share);
  const [largest] = tops;
  if (largest === undefined) return [];
  return [
    statement('nominated', {
      ...{ top: TOP_SHARE, share: largest.share, lift: largest.lift },
      runs: statement(nominatedBy.length === 1 ? 'runNamed' : 'runsNamed', { list: nominatedBy.join(', ') }),
    }),
  ];
}
