/**
 * Whether isolated samples carry a trigger or are merely the plainest of their label, asked of the network itself, without a
 * clean sample and without knowing the trigger. Of the isolated samples of the commonest label some are unlearned, as many
 * as it takes for four in five of them to leave that label. A trigger is a reason of its own: it takes along the isolated
 * samples that were not unlearned, and leaves the label to those that show what it says. Without one there is nothing to
 * unlearn but the look of the class, and the whole label goes, the plainest last.
 *
 * Measured after 25 epochs (CIFAR-10, 10,000 images): with Blended 86 % of the other isolated samples left the label, and of
 * the label's samples that were not isolated 66 % of those that had it before kept it; without poison 97 % left and none kept
 * it. After a short training, in which a label rests on little else than the trigger, nothing is shown either way: with the
 * ten epochs of DLP and BadNets the whole label leaves too.
 */
import { showsTrigger, type TriggerFinding } from '../../../src-shared/domain/trigger-test.ts';
import { countLabels, mostFrequent } from '../../../src-shared/math/label-counts.ts';
import { readWeights, writeWeights } from '../architectures/weights.ts';
import type { DefenseContext } from '../loop/context.ts';
import type { TrainingSession } from '../loop/session.ts';
import { agreementWithLabels } from '../metrics/predict-samples.ts';
import { attachNetwork } from './attached-network.ts';
import { percent } from './percent.ts';
import { runUnlearning } from './unlearning.ts';

/** Samples that are unlearned at most. */
const MOST_UNLEARNED = 100;
/** Samples of each kind that are asked at most, and without which there is no answer. */
const MOST_ASKED = 500;
const FEWEST = 10;
const RATE = 5e-4;

const BEFORE = 'before the trigger test';
/** Where the answer is kept for a run that is resumed. */
const TRIGGERED = 'triggered';
const FINDING = 'triggerFinding';
const BASIS = 'askedBefore';

export interface TriggerTestOptions {
  /** Name of the stage, and of its random streams. */
  stage: string;
  /** Sample indices, most suspicious first. */
  isolated: Int32Array;
  batch: number;
  weightDecay: number;
}

/**
 * Asks once in a run; the answer is `triggered`. Where it is a trigger, the network has unlearned it; else its weights are
 * those it came with.
 */
export async function runTriggerTest(
  context: DefenseContext,
  { stage, isolated, batch, weightDecay }: TriggerTestOptions,
): Promise<void> {
  const { data, session, rng } = context;
  // Answered, unless a run that is resumed was interrupted while the stage's end was measured.
  if (session.arrays.has(TRIGGERED) && session.position?.stage !== stage) return;
  const groups = groupsOf(context, isolated, rng.fork(`${stage}/asked`));
  const basis = groups === null ? null : await basisOf(context, groups);
  if (groups === null || basis === null) {
    await context.report.log('info', NOT_ASKED);
    session.arrays.set(TRIGGERED, new Int32Array(0));
    return;
  }

  const { label, suspects, unlearned, others, rest } = groups;
  if (session.notes[FINDING] === undefined) await attachNetwork(context, BEFORE);
  const look = async (): Promise<{ othersLeft: number; restStayed: number }> => {
    const othersLeft = 1 - shareOf(await agreementWithLabels(context, others), basis.others);
    const restStayed = shareOf(await agreementWithLabels(context, rest), basis.rest);
    session.notes['leastStayed'] = Math.min(Number(session.notes['leastStayed'] ?? 1), restStayed);
    return { othersLeft, restStayed };
  };
  await runUnlearning(context, {
    stage,
    isolated: unlearned,
    batch,
    rate: RATE,
    rateOptions: [],
    weightDecay,
    isBounded: true,
    epochs: 1,
    isFinal: false,
    watch: look,
    async atEnd() {
      if (session.notes[FINDING] === undefined) {
        const { othersLeft } = await look();
        const leastStayed = Number(session.notes['leastStayed']);
        const counts = { label, isolated: suspects.length, unlearned: unlearned.length };
        // From here on without a pause: a checkpoint holds all of it or nothing.
        conclude(session, { ...counts, othersLeft, leastStayed }, suspects);
      }
      const found = session.notes[FINDING] as TriggerFinding;
      await context.report.trigger(found);
      return [inWords(found, data.classes[label]!), showsTrigger(found) ? LIKE_A_TRIGGER : NOT_SHOWN];
    },
  });
}

/** Keeps the answer; where it is no trigger, the network is again what it was. */
function conclude(session: TrainingSession, found: TriggerFinding, suspects: Int32Array): void {
  const isTrigger = showsTrigger(found);
  session.notes[FINDING] = found;
  session.arrays.set(TRIGGERED, isTrigger ? suspects : new Int32Array(0));
  if (!isTrigger) writeWeights(session.model, readWeights(session.attached(BEFORE)));
  session.detach(BEFORE);
}

/** Isolated samples that were found to carry a trigger; none before the test. */
export function triggered({ arrays }: DefenseContext['session']): Int32Array {
  return Int32Array.from(arrays.get(TRIGGERED) ?? []);
}

interface Basis {
  /** Fractions of the groups that are predicted as their label before anything is unlearned. */
  others: number;
  rest: number;
}

/** Null where too few are predicted as their label: what was never learned cannot be unlearned. */
async function basisOf(context: DefenseContext, { others, rest }: Groups): Promise<Basis | null> {
  const { notes } = context.session;
  notes[BASIS] ??= {
    others: await agreementWithLabels(context, others),
    rest: await agreementWithLabels(context, rest),
  } satisfies Basis;
  const basis = notes[BASIS] as Basis;
  const isEnough = basis.others * others.length >= FEWEST && basis.rest * rest.length >= FEWEST;
  return isEnough ? basis : null;
}

function shareOf(now: number, before: number): number {
  return Math.min(1, now / before);
}

function inWords({ unlearned, isolated, othersLeft, leastStayed }: TriggerFinding, name: string): string {
  return (
    `${unlearned} of ${isolated} isolated samples of "${name}" were unlearned: ${percent(othersLeft)} of the others left that ` +
    `label with them, and ${percent(leastStayed)} of its samples that were not isolated kept it, when they were fewest.`
  );
}

const LIKE_A_TRIGGER =
  'So it is with samples that have a trigger in common. Fine-tuning goes on teaching that their label is wrong.';
const NOT_SHOWN = 'That shows no trigger. The network is as it was before.';
const NOT_ASKED =
  'Whether isolated samples carry a trigger was not asked: too few of their commonest label, or of its others, are predicted as it.';

interface Groups {
  label: number;
  /** Isolated samples with the label, most suspicious first. */
  suspects: Int32Array;
  /** The first of them. */
  unlearned: Int32Array;
  /** Some of the rest of them. */
  others: Int32Array;
  /** Samples with the label that were not isolated. */
  rest: Int32Array;
}

/** Null where there are too few of a kind. */
function groupsOf({ data }: DefenseContext, isolated: Int32Array, rng: DefenseContext['rng']): Groups | null {
  const label = mostFrequent(countLabels(data.labels, data.classes.length, isolated));
  if (label === null) return null;
  const suspects = isolated.filter((index) => data.labels[index] === label);
  const isIsolated = new Set(isolated);
  const all = Int32Array.from(data.labels.keys());
  const rest = all.filter((index) => data.labels[index] === label && !isIsolated.has(index));
  const unlearned = suspects.subarray(0, Math.min(MOST_UNLEARNED, Math.floor(suspects.length / 2)));
  const others = suspects.subarray(unlearned.length);
  if (unlearned.length < FEWEST || rest.length < FEWEST) return null;
  const some = (indices: Int32Array): Int32Array =>
    Int32Array.from(rng.sample(indices, Math.min(MOST_ASKED, indices.length)));
  return { label, suspects, unlearned, others: some(others), rest: some(rest) };
}
