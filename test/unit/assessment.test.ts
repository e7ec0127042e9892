/** What is said of a dataset: the known cases behind the thresholds, and the words. */
import { describe, expect, it } from 'vitest';
import { assess, candidateLabels } from '../../src-main/services/assessment-rules.ts';
import { rankLabel } from '../../src-main/services/assessment.ts';
import { hasTail, type AssessmentFacts } from '../../src-main/services/assessment-facts.ts';
import {
  isolationRateFor,
  labelTestSizes,
  readLabelTest,
  type AssessmentDocument,
  type AssessmentLevel,
} from '../../src-shared/domain/assessment.ts';
import {
  ENGLISH,
  GERMAN_NUMBERS,
  say,
  statement,
  type Statement,
} from '../../src-shared/domain/assessment-words.ts';
import { GERMAN } from '../../src-shared/domain/assessment-words-de.ts';
import { VERDICT_CODES } from '../../src-shared/domain/score.ts';
import { artefactWith, detectionWith, factsWith, runWith, testWith } from '../support/assessment-facts.ts';

/** Samples of label 0, as many as asked for. */
const CATS = Array.from({ length: 100 }, (_, i) => 3 * i);
/** All that is most suspicious carries one label: dominance 1.0. */
const DOMINANT = runWith(1, 1, CATS.slice(0, 40));

function judgedPoison(indices: readonly number[], clean: readonly number[] = []): Uint8Array {
  const verdicts = new Uint8Array(300);
  for (const index of indices) verdicts[index] = VERDICT_CODES.poison;
  for (const index of clean) verdicts[index] = VERDICT_CODES.clean;
  return verdicts;
}

/** Of label 0, 20 of 40 isolated samples were unlearned. */
const TRIGGER = { label: 0, isolated: 40, unlearned: 20 };

/** Members of the suspicious group of label 0. */
const IN_GROUP = CATS.filter((_, i) => i % 2 === 1);

it('does not say that there is no run where there are runs', () => {
  expect(assess(factsWith({})).headline.id).toBe('headlineNotExamined');
  expect(assess(factsWith({ runs: [DOMINANT] })).headline.id).toBe('headlineNotMeasured');
});

describe('the known cases', () => {
  const cases: [title: string, changes: Partial<AssessmentFacts>, level: AssessmentLevel][] = [
    ['nothing was run', {}, 'not examined'],
    ['dominance 1.0 alone: nothing that counts was measured', { runs: [DOMINANT] }, 'not examined'],
    [
      'dominance 1.0 with a spread of 0.88, as data without poison had',
      { runs: [DOMINANT], artefacts: new Map([[0, [artefactWith(0.88)]]]) },
      'none found',
    ],
    [
      'BadNets: a spread of 0.00',
      { runs: [DOMINANT], artefacts: new Map([[0, [artefactWith(0)]]]) },
      'strong evidence',
    ],
    [
      'digits on black: nothing can be told by a spread of 0.03',
      { runs: [DOMINANT], artefacts: new Map([[0, [artefactWith(0.03, 0.95, 0.4)]]]) },
      'not examined',
    ],
    [
      'aligned pictures: a spread of 0.11 may be a pattern',
      { runs: [DOMINANT], artefacts: new Map([[0, [artefactWith(0.11)]]]) },
      'some evidence',
    ],
    [
      'the same, and a person finds it in what was flagged',
      {
        runs: [DOMINANT],
        artefacts: new Map([[0, [artefactWith(0.11)]]]),
        verdicts: judgedPoison(CATS.slice(0, 6)),
      },
      'strong evidence',
    ],
    [
      'Blended: a spread of 0.8 and lobes 3.6',
      {
        runs: [DOMINANT],
        artefacts: new Map([[0, [artefactWith(0.8)]]]),
        detections: [detectionWith(1, 1, [3.6, 2, 2])],
      },
      'some evidence',
    ],
    [
      'a trigger that leaves and a label that stays',
      { runs: [{ ...DOMINANT, trigger: { ...TRIGGER, othersLeft: 0.85, leastStayed: 0.71 } }] },
      'some evidence',
    ],
    [
      'the same, and a person finds it in what was flagged',
      {
        runs: [{ ...DOMINANT, trigger: { ...TRIGGER, othersLeft: 0.85, leastStayed: 0.71 } }],
        verdicts: judgedPoison(CATS.slice(0, 6)),
      },
      'strong evidence',
    ],
    [
      'a whole label that leaves, as without poison: nothing was shown, and nothing ruled out',
      { runs: [{ ...DOMINANT, trigger: { ...TRIGGER, othersLeft: 0.97, leastStayed: 0 } }] },
      'not examined',
    ],
    [
      'a label that stays, and so do the isolated samples',
      { runs: [{ ...DOMINANT, trigger: { ...TRIGGER, othersLeft: 0.2, leastStayed: 1 } }] },
      'not examined',
    ],
    ['lobes 3.5 are not above 3.5', { detections: [detectionWith(1, 1, [3.5, 2, 2])] }, 'none found'],
    ['BadNets 2 %: lobes 5, unseen', { detections: [detectionWith(1, 1, [5, 2, 2])] }, 'some evidence'],
    ['SIG: lobes 11, unseen', { detections: [detectionWith(1, 1, [11, 2, 2])] }, 'some evidence'],
    [
      'SIG: lobes 11, and a person sees an artefact in the group',
      { detections: [detectionWith(1, 1, [11, 2, 2])], verdicts: judgedPoison(IN_GROUP.slice(0, 5)) },
      'strong evidence',
    ],
    [
      'four verdicts are too few to confirm',
      { detections: [detectionWith(1, 1, [11, 2, 2])], verdicts: judgedPoison(IN_GROUP.slice(0, 4)) },
      'some evidence',
    ],
    [
      'a person who finds as much to be harmless confirms nothing',
      {
        detections: [detectionWith(1, 1, [11, 2, 2])],
        verdicts: judgedPoison(IN_GROUP.slice(0, 5), IN_GROUP.slice(5, 10)),
      },
      'some evidence',
    ],
    [
      'verdicts outside the group confirm nothing',
      {
        detections: [detectionWith(1, 1, [11, 2, 2])],
        verdicts: judgedPoison(CATS.filter((_, i) => i % 2 === 0).slice(0, 9)),
      },
      'some evidence',
    ],
    [
      'nor do they where a run flagged them: the groups say nothing of what it flagged',
      {
        runs: [DOMINANT],
        detections: [detectionWith(1, 1, [11, 2, 2])],
        verdicts: judgedPoison(CATS.filter((_, i) => i % 2 === 0).slice(0, 9)),
      },
      'some evidence',
    ],
    [
      'lobes 3.6 that are confirmed stay some evidence',
      { detections: [detectionWith(1, 1, [3.6, 2, 2])], verdicts: judgedPoison(IN_GROUP.slice(0, 9)) },
      'some evidence',
    ],
    [
      'BadNets: labels contradicted by 53 and 67 %',
      { tests: [testWith(0, { suspectsAgree: 0.47, middleAgree: 0.33, reading: 'contradicted' })] },
      'strong evidence',
    ],
    [
      'an inconclusive label test',
      { tests: [testWith(0, { suspectsAgree: 0.85, reading: 'inconclusive' })] },
      'some evidence',
    ],
    ['a label test that agrees', { tests: [testWith(0, {})] }, 'none found'],
    [
      'a positive label test is not taken back by a void one, nor by one with another seed that agrees',
      {
        tests: [
          testWith(0, { seed: 3, error: 0.35, reading: 'void' }),
          testWith(0, { seed: 2 }),
          testWith(0, { suspectsAgree: 0.47, middleAgree: 0.33, reading: 'contradicted' }),
        ],
      },
      'strong evidence',
    ],
    ['a void label test', { tests: [testWith(0, { error: 0.35, reading: 'void' })] }, 'not examined'],
    [
      'near-duplicates, alike everywhere',
      { runs: [DOMINANT], artefacts: new Map([[0, [artefactWith(0.3, 0.4)]]]) },
      'none found',
    ],
    [
      'too few samples for a spread',
      { runs: [DOMINANT], artefacts: new Map([[0, [artefactWith(null)]]]) },
      'not examined',
    ],
  ];

  it.each(cases)('%s', (_title, changes, level) => {
    const document = assess(factsWith(changes));
    expect(document.level).toBe(level);
    const named = document.headline.text.includes('"cat"');
    expect(named).toBe(level === 'strong evidence' || level === 'some evidence');
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });
});

describe('labels', () => {
  it('that lead a ranking or fall apart are looked at, others only measured', () => {
    const facts = factsWith({ runs: [DOMINANT], detections: [detectionWith(1, 1, [2, 2.5, 3.9])] });
    expect(candidateLabels(facts)).toEqual([0, 2]);
    const { labels } = assess(facts);
    expect(labels.map(({ label, level, isCandidate }) => [label, level, isCandidate])).toEqual([
      [2, 'some evidence', true],
      [1, 'none found', false],
      [0, 'none found', true],
    ]);
    expect(labels.find(({ label }) => label === 0)!.nominatedBy).toEqual([1]);
  });

  it('the largest of several separations counts, and how many lie above is said', () => {
    const detections = [detectionWith(1, 1, [2.1, 2, 2]), detectionWith(2, 2, [3.8, 2, 2])];
    const [cat] = assess(factsWith({ detections })).labels;
    expect(cat).toMatchObject({ level: 'some evidence', className: 'cat' });
    expect(cat!.separations.map(({ value }) => value)).toEqual([3.8, 2.1]);
    const said = cat!.reasons.map(({ text }) => text).join(' ');
    expect(said).toContain('D = 3.8 (ac on run 2, seed 2, network after train)');
    expect(said).toContain('1 of 2 measurements');
  });

  it('a trigger that showed itself is told before newer looks that showed none', () => {
    const none = { ...TRIGGER, othersLeft: 0.97, leastStayed: 0.01 };
    const shown = { ...TRIGGER, othersLeft: 0.85, leastStayed: 0.71 };
    const runs = [
      { ...runWith(2, 2, CATS.slice(0, 40)), trigger: none },
      { ...DOMINANT, trigger: shown },
    ];
    const [cat] = assess(factsWith({ runs })).labels;
    expect(cat!.triggers.map(({ run }) => run)).toEqual([2, 1]);
    const said = cat!.reasons.map(({ text }) => text).join(' ');
    expect(said).toContain(
      'Unlearning 20 of the 40 samples with it that run 1 (dlp, seed 1) isolated took 85 %',
    );
    expect(said).not.toContain('run 2 (dlp, seed 2) isolated');
    const [other] = assess(factsWith({ runs: runs.slice(0, 1) })).labels;
    expect(other!.reasons.map(({ id }) => id)).toContain('triggerNotShown');
  });

  it('every try of a label test is told, the one that counts first', () => {
    const agreed = [5, 4, 3, 2].map((seed) => testWith(0, { seed }));
    const tests = [...agreed, testWith(0, { suspectsAgree: 0.4, reading: 'contradicted' })];
    const [cat] = assess(factsWith({ tests })).labels;
    expect(cat!.test).toBe(tests[4]);
    const ids = cat!.reasons.map(({ id }) => id).filter((id) => id.startsWith('test'));
    expect(ids).toEqual(['testContradicted', ...agreed.map(() => 'testAgreed')]);
  });

  it('two detectors on the same features are one measurement', () => {
    const detections = [
      detectionWith(1, 1, [3.8, 2, 2]),
      { ...detectionWith(1, 1, [3.8, 2, 2]), detector: 'ss' },
    ];
    expect(assess(factsWith({ detections })).labels[0]!.separations).toHaveLength(1);
  });

  it('several over-represented labels are told, and that one target cannot be assumed', () => {
    const labels = Int32Array.from({ length: 300 }, (_, i) => i % 6);
    const classes = ['a', 'b', 'c', 'd', 'e', 'f'];
    // 20 samples each of two of six labels.
    const first = Array.from({ length: 20 }, (_, i) => [6 * i, 6 * i + 1]).flat();
    const { enrichment, statements, limits } = assess(
      factsWith({ labels, classes, runs: [runWith(1, 1, first)] }),
    );
    expect(enrichment.filter(({ isOverRepresented }) => isOverRepresented)).toMatchObject([
      { className: 'a', share: 0.5, lift: 3 },
      { className: 'b', share: 0.5, lift: 3 },
    ]);
    expect(statements.map(({ id }) => id)).toContain('severalLabels');
    // One flagged sample makes no label lead.
    const single = assess(factsWith({ labels, classes, runs: [runWith(1, 1, [0])] })).enrichment;
    expect(single).toMatchObject([{ className: 'a', share: 1, lift: 6, isOverRepresented: false }]);
    // Nothing was measured, so no limits of measurements either.
    expect(limits).toEqual([]);
  });

  it('both ends of a ranking are told', () => {
    const [run] = assess(factsWith({ runs: [DOMINANT] })).runs;
    expect(run!.top).toMatchObject({ className: 'cat', share: 1 });
    expect(run!.top!.lift).toBeCloseTo(3, 12);
    // The last six of the order: 294..299, of which 2 are cats, 2 dogs, 2 owls; the first label wins.
    expect(run!.tail).toMatchObject({ className: 'cat', share: 1 / 3 });
    // Where the least suspicious scores are all the same, the last samples are merely those with the highest numbers.
    const [tied] = assess(factsWith({ runs: [{ ...DOMINANT, hasTail: false }] })).runs;
    expect(tied!.tail).toBeNull();
    const order = Int32Array.from({ length: 100 }, (_, i) => 99 - i);
    expect(
      hasTail(
        order,
        Float32Array.from({ length: 100 }, (_, i) => i),
      ),
    ).toBe(true);
    // NONE: nothing drives a neuron in four of five samples.
    expect(
      hasTail(
        order,
        Float32Array.from({ length: 100 }, (_, i) => Math.max(0, i - 80)),
      ),
    ).toBe(false);
  });
});

describe('agreement', () => {
  it('of seeds, counted by hand; the same run twice is no pair', () => {
    const runs = [runWith(1, 1, [0, 3, 6, 9]), runWith(2, 2, [6, 9, 12, 15]), runWith(3, 2, [0])];
    const { agreement } = assess(factsWith({ runs }));
    expect(agreement).toHaveLength(2);
    expect(agreement[0]).toMatchObject({ kind: 'seeds', shared: 2, jaccard: 1 / 3, isSameGround: true });
    expect(agreement[0]!.sharedByChance).toBeCloseTo(16 / 300, 12);
  });

  it('with what flags nothing is not told', () => {
    const runs = [DOMINANT, runWith(2, 2, [])];
    const { agreement } = assess(factsWith({ runs, detections: [detectionWith(1, 1, [2, 2, 2])] }));
    expect(agreement).toEqual([]);
  });

  it('that is missing between methods of different ground is a limit', () => {
    const detection = { ...detectionWith(1, 1, [2, 2, 2]), flagged: new Uint8Array(300).fill(1, 200, 240) };
    const document = assess(factsWith({ runs: [DOMINANT], detections: [detection] }));
    expect(document.agreement).toMatchObject([{ kind: 'methods', isSameGround: false }]);
    expect(document.limits.map(({ id }) => id)).toContain('limitSlow');
  });
});

describe('the leave-label-out test', () => {
  it('is read as it was on trial data', () => {
    // Agreement of suspects and middle, error on other labels.
    expect(readLabelTest(1, 0.99, 0.03)).toBe('agreed');
    expect(readLabelTest(0.97, 0.92, 0.03)).toBe('agreed');
    expect(readLabelTest(0.47, 0.33, 0.05)).toBe('contradicted');
    expect(readLabelTest(0.63, 0.69, 0.05)).toBe('contradicted');
    expect(readLabelTest(0.4, 0.3, 0.35)).toBe('void');
    expect(readLabelTest(0.85, 0.95, 0.05)).toBe('inconclusive');
    // 25 % contradicted, but the network errs on 10 % of everything.
    expect(readLabelTest(0.75, 0.9, 0.1)).toBe('inconclusive');
    expect(readLabelTest(0.8, null, 0)).toBe('contradicted');
    // Digits without poison: hardly more than the network errs on the other nine.
    expect(readLabelTest(0.93, 0.87, 0.09)).toBe('agreed');
    expect(readLabelTest(0.93, 0.87, 0.08)).toBe('inconclusive');
  });

  it('divides a label, or says that it is too small', () => {
    expect(labelTestSizes(5000, 50_000)).toEqual({ suspects: 1000, middle: 2500, anchors: 1500 });
    expect(labelTestSizes(104, 240)).toEqual({ suspects: 50, middle: 23, anchors: 31 });
    expect(labelTestSizes(72, 240)).toEqual({ suspects: 50, middle: 0, anchors: 22 });
    expect(labelTestSizes(60, 240)).toBeNull();
  });

  it('suspects come from the mean rank over all runs', () => {
    const facts = factsWith({ runs: [runWith(1, 1, [6, 0]), runWith(2, 2, [3, 6])] });
    expect([...rankLabel(facts, 0).subarray(0, 3)]).toEqual([6, 0, 3]);
    expect(rankLabel(facts, 0)).toHaveLength(100);
  });

  it('gives the rate of isolation, between half and five percent', () => {
    expect(isolationRateFor(null)).toBe(0.01);
    expect(isolationRateFor(0)).toBe(0.01);
    expect(isolationRateFor(0.004)).toBe(0.005);
    expect(isolationRateFor(0.06)).toBe(0.03);
    expect(isolationRateFor(0.4)).toBe(0.05);
    const positive = testWith(0, { suspectsAgree: 0.4, reading: 'contradicted', poisonRate: 0.08 });
    const found = assess(factsWith({ tests: [positive], runs: [DOMINANT] }));
    expect(found).toMatchObject({ poisonRate: 0.08, isolationRate: { value: 0.04 } });
    expect(found.labels[0]!.suspectCount).toBe(Math.ceil(1.2 * 0.08 * 300));
    expect(found.headline.text).toMatch(/labels are wrong in large numbers under "cat"/);
    expect(assess(factsWith({ tests: [testWith(0, { poisonRate: 0.02 })] })).poisonRate).toBeNull();
  });
});

/** Facts in which as much as possible is there, with and without evidence. */
const RICH: readonly Partial<AssessmentFacts>[] = [
  {},
  { runs: [DOMINANT] },
  {
    runs: [
      DOMINANT,
      runWith(2, 2, CATS.slice(20, 60)),
      { ...runWith(3, 3, CATS.slice(0, 9)), defense: 'e2abl' },
    ],
    detections: [detectionWith(1, 1, [3.6, 2, 2]), detectionWith(2, 2, [2, 4.5, 2])],
    artefacts: new Map([[0, [artefactWith(0.8), artefactWith(null)]]]),
    tests: [testWith(1, { suspectsAgree: 0.85, reading: 'inconclusive' })],
    verdicts: judgedPoison([0, 3], [6]),
    duplicates: new Uint8Array(300).fill(1),
  },
  {
    runs: [{ ...DOMINANT, defense: 'none' }],
    detections: [detectionWith(1, 1, [2, 2, 2])],
    artefacts: new Map([[0, [artefactWith(0.3, 0.4)]]]),
  },
  { runs: [DOMINANT], artefacts: new Map([[0, [artefactWith(0.2), artefactWith(0.2, 1, 0.5)]]]) },
  { runs: [DOMINANT], artefacts: new Map([[0, [artefactWith(0.02, 1, 0.5)]]]) },
  {
    runs: [DOMINANT],
    artefacts: new Map([[0, [artefactWith(0)]]]),
    tests: [testWith(0, { suspectsAgree: 0.1, reading: 'contradicted', poisonRate: 0.4 })],
  },
  { runs: [DOMINANT], tests: [testWith(0, { reading: 'void', error: 0.5 })] },
  { runs: [{ ...DOMINANT, trigger: { ...TRIGGER, othersLeft: 0.85, leastStayed: 0.71 } }] },
  { runs: [{ ...DOMINANT, trigger: { ...TRIGGER, othersLeft: 0.97, leastStayed: 0 } }] },
];

function allStatements(document: AssessmentDocument): Statement[] {
  return [
    ...[document.headline, document.isolationRate.reason],
    ...[...document.statements, ...document.limits, ...document.next],
    ...document.labels.flatMap(({ reasons }) => reasons),
  ];
}

describe('the words', () => {
  it.each(RICH.map((facts, i) => [i, facts] as const))(
    'document %i can be said in both languages',
    (_i, facts) => {
      for (const one of allStatements(assess(factsWith(facts)))) {
        expect(one.text).not.toMatch(/[{}]|undefined|NaN|Infinity/);
        expect(say(one, GERMAN, GERMAN_NUMBERS)).not.toMatch(/[{}]|undefined|NaN|Infinity/);
      }
    },
  );

  it('both languages fill in the same', () => {
    const blanks = (text: string): string[] => [...new Set(text.match(/\{\w+/g) ?? [])].sort();
    for (const [id, text] of Object.entries(ENGLISH)) {
      expect(blanks(GERMAN[id as keyof typeof ENGLISH]), id).toEqual(blanks(text));
    }
  });

  it('never call unknown data clean or safe, never speak of attack success', () => {
    for (const words of [ENGLISH, GERMAN]) {
      for (const [id, text] of Object.entries(words)) {
        const said = text.replaceAll(/clean-label/gi, '');
        expect(said, id).not.toMatch(
          /\bclean\b|\bsafe\b|attack success|\bASR\b|trustworthy|sauber|\bsicher\b|unbedenklich|Angriffserfolg/i,
        );
      }
    }
  });

  it('a label name from the data cannot act on a screen', () => {
    const classes = ['\u202ecat\u001b[31m', 'dog', 'owl'];
    const { headline } = assess(
      factsWith({ classes, runs: [DOMINANT], artefacts: new Map([[0, [artefactWith(0)]]]) }),
    );
    expect(headline.text).toBe(String.raw`Strong evidence of planted poison under "\u202ecat\u001b[31m".`);
  });

  it('numbers are written as each language does', () => {
    const one = statement('mass', { rate: 0.0825, count: 12_345 });
    expect(one.text).toContain('About 8.3 % of the training samples (12\u202f345)');
    expect(say(one, GERMAN, GERMAN_NUMBERS)).toContain('Etwa 8,3 % der Trainingssamples (12.345)');
    expect(() => statement('mass', { rate: 1 })).toThrow(TypeError);
  });
});
