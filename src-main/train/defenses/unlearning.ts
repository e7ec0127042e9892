/**
 * Unlearning, which several defenses end with or pass through (DLP's stage AU, section IV-C, equation 6; ABL's last
 * stage): gradient ascent on the isolated samples with their given labels, so that the network forgets what made it
 * certain of them. Unbounded ascent ruins a network within a few updates more than it needs, so by default it is
 * bounded: a small rate, a cap on each loss, and an end as soon as 80 % of the isolated samples left their label. Batch
 * normalisation stays in training mode: with frozen averages a memorised backdoor gives no gradient for dozens of
 * updates and then throws the network to chance level.
 */
import { gatherLabels, gatherValues } from '../data/batches.ts';
import type { DefenseContext } from '../loop/context.ts';
import { runStage } from '../loop/run-stage.ts';
import { ascendUpTo } from '../loop/step.ts';
import { agreementWithLabels } from '../metrics/predict-samples.ts';
import { constant } from '../optim/schedules.ts';
import { percent } from './percent.ts';
import { UnlearningBatches } from './unlearning-batches.ts';
import { unlearningReference } from './unlearning-reference.ts';

const CHECK_EVERY = 4;
const FEWEST_UPDATES = 8;
const MOST_UPDATES = 80;
/** Not 1: isolated samples whose true class is the target rightly keep their label. */
const ENOUGH_LEFT = 0.8;
/** Share of the agreement with other labels that may be lost, when the unlearned network is the result or not. */
const GUARD_FINAL = 1 / 6;
const GUARD_BEFORE_TUNING = 1 / 2;

export interface UnlearningOptions {
  /** Name of the stage, and of its random streams. */
  stage: string;
  /** Samples to unlearn the given labels of. */
  isolated: Int32Array;
  batch: number;
  rate: number;
  /** The option that sets it; none where none does. */
  rateOptions: readonly string[];
  weightDecay: number;
  /** End when enough have left their label, or when too much else is lost; otherwise after `epochs`. */
  isBounded: boolean;
  epochs: number;
  /** Whether the unlearned network is the result, and not trained further. */
  isFinal: boolean;
  /** More to measure whenever the isolated samples are looked at, for the curves. */
  watch?(): Promise<Record<string, number>>;
  /** After the last update, before the stage is measured and saved; what is returned are notes of the stage. */
  atEnd?(): Promise<string[]>;
}

export async function runUnlearning(context: DefenseContext, options: UnlearningOptions): Promise<void> {
  const { data, session, rng } = context;
  const { stage, isolated } = options;
  const batches = new UnlearningBatches(isolated, options.batch, rng.fork(`${stage}/shuffle`));
  const stepsPerEpoch = batches.batchesPerEpoch;
  const reference = unlearningReference(
    data.labels,
    data.classes.length,
    isolated,
    rng.fork(`${stage}/reference`),
  );
  const guard = options.isFinal ? GUARD_FINAL : GUARD_BEFORE_TUNING;
  session.notes['agreementBeforeUnlearning'] ??= await agreementWithLabels(context, reference);
  const before = Number(session.notes['agreementBeforeUnlearning']);
  /** Kept with the run: a stage that is resumed at its end does not come here again. */
  const incomplete = `${stage}/incomplete`;
  const notes: string[] = [];

  await runStage(context, {
    name: stage,
    totalSteps: options.isBounded ? MOST_UPDATES : options.epochs * stepsPerEpoch,
    stepsPerEpoch,
    optimizer: { momentum: 0.9, weightDecay: options.weightDecay, nesterov: false },
    rate: constant(options.rate),
    rateOptions: options.rateOptions,
    objective: ascendUpTo(2 * Math.log(data.classes.length)),
    batch(step) {
      const indices = batches.at(step);
      const weights = new Float32Array(indices.length).fill(1 / indices.length);
      return { values: gatherValues(data, indices), labels: gatherLabels(data.labels, indices), weights };
    },
    async afterStep(step) {
      if ((step + 1) % CHECK_EVERY !== 0) return undefined;
      const left = 1 - (await agreementWithLabels(context, isolated));
      const kept = await agreementWithLabels(context, reference);
      const figures = { left, agreement: kept, ...(await options.watch?.()) };
      await context.report.timeline(stage, (step + 1) / stepsPerEpoch, step + 1, figures);
      if (!options.isBounded || step + 1 < FEWEST_UPDATES) return undefined;
      if (left >= ENOUGH_LEFT) return 'stop';
      if (kept < (1 - guard) * before) {
        session.notes[incomplete] =
          `Unlearning is incomplete: it was ended because agreement with other labels fell from ` +
          `${percent(before)} to ${percent(kept)} while ${percent(left)} of the isolated samples had left their label.`;
        return 'stop';
      }
      return undefined;
    },
    async atEnd() {
      const told = session.notes[incomplete];
      if (typeof told === 'string') notes.push(told);
      notes.push(...((await options.atEnd?.()) ?? []));
    },
    notes: () => notes,
  });
}
