/**
 * The leave-label-out test, our own: does a network that never saw the suspicious samples of a label agree with that
 * label? It learns the other labels and the least suspicious samples of this one. Wrong labels, planted or by mistake, are
 * contradicted; poison that keeps its label is not seen.
 */
import {
  LABEL_TEST,
  labelTestSizes,
  readLabelTest,
  type LabelTestReading,
} from '../../../src-shared/domain/assessment.ts';
import type { Rng } from '../../../src-shared/math/rng.ts';
import { LabelledBatches } from '../defenses/labelled-batches.ts';
import { fittingBatch } from '../defenses/lengths.ts';
import type { DefenseContext } from '../loop/context.ts';
import { runStage } from '../loop/run-stage.ts';
import { descend } from '../loop/step.ts';
import { constant } from '../optim/schedules.ts';
import { agreementWithLabels, predictedLabels } from './predict-samples.ts';

/** Indices of training samples; no sample is in two of them but for anchors, which are repeated in `learned`. */
export interface LabelDivision {
  suspects: Int32Array;
  middle: Int32Array;
  anchors: Int32Array;
  /** Of the other labels: not learned, for the error to be expected. */
  heldOut: Int32Array;
  /** What is learned: the rest of the other labels, and the anchors as often as an average label has samples. */
  learned: Int32Array;
}

/**
 * `ranked`: all samples of the label, most suspicious first. Throws RangeError for a label that is too small, or where
 * there is no other label.
 */
export function divideLabel(labels: Int32Array, label: number, ranked: Int32Array, rng: Rng): LabelDivision {
  const sizes = labelTestSizes(ranked.length, labels.length);
  const others = Int32Array.from(labels.keys()).filter((index) => labels[index] !== label);
  const otherLabels = new Set(others.map((index) => labels[index]!)).size;
  if (sizes === null || otherLabels === 0) throw new RangeError(`label ${label} cannot be left out`);
  const drawn = rng.fork('held-out').shuffle(Int32Array.from(others));
  const held = Math.max(1, Math.round(LABEL_TEST.heldOutShare * others.length));
  const anchors = ranked.slice(ranked.length - sizes.anchors);
  const rest = drawn.slice(held).sort();
  const perLabel = Math.max(anchors.length, Math.round(rest.length / otherLabels));
  const repeated = Int32Array.from({ length: perLabel }, (_, i) => anchors[i % anchors.length]!);
  return {
    suspects: ranked.slice(0, sizes.suspects),
    middle: ranked.slice(sizes.suspects, sizes.suspects + sizes.middle),
    anchors,
    heldOut: drawn.slice(0, held).sort(),
    learned: Int32Array.of(...rest, ...repeated),
  };
}

/** Supervised learning as DLP does it, whose scores the candidates come from. */
const RECIPE = { epochs: 10, fewestUpdates: 300, rate: 0.01, weightDecay: 1e-4, momentum: 0.9, batch: 128 };
/** Learned samples that are asked whether training may end. */
const ASKED_AT_MOST = 2000;
const STAGE = 'Leaving the label out';

export interface LabelTestOutcome {
  suspectsAgree: number;
  middleAgree: number | null;
  error: number;
  trainedTo: number;
  epochs: number;
  updates: number;
  reading: LabelTestReading;
  poisonRate: number;
  /** Suspects and middle samples that were predicted as another label, ascending, and as which. */
  contradicted: { indices: Int32Array; predicted: Int32Array };
}

/** Trains the network of the session and reads the test. Throws as `runStage`. */
export async function leaveLabelOut(
  context: DefenseContext,
  label: number,
  division: LabelDivision,
): Promise<LabelTestOutcome> {
  const { labels } = context.data;
  const trained = await learn(context, division);
  const asked = Int32Array.of(...division.suspects, ...division.middle);
  const predicted = await predictedLabels(context, asked);
  const ofHeldOut = await predictedLabels(context, division.heldOut);
  const error = shareOf(ofHeldOut, (found, i) => found !== labels[division.heldOut[i]!]);
  const count = division.suspects.length;
  const agrees = (found: number): boolean => found === label;
  const suspectsAgree = shareOf(predicted.subarray(0, count), agrees);
  const middleAgree = division.middle.length === 0 ? null : shareOf(predicted.subarray(count), agrees);
  const places = [...asked.keys()]
    .filter((place) => predicted[place] !== label)
    .sort((a, b) => asked[a]! - asked[b]!);
  return {
    ...{ suspectsAgree, middleAgree, error, ...trained },
    reading: readLabelTest(suspectsAgree, middleAgree, error),
    poisonRate: Math.max(0, places.length - error * asked.length) / labels.length,
    contradicted: {
      indices: Int32Array.from(places, (place) => asked[place]!),
      predicted: Int32Array.from(places, (place) => predicted[place]!),
    },
  };
}

async function learn(
  context: DefenseContext,
  { learned }: LabelDivision,
): Promise<Pick<LabelTestOutcome, 'trainedTo' | 'epochs' | 'updates'>> {
  const batch = fittingBatch(RECIPE.batch, learned.length);
  const batches = new LabelledBatches(context, {
    stage: 'left-out',
    indices: learned,
    batch,
    augment: false,
  });
  const usual = Math.max(RECIPE.epochs, Math.ceil(RECIPE.fewestUpdates / batches.perEpoch));
  const once = [...new Set(learned)];
  const step = Math.max(1, once.length / ASKED_AT_MOST);
  const asked = Int32Array.from(
    { length: Math.min(once.length, ASKED_AT_MOST) },
    (_, i) => once[Math.floor(i * step)]!,
  );
  let trainedTo = 0;
  let epochs = 0;
  await runStage(context, {
    name: STAGE,
    totalSteps: LABEL_TEST.timesEpochs * usual * batches.perEpoch,
    stepsPerEpoch: batches.perEpoch,
    optimizer: { momentum: RECIPE.momentum, weightDecay: RECIPE.weightDecay, nesterov: false },
    rate: constant(RECIPE.rate),
    rateOptions: [],
    objective: descend,
    batch: (at) => batches.at(at),
    async atEpochEnd(epoch) {
      epochs = epoch;
      trainedTo = await agreementWithLabels(context, asked);
      return trainedTo >= LABEL_TEST.trainedAt ? 'stop' : undefined;
    },
  });
  return { trainedTo, epochs, updates: epochs * batches.perEpoch };
}

function shareOf(found: Int32Array, isCounted: (value: number, place: number) => boolean): number {
  return found.reduce((sum, value, place) => sum + (isCounted(value, place) ? 1 : 0), 0) / found.length;
}
