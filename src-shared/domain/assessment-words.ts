/**
 * Everything that is said of a dataset whose truth is not known, in one place, so that command line, report and window
 * cannot contradict each other. A statement is the name of a sentence with what is filled in; `say` makes the text.
 *
 * In a sentence `{name}` is text or another statement, `{name:#}` a count, `{name:%}` a fraction as percent, `{name:.2}`
 * a number with so many decimals.
 */

export const ENGLISH = {
  // The whole
  headlineStrong: 'Strong evidence of planted poison under {labels}.',
  headlineStrongLabels:
    'Strong evidence that labels are wrong in large numbers under {labels}: poison that changes labels, or systematic label noise.',
  headlineSome: 'Some evidence of planted poison under {labels}; it is not established.',
  headlineNone:
    'No evidence of planted poison was found in what was examined: {examined:#} of {classes:#} labels, from {runs}.',
  headlineNotExamined: 'Not examined: no finished run and no detection says anything of this dataset yet.',
  headlineNotMeasured:
    'Not examined yet: there are rankings of {runs}, and a ranking alone is no evidence. Nothing that counts could be measured yet.',
  runsOne: 'one run',
  runsMany: '{count:#} runs',
  runsNone: 'no run',
  missed:
    'None found does not mean none there: clean-label, sample-specific and very rare poison can be missed, and so can poison that the network has not learned.',
  thresholds:
    'What counts comes from small experiments on other data and is no test with a known error: a separation D above {some:.1} (marked above {marked:.0}), a spread below {possible:.1} (a fixed pattern below {fixed:.1}), a contradiction from {contradicted:%0}, a trigger test from {leftFrom:%0} that leave and {stayedFrom:%0} that stay.',
  flaggedIsNotProven:
    'Flagged is not proven: a method that flags a fixed share flags as much where nothing was planted. A label that leads among the flagged proves nothing alone, since labels differ in difficulty.',
  leavingOut:
    'Leaving out as many samples as a run flagged, where nothing was planted, costs about 0 to 1 point of accuracy.',
  drill: 'This is a drill: what was planted is known, and nothing of that was used here.',
  severalLabels:
    'Several labels are over-represented among the flagged ({labels}): methods that assume a single target class do not hold.',
  agreementSeeds:
    'The same method with another seed flags the same samples to {jaccard:%0} (by chance {chance:%0}), at least in {pairs:#} of the pairs compared. That shows how stable the list is; it is no evidence.',
  sameGround:
    'Agreement of methods that rest on the same thing, how fast a sample is learned, is no independent confirmation.',
  judgedFlagged:
    'Of {judged:#} flagged samples that a person judged, {poison:#} were called poison ({share:%0}, 95 % interval {low:%0} to {high:%0}).',
  mass: 'About {rate:%} of the training samples ({count:#}) probably carry a label that was changed, by the leave-label-out tests; poison that keeps its label is not in that figure.',
  namedLabel: '"{name}"',

  // A detection on one run
  separationSome:
    'Some evidence: the samples labelled {labels} fall into two groups that lie further apart than those of labels without poison did in trials. It becomes strong evidence only when a person sees an artefact that one group shares and the other lacks.',
  separationLabel: '"{name}" (D {d:.1})',
  separationLabelMarked: '"{name}" (D {d:.1}, marked)',
  separationNone:
    'No evidence found in the separation of labels: none falls apart further than labels without poison did in trials.',
  separationNotMeasured: 'The separation of labels was not measured: ac and ss measure it.',
  truthUnknown: 'The truth is not known here, so there is no ROC curve and no precision.',

  // Reasons
  nominated:
    'Leads among the {top:%0} most suspicious samples of {runs} (up to {share:%0} of them, {lift:.1} times its share). Labels differ in difficulty, so this is why it is looked at, not evidence.',
  runNamed: 'run {list}',
  runsNamed: 'runs {list}',
  artefactFixed:
    'A fixed pattern: {count:#} {source} hardly vary {place}: there {ratio:.2} of the spread of the {others:#} others of the label, while {typical:.2} is typical. Below {threshold:.1} counts; a patch looks like this.',
  artefactPossible:
    'Possibly a fixed pattern: {count:#} {source} vary less {place}: there {ratio:.2} of the spread of the {others:#} others of the label, while {typical:.2} is typical. Below {threshold:.1} counts as some evidence; small sets of aligned or overexposed pictures get there by themselves.',
  artefactNoBasis:
    'Whether {count:#} {source} share a fixed pattern cannot be told by their spread: {background:%0} of the places hardly vary within this label at all.',
  artefactNone:
    'No fixed pattern in {count:#} {source}: the smallest spread is {ratio:.2} of that of the {others:#} others of the label. Below {threshold:.1} would count.',
  artefactAlike:
    'No single place stands out in {count:#} {source}: they are alike everywhere (typically {typical:.2} of the spread of the {others:#} others), as near-duplicates are.',
  artefactFew:
    'Whether {source} share a fixed pattern was not assessed: that takes 30 samples on either side, and there are {count:#} and {others:#}.',
  placePixel: 'around row {row:#}, column {column:#}',
  placeStep: 'around step {step:#}',
  sourceFlagged: 'samples flagged by run {run:#} ({defense}, seed {seed:#})',
  sourceFlaggedBy: 'samples flagged by {detector} on run {run:#} (seed {seed:#})',
  sourceGroup: 'samples of the suspicious group of {detector} on run {run:#} (seed {seed:#})',
  sourceSmaller: 'samples of the smaller group of {detector} on run {run:#} (seed {seed:#})',
  separationAbove:
    'Its samples fall into two groups at a separation of D = {d:.1} ({detector} on run {run:#}, seed {seed:#}, network after {stage}). Above {threshold:.1} counts as some evidence.',
  separationMarked:
    'Its samples fall into two groups at a separation of D = {d:.1} ({detector} on run {run:#}, seed {seed:#}, network after {stage}). In trials only poison lay above {threshold:.0}.',
  separationBelow:
    'The separation of its two groups is D = {d:.1} at most ({detector} on run {run:#}, seed {seed:#}, network after {stage}). Above {threshold:.1} would count.',
  separationLooks:
    '{above:#} of {looks:#} measurements of the separation lie above {threshold:.1}; they go from {low:.1} to {high:.1}.',
  confirmed:
    'A person judged {poison:#} of {judged:#} samples of the suspicious group poison, which confirms an artefact that can be seen.',
  notConfirmed:
    'It becomes strong evidence only when a person sees an artefact that one group shares and the other lacks.',
  triggerShown:
    'Unlearning {unlearned:#} of the {isolated:#} samples with it that run {run:#} ({defense}, seed {seed:#}) isolated took {left:%0} of the others along, and {stayed:%0} of its samples that were not isolated kept the label when they were fewest. From {leftFrom:%0} and {stayedFrom:%0} on it counts as some evidence: what they have in common is not what the label shows, as with a trigger.',
  triggerNotShown:
    'Unlearning {unlearned:#} of the {isolated:#} samples with it that run {run:#} ({defense}, seed {seed:#}) isolated shows no trigger: {left:%0} of the others left the label with them, and {stayed:%0} of its samples that were not isolated kept it when they were fewest. From {leftFrom:%0} and {stayedFrom:%0} on it would count.',
  testContradicted:
    'Left out of training, its suspects are predicted as another label in {suspects:%0} of cases{middle}, while the error on other labels is {error:%0} (seed {seed:#}). From {threshold:%0} and {times:#} times that error on, labels are wrong in large numbers: poison that changes labels, or systematic label noise.',
  testAgreed:
    'Left out of training, its suspects are predicted as another label in only {suspects:%0} of cases{middle} (error on other labels {error:%0}, seed {seed:#}): no sign of wrong labels. Clean-label poison is not seen by this test.',
  testInconclusive:
    'Left out of training, its suspects are predicted as another label in {suspects:%0} of cases{middle}, with an error of {error:%0} on other labels (seed {seed:#}): inconclusive, which counts as some evidence.',
  testVoid:
    'The leave-label-out test (seed {seed:#}) is void: its network errs on {error:%0} of other labels, and more than {threshold:%0} says nothing.',
  middlePart: ' and the rest of the label in {middle:%0}',
  noMiddle: '',

  suspectMass:
    'By that estimate the {count:#} most suspicious samples with this label are called suspect: the estimated poison and a fifth more.',

  // The rate of isolation
  rateDefault:
    'Isolate {rate:%} (the default): how much poison there is, if any, is not known, and nobody is to be called suspect by an estimate.',
  rateEstimated:
    'Isolate {rate:%}: half of the estimated {poison:%}, between {least:%} and {most:%0}; more is never advised without a look.',

  // What the methods used cannot see
  limitNoAttack:
    'Where nothing was planted, every method still returns its share: the flagged are then the easiest samples. Look at them before you export: the cleaned dataset goes without what is flagged unless the export is told otherwise.',
  limitSeveralTargets:
    'With several target labels no label leads, and each has little poison: methods for one target label hardly help. AC, SS and NONE look at each label; compare them.',
  limitSlow:
    'Methods hardly agree (at best {jaccard:%0} of what either flags): a slow or weak trigger turns rankings by learning speed around, and then poison sits among the most contradicted samples. Look at both ends of the ranking, at the separations, and at NONE.',
  limitLowRate:
    'The estimated {rate:%} is less than half of what a run isolated ({gamma:%}): most of its list is then harmless, and unlearning it damages the model. Isolate less and train longer.',
  limitHighRate:
    'Poison of more than {share:%0} is the larger part of its label: the smaller group is then the harmless one. Look at both groups.',
  limitCleanLabel:
    'Poison that keeps its label (clean-label) is seen by no test of labels, and its samples need not rank high. Relabelling does not apply; the two groups of a label, removal or unlearning do.',
  limitGlobal:
    'A trigger blended over the whole image leaves no fixed place: a spread near 1 does not rule it out. Unlearning such samples costs accuracy; compare the model before and after.',
  limitSampleSpecific:
    'Triggers that differ from sample to sample are hardly seen by E2ABL, and not at all by the search for a fixed pattern.',
  limitNatural:
    'Backdoors that a network has by nature are not in the data: no filter can find them; only NONE claims a small effect.',
  limitLabelNoise:
    'Wrong labels without any attack look the same to the leave-label-out test, and they are among the hardest samples, which semi-supervised fine-tuning trusts. Look at the contradicted samples first.',
  limitDuplicates:
    '{flagged:#} flagged samples have the same bytes as another one: duplicates are learned fast and flagged without being poison.',
  limitEvaluation:
    'The test split comes from the same source: accuracy is agreement with labels that may carry poison too. A trusted set would say more.',
  limitRecovery:
    'Labels that E2ABL recovered (run {run:#}) are proposals, not corrections: no leave-label-out test was positive, so the list counts as isolation alone. Remove rather than relabel.',
  limitTransfer: 'Numbers of benchmarks on other data do not carry over to this dataset.',

  // What to do next
  nextAudit:
    'Train on it first: "assay audit", best with {seeds:#} seeds. Without a run nothing can be said.',
  nextDetect: 'Measure the separation of every label: "assay detect" with ac and ss on a finished run.',
  nextSeeds:
    'There are runs with {seeds:#} of the {advised:#} seeds advised: single runs differ widely. Repeat the audit with other seeds.',
  nextLook:
    'Look at the suspicious group of {labels} in Inspect and judge what you see: an artefact that one group shares makes the evidence strong.',
  nextTest:
    'Leave {label} out of a training and see whether the network agrees with its suspects: "assay assess … --leave-label-out"; it costs one short training.',
  nextRemove:
    'Look at the flagged samples of {labels}, then leave out those you judge poison. Removal is advised, not relabelling.',
  nextProposals:
    'What the leave-label-out test predicted for contradicted samples are the better proposals of their true labels; none is to be taken over unseen.',
  nextBothEnds:
    'Look at the other end of the ranking too: among the least suspicious samples {label} leads ({share:%0}, {lift:.1} times its share). They must not teach anything as trusted.',
} as const;

export type StatementId = keyof typeof ENGLISH;
/** The sentences in another language. */
export type Wording = Readonly<Record<StatementId, string>>;

/** A sentence and what is filled in; `text` is the English of it. Plain JSON. */
export interface Statement {
  id: StatementId;
  values: Readonly<Record<string, StatementValue>>;
  text: string;
}

/** Several statements are joined by commas. */
export type StatementValue = string | number | Statement | readonly Statement[];

/** How numbers are written in a language. */
export interface NumberWords {
  /** Between whole part and decimals. */
  decimal: string;
  /** Between groups of three digits, from five digits on. */
  group: string;
}

const ENGLISH_NUMBERS: NumberWords = { decimal: '.', group: '\u202f' };
export const GERMAN_NUMBERS: NumberWords = { decimal: ',', group: '.' };

export function statement(id: StatementId, values: Statement['values'] = {}): Statement {
  const bare = { id, values, text: '' };
  return { ...bare, text: say(bare, ENGLISH, ENGLISH_NUMBERS) };
}

/** The sentence in a language. Throws TypeError for a blank without a value that fits it. */
export function say({ id, values }: Statement, words: Wording, numbers: NumberWords): string {
  return words[id].replaceAll(/\{(\w+)(?::(#|%|%0|\.\d))?\}/g, (_blank, name: string, form?: string) => {
    const value = values[name];
    if (value === undefined) throw new TypeError(`the statement ${id} has no ${name}`);
    return fill(value, form ?? '', words, numbers);
  });
}

function fill(value: StatementValue, form: string, words: Wording, numbers: NumberWords): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatNumber(value, form, numbers);
  const all = 'id' in value ? [value] : value;
  return all.map((one) => say(one, words, numbers)).join(', ');
}

function formatNumber(value: number, form: string, { decimal, group }: NumberWords): string {
  if (form.startsWith('%')) {
    const digits = form === '%0' ? 0 : 1;
    return `${(100 * value).toFixed(digits).replace('.', decimal)} %`;
  }
  if (form.startsWith('.')) return value.toFixed(Number(form.slice(1))).replace('.', decimal);
  const whole = String(Math.round(value));
  return whole.length < 5 ? whole : whole.replaceAll(/\B(?=(\d{3})+$)/g, group);
}
