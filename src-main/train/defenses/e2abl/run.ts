/**
 * E2ABL from top to bottom (Jiang et al. 2024, section 3): warm-up of the second head on everything, then joint training,
 * in which the main head learns what the second head does not catch. After every epoch samples are divided anew.
 */
import type { SampleValues } from '../../../../src-shared/domain/sample-values.ts';
import type { DefenseContext } from '../../loop/context.ts';
import { runStage } from '../../loop/run-stage.ts';
import { descend } from '../../loop/step.ts';
import { gatherLabels, joinValues } from '../../data/batches.ts';
import { viewsFor, type ViewRequest } from '../../data/views.ts';
import { constant, cosineToZero } from '../../optim/schedules.ts';
import { LabelledBatches } from '../labelled-batches.ts';
import { warnOfLargeClass } from '../large-class.ts';
import { runUnlearning } from '../unlearning.ts';
import { mainLabels, poolsOf, reportFindings, takeStock } from './bookkeeping.ts';
import { lengthsOf, type E2ablOptions } from './definition.ts';
import { TwoHeaded } from './two-headed.ts';
import { TwoHeadedBatches, type TwoHeadedRows } from './two-headed-batches.ts';

/** Points of the training curve on test data, over the joint training. */
const CURVE_POINTS = 10;

export async function runE2abl(context: DefenseContext, options: E2ablOptions): Promise<void> {
  const lengths = lengthsOf(options, context.data.labels.length);
  const network = await TwoHeaded.attach(
    context,
    options.secondHeadAfter,
    options.ownTrunk,
    lengths.warmUp + lengths.joint,
  );
  await runWarmUp(context, network, options, lengths);
  await runJoint(context, network, options, lengths);
  await reportFindings(context);
  await warnOfLargeClass(context, Int32Array.from(context.session.arrays.get('isolated') ?? []));
  network.detach();
  if (options.isolatedUse === 'unlearn') {
    await runUnlearning(context, {
      stage: 'unlearn',
      isolated: Int32Array.from(context.session.arrays.get('isolated') ?? []),
      batch: lengths.batch,
      rate: options.unlearnRate,
      rateOptions: ['unlearnRate'],
      weightDecay: options.weightDecay,
      isBounded: options.unlearnBounded,
      epochs: options.unlearnEpochs,
      isFinal: true,
    });
  }
}

type Lengths = ReturnType<typeof lengthsOf>;

/** The second head and the layers below it learn all given labels; poison is what they learn first. */
async function runWarmUp(
  context: DefenseContext,
  network: TwoHeaded,
  options: E2ablOptions,
  lengths: Lengths,
): Promise<void> {
  const { batch, warmUp } = lengths;
  const batches = new LabelledBatches(context, { stage: 'warm-up', batch, augment: false });
  await runStage(context, {
    name: 'warm-up',
    totalSteps: warmUp * batches.perEpoch,
    stepsPerEpoch: batches.perEpoch,
    optimizer: { momentum: 0.9, weightDecay: options.weightDecay, nesterov: false },
    rate: constant(options.warmUpRate),
    rateOptions: ['warmUpRate'],
    objective: descend,
    weights: network.warmUpWeights,
    forward: () => (x) => network.second(x),
    batch: (step) => batches.at(step),
    async atEpochEnd(epoch) {
      await takeStock(context, network, options, lengths, epoch);
      return undefined;
    },
  });
}

/** Equation 4: the main head learns the clean part and recovered samples, the second head the suspects; both minimised. */
async function runJoint(
  context: DefenseContext,
  network: TwoHeaded,
  options: E2ablOptions,
  lengths: Lengths,
): Promise<void> {
  const { batch, warmUp, joint } = lengths;
  const { data, rng, report } = context;
  const batches = new TwoHeadedBatches(data.labels.length, batch, rng.fork('joint/shuffle'));
  const { stepsPerEpoch } = batches;
  const valuesOf = valuesOfRows(context, options.augment);
  const curveEvery = Math.max(1, Math.floor(joint / CURVE_POINTS));
  const pools = (): TwoHeadedRows => poolsOf(context);
  const notes: string[] = [];

  await runStage(context, {
    name: 'joint',
    totalSteps: joint * stepsPerEpoch,
    stepsPerEpoch,
    optimizer: {
      momentum: 0.9,
      weightDecay: options.weightDecay,
      nesterov: false,
      rateFactor: (name) => (network.isSecond(name) ? options.secondRate / options.rate : 1),
    },
    rate: options.rateDecay === 'cosine' ? cosineToZero(options.rate) : constant(options.rate),
    rateOptions: ['rate', 'secondRate'],
    objective: descend,
    weights: network.jointWeights,
    forward(step) {
      const mainCount = batches.at(step, pools).main.length;
      return (x) => network.both(x, mainCount);
    },
    batch(step) {
      const rows = batches.at(step, pools);
      const { main, second } = rows;
      const values = valuesOf(step, rows, batches.after(step, pools));
      const labels = new Int32Array(main.length + second.length);
      labels.set(mainLabels(context, main));
      labels.set(gatherLabels(data.labels, second), main.length);
      const weights = new Float32Array(labels.length).fill(1 / second.length);
      weights.fill(1 / main.length, 0, main.length);
      return { values, labels, weights };
    },
    async atEpochEnd(epoch) {
      const { dominance, suspectsKept } = await takeStock(context, network, options, lengths, warmUp + epoch);
      await report.timeline('joint', epoch, epoch * stepsPerEpoch, { dominance, suspectsKept });
      if (epoch % curveEvery === 0) await report.evaluate('joint', epoch, epoch * stepsPerEpoch);
      return undefined;
    },
    atEnd() {
      const { backdoorLabel, dominance, isBlinded } = context.session.notes;
      notes.push(
        `${Math.round(100 * Number(dominance))} % of the isolated samples are taken for "${data.classes[Number(backdoorLabel)]}" by the second head.`,
      );
      if (isBlinded === true) {
        notes.push(
          'No class was recovered: the main head sees the trigger on the isolated samples and not what they show.',
        );
      }
      return Promise.resolve();
    },
    notes: () => notes,
  });
}

/** Values of a step's rows, the main head's first; those of the step after, where they are known, are asked for ahead. */
function valuesOfRows(
  context: DefenseContext,
  augment: boolean,
): (step: number, rows: TwoHeadedRows, after: TwoHeadedRows | null) => SampleValues {
  const views = viewsFor(context);
  const requests = (step: number, { main, second }: TwoHeadedRows): ViewRequest[] => {
    const stream = context.rng.fork('joint/augment').fork(String(step)).state();
    return [
      { kind: augment ? 'plain' : 'asIs', indices: main, stream },
      { kind: 'asIs', indices: second, stream },
    ];
  };
  return (step, rows, after) => {
    const values = requests(step, rows).map((request) => views.take(request));
    views.ahead(after === null ? [] : requests(step + 1, after));
    return joinValues(...values);
  };
}
