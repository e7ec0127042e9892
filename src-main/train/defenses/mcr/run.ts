/**
 * Mode connectivity repair from top to bottom (Zhao et al. 2020, sections 3.1 and 4.1): one end of the curve is the model
 * as it came, the other a copy fine-tuned on trusted samples; the middle of a quadratic Bezier curve is trained so that
 * every point between predicts trusted samples well, and a point is taken.
 *
 * Differences from published codes: a single suspect model is needed, the point is chosen on held-out trusted samples
 * (not on test samples, nor fixed near the suspect end), and the averages of batch normalisation are always recomputed.
 */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { readWeights, trainableByName } from '../../architectures/weights.ts';
import { gatherValues } from '../../data/batches.ts';
import type { DefenseContext } from '../../loop/context.ts';
import { runStage } from '../../loop/run-stage.ts';
import { descend, type Objective } from '../../loop/step.ts';
import { agreementWithLabels } from '../../metrics/predict-samples.ts';
import { cosineToZero, type Schedule } from '../../optim/schedules.ts';
import { attachNetwork } from '../attached-network.ts';
import { LabelledBatches } from '../labelled-batches.ts';
import { percent } from '../percent.ts';
import { beginRepair, compareWithBefore, type TrustedHalves } from '../trusted.ts';
import { recomputeStatistics } from './batch-statistics.ts';
import { mcrLengths, type McrOptions } from './definition.ts';
import { bezierWeights, choosePoint, CURVE_POINTS } from './points.ts';

const START = 'start';
const MIDDLE = 'middle';
const END = 'end';
/** Samples in a batch that statistics are recomputed by. */
const STATISTICS_BATCH = 128;

export async function runMcr(context: DefenseContext, options: McrOptions): Promise<void> {
  const { session } = context;
  const halves = await beginRepair(context);
  const start = await attachNetwork(context, START);
  await runEndpoint(context, options, halves);
  const end = await attachNetwork(context, END);
  const middle = await attachNetwork(context, MIDDLE, halfway(start, end));
  await runCurve(context, options, halves, { start, middle, end });
  for (const name of [START, MIDDLE, END]) session.detach(name);
}

interface CurveNetworks {
  start: tfl.LayersModel;
  middle: tfl.LayersModel;
  end: tfl.LayersModel;
}

async function runEndpoint(
  context: DefenseContext,
  options: McrOptions,
  { learn }: TrustedHalves,
): Promise<void> {
  const { batch, epochs } = mcrLengths(options, context.trusted.length).endpoint;
  const { augment, endpointDecay } = options;
  const batches = new LabelledBatches(context, { stage: 'endpoint', indices: learn, batch, augment });
  await runStage(context, {
    name: 'endpoint',
    totalSteps: epochs * batches.perEpoch,
    stepsPerEpoch: batches.perEpoch,
    optimizer: { momentum: 0.9, weightDecay: endpointDecay, nesterov: false },
    rate: cosineToZero(options.rate),
    rateOptions: ['rate'],
    objective: descend,
    batch: (step) => batches.at(step),
  });
}

function halfway(a: tfl.LayersModel, b: tfl.LayersModel): Map<string, Float32Array> {
  const others = readWeights(b);
  return new Map(
    [...readWeights(a)].map(([name, values]) => [
      name,
      values.map((value, i) => (value + others.get(name)![i]!) / 2),
    ]),
  );
}

/** Of the published code: constant for a half, then falling in a line to a hundredth at nine tenths. */
export function halfThenLine(rate: number): Schedule {
  const [from, until, last] = [0.5, 0.9, 0.01];
  return (step, total) => {
    const part = Math.min(1, Math.max(0, (step / total - from) / (until - from)));
    return rate * (1 - part * (1 - last));
  };
}

async function runCurve(
  context: DefenseContext,
  options: McrOptions,
  { learn, check }: TrustedHalves,
  networks: CurveNetworks,
): Promise<void> {
  const { session, rng } = context;
  const { batch, epochs } = mcrLengths(options, context.trusted.length).curve;
  const { augment, weightDecay } = options;
  const batches = new LabelledBatches(context, { stage: 'curve', indices: learn, batch, augment });
  const curve = new Curve(session.learner.weights, networks);
  const notes: string[] = [];
  await runStage(context, {
    name: 'curve',
    totalSteps: epochs * batches.perEpoch,
    stepsPerEpoch: batches.perEpoch,
    // Decay belongs to the point that is trained, not to the middle, and is part of the objective.
    optimizer: { momentum: 0.9, weightDecay: 0, nesterov: false },
    rate: halfThenLine(options.rate),
    rateOptions: ['rate'],
    objective: curve.objective(weightDecay),
    moved: trainableByName(networks.middle),
    batch(step) {
      curve.place(rng.fork('curve/point').fork(String(step)).uniform());
      return batches.at(step);
    },
    async atEnd() {
      notes.splice(0, notes.length, await takePoint(context, options, { learn, check }, curve));
      notes.push(await compareWithBefore(context, check));
    },
    notes: () => notes,
  });
}

/** The network as a point of the curve. */
export class Curve {
  readonly #point: ReadonlyMap<string, tf.Variable>;
  readonly #ends: readonly ReadonlyMap<string, tf.Variable>[];
  /** What the middle counts at the point where the network stands: the slope of the point along the middle. */
  #slope = 0;

  constructor(point: ReadonlyMap<string, tf.Variable>, { start, middle, end }: CurveNetworks) {
    this.#point = point;
    this.#ends = [start, middle, end].map(trainableByName);
  }

  /** Writes the trainable weights at t into the network; averages of batch normalisation stay what they are. */
  place(t: number): void {
    const factors = bezierWeights(t);
    this.#slope = factors[1];
    for (const [name, weight] of this.#point) {
      tf.tidy(() =>
        weight.assign(
          tf.addN(this.#ends.map((end, i) => tf.mul(end.get(name) as tf.Variable, factors[i] as number))),
        ),
      );
    }
  }

  /**
   * Its gradient at the point is that of loss and decay along the middle: the chain rule multiplies both by the slope.
   * `decay`: what half the squared length of the point's weights counts.
   */
  objective(decay: number): Objective {
    return (losses, weights) => {
      let length: tf.Scalar = tf.scalar(0);
      for (const weight of this.#point.values()) length = tf.add(length, tf.sum(tf.square(weight)));
      const whole = tf.add(descend(losses, weights), tf.mul(length, decay / 2));
      return tf.mul(whole, this.#slope);
    };
  }
}

/** Measures the points on the held-out half and leaves the network at the one that is taken. */
async function takePoint(
  context: DefenseContext,
  { tolerance }: McrOptions,
  { learn, check }: TrustedHalves,
  curve: Curve,
): Promise<string> {
  const { session, normaliser } = context;
  const standAt = (t: number): void => {
    curve.place(t);
    recomputeStatistics(session.model, normaliser, batchesOf(context, learn));
  };
  const accuracies: number[] = [];
  for (const t of CURVE_POINTS) {
    standAt(t);
    accuracies.push(await agreementWithLabels(context, check));
  }
  const chosen = choosePoint(accuracies, tolerance);
  standAt(chosen);
  const measured = accuracies.map((accuracy, i) => `${CURVE_POINTS[i]}: ${percent(accuracy)}`).join(', ');
  return `Took the point t = ${chosen} of the curve. Held-out trusted samples right at each point: ${measured}.`;
}

function* batchesOf(
  { data }: DefenseContext,
  rows: Int32Array,
): Generator<{ values: ReturnType<typeof gatherValues>; count: number }> {
  for (let begin = 0; begin < rows.length; begin += STATISTICS_BATCH) {
    const some = rows.subarray(begin, begin + STATISTICS_BATCH);
    yield { values: gatherValues(data, some), count: some.length };
  }
}
