/**
 * Stage ASSFT (section IV-D, equation 7): FixMatch from the unlearned weights. Only the samples of highest entropy keep
 * their label; all others teach through pseudo-labels, which a forgotten trigger no longer steers. The result is the
 * moving average of the weights.
 *
 * Differences from the paper, by default: samples with nothing against their label are taught it where the prediction
 * leaves it possible, which a short training needs; and isolated samples do not join the unlabelled pool, but may be
 * suppressed (`suppressed-samples.ts`).
 */
import { crossEntropyOfLogits, predictionOfLogits } from '../../../../src-shared/math/entropy.ts';
import type { DefenseContext } from '../../loop/context.ts';
import { logitsOfSamples } from '../../metrics/predict-samples.ts';
import { runStage } from '../../loop/run-stage.ts';
import { descendOrAscendUpTo } from '../../loop/step.ts';
import { cosineToZero, fixMatchCosine } from '../../optim/schedules.ts';
import { WeightAverage } from '../../optim/weight-average.ts';
import { FixMatchBatches } from '../fixmatch.ts';
import type { DlpOptions } from './definition.ts';
import type { FilterResult } from './entropy-filter.ts';
import { SuppressedSamples } from './suppressed-samples.ts';

/** FixMatch's, for a million updates; of a short stage the average holds the last twentieth and not the beginning. */
const EMA_DECAY = 0.999;
const EMA_SPANS = 20;
/** A class that gets this much more of the pseudo-labels than its share has swallowed others. */
const COLLAPSE = { factor: 3, margin: 0.1 };
const CHECKED_FOR_COLLAPSE = 2000;
/** Points of the training curve on test data, over the whole stage. */
const CURVE_POINTS = 10;

export async function runFineTuning(
  context: DefenseContext,
  options: DlpOptions,
  filter: FilterResult,
): Promise<void> {
  const { data, session, rng } = context;
  const { weights } = session.learner;
  const isSuppressing = options.isolatedInTuning === 'suppress';
  const suppressed = new SuppressedSamples(context, filter.isolated, options.assftUpdates);
  const average = new WeightAverage(
    weights,
    Math.max(0, Math.min(EMA_DECAY, 1 - EMA_SPANS / options.assftUpdates)),
  );
  const unlabelled = unlabelledPool(data.labels.length, filter, options);
  const batches = new FixMatchBatches(
    context,
    {
      labelled: filter.clean,
      unlabelled,
      plausible: options.assftPlausible < 1 ? filter.plausible : new Int32Array(0),
      suppressed: isSuppressing ? suppressed.indices : new Int32Array(0),
    },
    rng.fork('ASSFT'),
    {
      labelledBatch: options.assftBatch,
      ratio: options.assftRatio,
      threshold: options.assftThreshold,
      plausibleFrom: options.assftPlausible,
      unlabelledWeight: 1,
      skipUnconfident: options.skipUnconfident,
    },
    options.assftUpdates,
  );
  const stepsPerEpoch = Math.max(1, Math.floor(options.assftUpdates / CURVE_POINTS));
  const notes: string[] = [];

  await runStage(context, {
    name: 'ASSFT',
    totalSteps: options.assftUpdates,
    stepsPerEpoch,
    optimizer: {
      momentum: 0.9,
      nesterov: true,
      weightDecay: options.assftWeightDecay,
      decays: (name) => name.endsWith('/kernel'),
    },
    rate: (options.assftDecay === 'zero' ? cosineToZero : fixMatchCosine)(options.assftRate),
    rateOptions: ['assftRate'],
    objective: descendOrAscendUpTo(2 * Math.log(data.classes.length)),
    batch: (step) => batches.at(step),
    afterStep(step) {
      average.update(weights, step);
      return undefined;
    },
    async atEpochEnd(epoch) {
      const { maskRate } = batches.monitor;
      const step = epoch * stepsPerEpoch;
      await average.during(weights, async () => {
        const { left, hasGrown } = await suppressed.look(step);
        if (isSuppressing && hasGrown) batches.suppress(suppressed.indices);
        await context.report.timeline('ASSFT', epoch, step, { maskRate, left });
        await context.report.evaluate('ASSFT', epoch, step);
      });
      return undefined;
    },
    async atEnd() {
      average.copyInto(weights);
      const found = isSuppressing ? await suppressed.note() : null;
      if (found !== null) notes.push(found);
      notes.push(...(await collapseNotes(context, unlabelled, options.assftThreshold)));
    },
    saveState: () => average.state(),
    restoreState: (state) => average.restore(state as Map<string, Float32Array>),
    notes: () => notes,
  }).finally(() => batches.dispose());
  average.dispose();
}

/** Everything without a label: all samples but the labelled ones, and by default without the isolated ones. */
function unlabelledPool(count: number, filter: FilterResult, options: DlpOptions): Int32Array {
  const excluded = new Set(filter.clean);
  if (options.isolatedInTuning !== 'unlabelled') for (const index of filter.isolated) excluded.add(index);
  return Int32Array.from({ length: count }, (_, index) => index).filter((index) => !excluded.has(index));
}

/** Looks for a class that most confident predictions on unlabelled samples go to, far beyond its share of the labels. */
async function collapseNotes(
  context: DefenseContext,
  unlabelled: Int32Array,
  threshold: number,
): Promise<string[]> {
  const { data, rng } = context;
  const count = Math.min(CHECKED_FOR_COLLAPSE, unlabelled.length);
  const sample = rng.fork('ASSFT/collapse').sample(unlabelled, count);
  const logits = await logitsOfSamples(context, Int32Array.from(sample));
  const classes = data.classes.length;
  const loss = crossEntropyOfLogits(logits, predictionOfLogits(logits, classes), classes);
  const confident = predictionOfLogits(logits, classes).filter((_, i) => Math.exp(-loss[i]!) >= threshold);
  if (confident.length < classes) return ['Almost no unlabelled sample is predicted with confidence yet.'];
  return data.classes.flatMap((name, label) => {
    const share = data.labels.filter((given) => given === label).length / data.labels.length;
    const predicted = confident.filter((prediction) => prediction === label).length / confident.length;
    if (predicted <= COLLAPSE.factor * share + COLLAPSE.margin) return [];
    return [
      `Class "${name}" has ${percent(predicted)} of the confident predictions: it may have swallowed others.`,
    ];
  });
}

function percent(fraction: number): string {
  return `${Math.round(fraction * 100)} %`;
}
